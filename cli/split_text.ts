import { groupBy } from "hemoleak/groups.ts";
import type { Join, JoinReason } from "hemoleak/leakage/separate/person_groups.ts";
import type { RepairReport } from "hemoleak/leakage/separate/repair_table.ts";
import type { SplitReport } from "hemoleak/leakage/separate/split_table.ts";
import { BY_SLICE, BY_SUBJECT } from "hemoleak/leakage/separate/table_people.ts";
import type { Balance, MeasureBalance } from "hemoleak/split/assign/balance.ts";
import { countOf, countShareText, countText, percentText } from "hemoleak/text/numbers.ts";
import { wrap } from "./audit_text.ts";

/** Lines of a table; the rest is in the JSON. */
const MOST_LINES = 40, MOST_PEOPLE = 10, EXAMPLES = 3;
/** With more sets counts would not fit into a line. */
const MOST_COUNTED_SETS = 4;

/** A split for the terminal: how even it is, and who was kept together. */
export function describeSplit(report: SplitReport): string {
  const { by, stratify, seed, balance, slices, people, groups, joins, notes } = report;
  const together = by === BY_SLICE || groups === people ? "" : ` in ${countOf(groups, "group")}`;
  const what = balance.column === "fold" ? countOf(balance.sets.length, "fold") : "sets";
  return [
    ...wrap(
      `Split by ${by} into ${what}: ${countOf(slices, "slice")} of ` +
        `${countOf(people, "subject")}${together}, balanced by ${
          ["slices and subjects", ...stratify].join(", ")
        }; seed ${seed}.`,
    ),
    "",
    ...balanceLines(balance),
    "",
    ...wrap(
      `Got differs from wanted by ${percentText(balance.deviation)} (root mean square of ` +
        "got / wanted - 1 over the sets and all that is balanced).",
    ),
    ...joinLines(joins),
    ...noteLines(notes),
  ].join("\n");
}

function balanceLines({ column, sets, measures }: Balance): string[] {
  const counted = sets.length <= MOST_COUNTED_SETS;
  const width = counted ? 18 : 9;
  const titles = measures.map(titleOf);
  const first = Math.max(...titles.map(({ length }) => length), 8) + 2;
  const line = (title: string, total: string, cells: readonly string[]) =>
    title.padEnd(first) + total.padStart(9) + cells.map((cell) => cell.padStart(width)).join("");
  const lines = measures.map(({ total, got }, at) => {
    const cells = got.map((count) => {
      const share = total === 0 ? null : count / total;
      return counted ? countShareText(count, share) : percentText(share);
    });
    return line(titles[at]!, countText(total), cells);
  });
  const more = lines.length - MOST_LINES;
  return [
    line("", "all", sets.map(({ name }) => column === "fold" ? `fold ${name}` : name)),
    line("wanted", "", sets.map(({ share }) => percentText(share))),
    ...lines.slice(0, MOST_LINES),
    ...more > 0 ? [`... and ${more} more lines, with --json`] : [],
  ];
}

function titleOf({ column, value, unit, counts }: MeasureBalance): string {
  return column === null ? unit : `${unit}, ${column} ${value}${counts ? "" : " (not balanced)"}`;
}

const REASONS: Readonly<Record<JoinReason, string>> = {
  name: "as their names are the same but for their spelling",
  study: "as they share a study whose name is one of a kind",
  slice: "as they share a slice whose name is one of a kind",
  image: "as they have equal images",
  likeness: "as their images are near duplicates",
  spelling: "as one name may be another spelling of the other",
  "shared study": "as they share a study",
  folder: "as their slices are in one folder",
  file: "as they share files, by name",
  column: "as they share a value of the column",
};

function joinLines(joins: readonly Join[]): string[] {
  if (joins.length === 0) return [];
  const lines = [...groupBy(joins, ({ why }) => why)].flatMap(([why, pairs]) => {
    const examples = pairs.slice(0, EXAMPLES).map(({ subjects: [a, b] }) => `"${a}" and "${b}"`);
    const more = pairs.length > EXAMPLES ? ", ..." : "";
    return wrap(
      `${countOf(pairs.length, "pair")} ${REASONS[why]}: ${examples.join(", ")}${more}`,
      "  - ",
      "    ",
    );
  });
  return ["", "Subjects that are kept together:", ...lines];
}

function noteLines(notes: readonly string[]): string[] {
  return notes.length === 0
    ? []
    : ["", "Mind:", ...notes.flatMap((note) => wrap(note, "  - ", "    "))];
}

/** A mended split for the terminal: what was moved, and what has to be done again. */
export function describeRepair(report: RepairReport): string {
  const { by, column, sets, moves, moved, slices, leaked, groups, subjects, joins, notes } = report;
  const all = countOf(groups, by === BY_SUBJECT ? "subject" : "group");
  const title = (name: string) => column === "fold" ? `fold ${name}` : name;
  if (moved === 0) {
    return [
      ...wrap(
        `The split keeps subjects apart already: nothing was moved (${
          countOf(slices, "slice")
        }, ${all}).`,
      ),
      ...joinLines(joins),
      ...noteLines(notes),
    ].join("\n");
  }
  const shown = subjects.slice(0, MOST_PEOPLE);
  const more = subjects.length - shown.length;
  return [
    ...wrap(
      `Repaired: ${countText(leaked)} of ${all} were in several sets; ` +
        `${countText(moved)} of ${countOf(slices, "slice")} were moved ` +
        `(${percentText(moved / slices)}).`,
    ),
    "",
    `${"".padEnd(14)}${"before".padStart(10)}${"now".padStart(10)}`,
    ...sets.map(({ name, before, after }) =>
      title(name).padEnd(14) + countText(before).padStart(10) + countText(after).padStart(10)
    ),
    "",
    ...moves.map(({ from, to, slices }) =>
      `  ${countOf(slices, "slice")} from ${title(from)} to ${title(to)}`
    ),
    "",
    "Subjects that were moved:",
    ...shown.map(({ subject, to, moves }) =>
      `  ${subject}: ${
        moves.map(({ from, slices }) => `${countText(slices)} from ${title(from)}`).join(", ")
      } to ${title(to)}`
    ),
    ...more > 0 ? [`  ... and ${countText(more)} more, with --json`] : [],
    "",
    ...consequenceLines(report),
    ...joinLines(joins),
    ...noteLines(notes),
  ].join("\n");
}

function consequenceLines({ consequences, leftOut, mode, moves }: RepairReport): string[] {
  const { train, folds, choose, voidScores } = consequences;
  const sentences: string[] = [];
  if (train) {
    sentences.push(
      "Train again: the network has seen slices of subjects who are no longer in the training set. " +
        "With --keep-network they stay there, and the network can be tested on the rest.",
    );
  } else if (folds.length > 0) {
    sentences.push(
      `Train again for fold ${
        folds.join(", ")
      }: its network has seen other slices of the subjects ` +
        "that are in it now. The other networks can stay.",
    );
  } else {
    sentences.push(
      "The network need not be trained again to be tested: it has seen nobody who is in the test set " +
        "now" + (mode === "trained" || moves.some(({ to }) =>
            to === "train"
          )
          ? ". It has not used the slices that came into training."
          : "."),
    );
  }
  if (choose) {
    sentences.push(
      "Choose again whatever the validation set chose (the epoch, the threshold): subjects of it are " +
        "in the test set now.",
    );
  }
  if (leftOut !== null) {
    sentences.push(
      `Scores of ${
        countOf(voidScores, "slice")
      } say nothing any more, as they come from a network that ` +
        `had part in their subjects, so the column ${leftOut} is left out.`,
    );
  }
  return sentences.flatMap((sentence) => wrap(sentence));
}
