import type { Asked, Job } from "./workers/job.ts";

/**
 * The command lines that give what the page gives, for a shell.
 *
 * @returns Empty where an option cannot be said there: a name with a comma, or with a blank at its end.
 */
export function commandLines({ files, other, asked }: Job): string[] {
  const { table, audit, judge } = asked;
  const { columns = {}, sets = {}, positive, classes = [] } = table, { attributes = [] } = audit;
  const listed = [...Object.keys(sets), ...attributes, ...classes];
  if (listed.some((name) => name.includes(",") || name.trim() !== name)) return [];
  const reading = {
    columns: listOf(columns),
    positive,
    classes: classes.join(","),
    class: table.class,
    sets: listOf(sets),
  };
  const named = files.map(({ name }) => name);
  return [
    command("audit", named, {
      ...reading,
      target: audit.target,
      attributes: attributes.join(","),
      threshold: audit.threshold,
    }),
    command("evaluate", named, {
      ...reading,
      unit: judge.unit,
      "study-score": judge.studyScore,
      compare: other?.name,
    }),
  ];
}

function listOf(pairs: NonNullable<Asked["table"]["columns" | "sets"]>): string {
  return Object.entries(pairs).map(([name, value]) => `${name}=${value}`).join(",");
}

function command(
  name: string,
  files: readonly string[],
  options: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(options).flatMap(([option, value]) =>
    value === undefined || value === "" ? [] : [`--${option}=${value}`]
  );
  return ["hemoleak", name, ...[...files, ...given].map(quoted)].join(" ");
}

/** As one word of a POSIX shell. */
function quoted(word: string): string {
  return /^[\w.,:=@%+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
