import type { AttributeSharing } from "../../leakage/attributes/attribute_sharing.ts";
import type { ClassAudit, JudgedClasses } from "../../leakage/classes/class_audit.ts";
import { SET_NAMES } from "../../split/split.ts";
import { countText, intervalText, MISSING } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";
import { sharedText } from "./attribute_tables.ts";
import { DIFFERENCE_COLUMNS, identityDifferences } from "./audit_tables.ts";

/** What each set of an audited split of several classes holds. */
export function classSetsTable({ sets, classes }: ClassAudit): Table {
  return new Table({
    title: "What each set holds",
    columns: [
      { title: "Set" },
      { title: "Subjects", align: "right" },
      { title: "Studies", align: "right" },
      { title: "Slices", align: "right" },
      ...classes.map((title) => ({
        title,
        group: "Slices of each class",
        align: "right" as const,
      })),
    ],
    rows: SET_NAMES.map((name) => {
      const { subjects, studies, slices, ofClass } = sets[name];
      return [name, ...[subjects, studies, slices, ...ofClass].map(countText)];
    }),
  });
}

/** How well the classes are told apart: all, by known and by unknown subjects, and by the oracle. */
export function classAucTable({ sets, test, seen, unseen, oracle }: ClassAudit): Table {
  const areas = (judged: JudgedClasses) =>
    judged.classes.map(({ auc }) =>
      auc === null ? MISSING : intervalText(auc.clustered.auc, auc.clustered.ci)
    );
  const row = (which: string, judged: JudgedClasses) => [
    which,
    countText(judged.subjects),
    countText(judged.slices),
    judged.macro === null
      ? `none: ${judged.missing}`
      : intervalText(judged.macro.auc, judged.macro.ci),
    ...areas(judged),
  ];
  const ofOracle = test.classes.map(({ name }) => {
    const found = oracle?.classes.find((each) => each.name === name);
    return found === undefined ? MISSING : intervalText(found.auc, found.ci);
  });
  return new Table({
    title: "AUC on the test set, with its interval over subjects",
    columns: [
      { title: "Test slices" },
      { title: "Subjects", align: "right" },
      { title: "Slices", align: "right" },
      { title: "Macro AUC", align: "right" },
      ...test.classes.map(({ name }) => ({
        title: name,
        group: "AUC of each class against the rest",
        align: "right" as const,
      })),
    ],
    rows: [
      row("all", test),
      ...sets.train.slices === 0
        ? []
        : [row("of subjects trained on", seen), row("of subjects never met", unseen)],
      ...oracle === null ? [] : [[
        "all, by an oracle of identity",
        countText(test.subjects),
        countText(test.slices),
        intervalText(oracle.macro.auc, oracle.macro.ci),
        ...ofOracle,
      ]],
    ],
    notes: [
      "The macro AUC is the mean over the classes that the slices are of.",
      ...test.macro?.caution === undefined ? [] : [
        `Mind: ${test.macro.caution}. Few subjects do not show how others vary.`,
      ],
    ],
  });
}

/** The differences that show how much of a macro AUC is identity. */
export function classDifferencesTable(audit: ClassAudit): Table {
  return new Table({
    title: "Differences of macro AUCs",
    columns: DIFFERENCE_COLUMNS,
    rows: identityDifferences(audit),
  });
}

/** What the sets share of each attribute. */
export function classAttributesTable(attributes: readonly AttributeSharing[]): Table {
  return new Table({
    title: "What the sets share of each attribute",
    columns: [
      { title: "Attribute" },
      { title: "Values", align: "right" },
      { title: "train", group: "Test slices with a value of", align: "right" },
      { title: "validation", group: "Test slices with a value of", align: "right" },
    ],
    rows: attributes.map(({ name, values, shared }) => [
      name,
      countText(values),
      sharedText(shared.trainTest),
      sharedText(shared.validationTest),
    ]),
  });
}
