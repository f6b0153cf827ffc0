/** A word that names are searched for, and how it is written in them. */
export type Word = readonly [word: string, pattern: RegExp];

/**
 * The words by which names of series show what they are. Only these words are ever repeated to the
 * user: a name from a header is free text, in which anything may stand.
 */
export const VOCABULARY = {
  sharp: [
    ["bone", /\b(bone|osseous)/i],
    ["lung", /\blung/i],
    ["sharp", /\bsharp/i],
    ["petrous", /\bpetrous/i],
    ["HRCT", /\bhrct/i],
  ],
  head: [
    ["head", /\bhead/i],
    ["brain", /\b(brain|cereb)/i],
    ["skull", /\b(skull|crani)/i],
  ],
  otherRegion: [
    ["chest", /\bchest/i],
    ["thorax", /\bthora\w*/i],
    ["abdomen", /\babd\w*/i],
    ["pelvis", /\bpelvis\b/i],
    ["lung", /\blung\b/i],
    ["heart", /\b(heart|cardiac)\b/i],
    ["spine", /\b[ctl]*spine\b/i],
    ["neck", /\bneck\b/i],
    ["limb", /\b(shoulder|knee|foot|hip|leg|arm|extremity)\b/i],
  ],
  localizer: [
    ["localizer", /\blocali[sz]er/i],
    ["scout", /\bscout/i],
    ["topogram", /\b(topogram|scanogram|surview)/i],
  ],
  report: [
    ["dose report", /\b(dose\s*(report|info\w*|summary|record)|patient\s*protocol)/i],
    ["screen save", /\bscreen\s*(save|capture)/i],
  ],
} as const satisfies Record<string, readonly Word[]>;

/** The first word of a vocabulary that one of the texts holds, or null. */
export function findWord(texts: readonly string[], words: readonly Word[]): string | null {
  // Underscores are word characters to a pattern, but separate words in a name.
  const spaced = texts.map((text) => text.replaceAll("_", " "));
  return words.find(([, pattern]) => spaced.some((text) => pattern.test(text)))?.[0] ?? null;
}
