const WIDTH = 88;

/** A sentence in lines, not broken between a number and its sign. */
export function wrap(sentence: string, first = "", rest = ""): string[] {
  const [word, ...words] = sentence.split(/ (?!%)/);
  const lines = [first + word];
  for (const next of words) {
    const longer = `${lines.at(-1)} ${next}`;
    if (longer.length > WIDTH) lines.push(rest + next);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
