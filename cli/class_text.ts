import type {
  ClassComparison,
  ClassConfusion,
  ClassMetrics,
  Interval,
  JudgedClass,
} from "hemoleak/evaluate";
import type { ClassAudit, JudgedClasses } from "hemoleak/leakage/classes/class_audit.ts";
import { NO_SCORES } from "hemoleak/leakage/audit/judged_slices.ts";
import { countText, decimalText, intervalText, MISSING } from "hemoleak/text/numbers.ts";
import { areaText, changeText, overlapLines, sharingLines, wrap } from "./audit_text.ts";
import { testText, valueText, withCaution } from "./evaluate_text.ts";
import type { JudgedClassTable } from "./judge_classes.ts";

/** An audit of several classes for the terminal: the verdict in words, then the numbers. */
export function describeClassAudit(audit: ClassAudit): string {
  return [
    ...audit.sentences.flatMap((sentence) => wrap(sentence)),
    "",
    ...setLines(audit),
    "",
    ...overlapLines(audit),
    ...audit.test.slices > 0 ? ["", ...areaLines(audit)] : [],
    ...(audit.attributes ?? []).flatMap((attribute) => ["", ...sharingLines(attribute)]),
    ...audit.notes.length > 0 ? ["", "Mind:"] : [],
    ...audit.notes.flatMap((note) => wrap(note, "  - ", "    ")),
  ].join("\n");
}

function setLines({ sets, classes }: ClassAudit): string[] {
  const line = (name: string, cells: readonly string[], ofClass: readonly string[]) =>
    `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join("")}  ${
      ofClass.map((cell, place) => cell.padStart(Math.max(8, classes[place]!.length + 2))).join("")
    }`.trimEnd();
  return [
    line("", ["subjects", "studies", "slices"], classes),
    ...Object.entries(sets).map(([name, { subjects, studies, slices, ofClass }]) =>
      line(name, [subjects, studies, slices].map(countText), ofClass.map(countText))
    ),
  ];
}

const NAME_WIDTH = 31;

function areaLines({ sets, test, seen, unseen, seenLessUnseen, oracle }: ClassAudit): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(NAME_WIDTH)} ${value}`;
  const counted = (
    name: string,
    area: (Interval & { auc: number }) | null,
    missing: string | null,
    { slices, subjects }: { slices: number; subjects: number },
  ) =>
    line(
      name,
      `${(area ? areaText(area) : `none: ${missing}`).padEnd(33)}  ${countText(slices)} of ${
        countText(subjects)
      }`,
    );
  const group = (name: string, judged: JudgedClasses) =>
    counted(name, judged.macro, judged.missing, judged);
  return [
    `Macro AUC${"".padEnd(31)}95 % interval        slices of subjects`,
    group("all test slices", test),
    ...test.macro?.caution ? [line("  mind", test.macro.caution)] : [],
    ...test.missing === NO_SCORES ? [] : test.classes.map(({ name, auc, positives }) =>
      line(
        `  ${name} against the rest`,
        `${(auc ? areaText(auc.clustered) : `none: ${whyNot(positives)}`).padEnd(33)}  ${
          countText(positives)
        }`,
      )
    ),
    // Without training rows nobody is known to be new.
    ...sets.train.slices > 0
      ? [group("of subjects trained on", seen), group("of subjects never met", unseen)]
      : [],
    ...seenLessUnseen ? [line("  difference", changeText(seenLessUnseen))] : [],
    ...oracle
      ? [
        line("oracle of identity", areaText(oracle.macro)),
        ...oracle.classes.map(({ name, ...area }) =>
          line(`  ${name} against the rest`, areaText(area))
        ),
      ]
      : [],
    // Against an oracle that knows nobody there is nothing to tell.
    ...oracle?.network && seen.slices > 0
      ? [line("  network minus oracle", changeText(oracle.network))]
      : [],
  ];
}

function whyNot(slices: number): string {
  return slices === 0 ? "no slices of it" : "no slices of another class";
}

/** What `evaluate` prints of several classes. */
export function describeClasses({ metrics, paired }: JudgedClassTable, other: string): string {
  const described = describeClassMetrics(metrics);
  return paired === null ? described : `${described}\n\n${describeClassComparison(paired, other)}`;
}

function describeClassMetrics(metrics: ClassMetrics): string {
  const { judged, slices, subjects, classes, confusion } = metrics;
  return withCaution([
    `${judged === "test" ? "Test set" : "Validation set"}: ${countText(slices)} slices of ${
      countText(subjects)
    } subjects, ${classes.length} classes`,
    ...constantLines(classes),
    "",
    ...metricLines(metrics),
    "",
    ...rateLines(classes),
    "",
    ...confusionLines(classes, confusion),
    ...callLines(metrics),
  ]).join("\n");
}

function constantLines(classes: readonly JudgedClass[]): string[] {
  const constant = classes.filter(({ constantScore }) => constantScore !== null);
  if (constant.length === 0) return [];
  return [
    "",
    `All slices have the same score for ${
      constant.map(({ name }) => name).join(", ")
    }: by it nothing is ranked.`,
    "The network may have died in training, or another column may be the score.",
  ];
}

function metricLines(
  { macro, classes, accuracy, balancedAccuracy, mostFrequent }: ClassMetrics,
): string[] {
  const line = (name: string, text: string) => `  ${name.padEnd(NAME_WIDTH)} ${text}`;
  const judged = classes.filter(({ slices }) => slices > 0);
  return [
    `${"".padEnd(NAME_WIDTH + 3)}95 % interval`,
    line("macro AUC", valueText(macro.auc, macro)),
    ...classes.map(({ name, clustered }) =>
      line(
        `  ${name} against the rest`,
        clustered ? valueText(clustered.auc, clustered) : "none: no slices of it, not in the mean",
      )
    ),
    line("accuracy", valueText(accuracy.value, accuracy)),
    line(`  always ${mostFrequent.name}`, decimalText(mostFrequent.accuracy)),
    line("balanced accuracy", valueText(balancedAccuracy.value, balancedAccuracy)),
    line(`  by chance, of ${judged.length} classes`, decimalText(mostFrequent.balancedAccuracy)),
  ];
}

function rateLines(classes: readonly JudgedClass[]): string[] {
  const width = widthOf(classes);
  const line = (name: string, ...cells: string[]) =>
    `  ${name.padEnd(width)}  ${cells.map((cell) => cell.padEnd(22)).join(" ")}`.trimEnd();
  const rate = (found: JudgedClass["recall"]) =>
    found === null ? MISSING : intervalText(found.value, found.ci);
  return [
    line("", "found (recall)", "right when called", "slices of subjects"),
    ...classes.map(({ name, recall, precision, slices, subjects }) =>
      line(name, rate(recall), rate(precision), `${countText(slices)} of ${countText(subjects)}`)
    ),
  ];
}

function confusionLines(
  classes: readonly JudgedClass[],
  { slices, subjects }: ClassConfusion,
): string[] {
  const width = widthOf(classes);
  const cells = slices.map((row, truth) =>
    row.map((count, called) => `${countText(count)} (${countText(subjects[truth]![called]!)})`)
  );
  const columns = classes.map(({ name }, called) =>
    Math.max(name.length, ...cells.map((row) => row[called]!.length))
  );
  const line = (name: string, row: readonly string[]) =>
    `  ${name.padEnd(width)}  ${row.map((cell, i) => cell.padStart(columns[i]!)).join("  ")}`;
  return [
    "Slices (subjects) of each class, by the class that they are called:",
    line("", classes.map(({ name }) => name)),
    ...classes.map(({ name }, truth) => line(name, cells[truth]!)),
  ];
}

function callLines({ ties, areProbabilities }: ClassMetrics): string[] {
  return [
    ...areProbabilities ? [] : [
      "",
      "The scores of a slice do not add up to 1, so they are no probabilities: the highest is the call.",
    ],
    ...ties === 0 ? [] : [
      "",
      `${
        countText(ties)
      } slices have their highest score for several classes: the first of them, in the ` +
      "order of the",
      "columns, is called.",
    ],
  ];
}

function describeClassComparison({ macro, classes }: ClassComparison, other: string): string {
  const [here, there] = macro.aucs.map(decimalText);
  const width = widthOf(classes);
  return [
    `Beside ${other}: macro AUC ${here} here, ${there} there`,
    `  ${"macro".padEnd(width)}  ${testText(macro)}`,
    ...classes.map(({ name, ...test }) => `  ${name.padEnd(width)}  ${testText(test)}`),
  ].join("\n");
}

function widthOf(classes: readonly { name: string }[]): number {
  return Math.max(5, ...classes.map(({ name }) => name.length));
}
