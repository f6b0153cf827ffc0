import type { AttributeAudit } from "../../leakage/attributes/attribute_audit.ts";
import type { SharedValues } from "../../leakage/attributes/attribute_sharing.ts";
import type { AttributeRecognition } from "../../leakage/features/attribute_probe.ts";
import { SET_NAMES } from "../../split/split.ts";
import {
  countShareText,
  countText,
  differenceText,
  fixedText,
  intervalText,
  MISSING,
  percentIntervalText,
  percentText,
  pText,
} from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** Whether the sets of a split share each attribute's values, and what knowing it alone would score. */
export function attributesTable(attributes: readonly AttributeAudit[]): Table {
  return new Table({
    title: "What the sets share of each attribute, and what knowing it alone would score",
    columns: [
      { title: "Attribute" },
      { title: "Values", align: "right" },
      { title: "Slices without" },
      { title: "train", group: "Test slices with a value of", align: "right" },
      { title: "validation", group: "Test slices with a value of", align: "right" },
      { title: "AUC of knowing it alone", align: "right" },
      { title: "network minus this", align: "right" },
    ],
    rows: attributes.map(({ name, values, missing, shared, oracle, withoutOracle }) => [
      name,
      countText(values),
      missingText(missing),
      sharedText(shared.trainTest),
      sharedText(shared.validationTest),
      oracle === null
        ? `none: ${withoutOracle}`
        : intervalText(oracle.clustered.auc, oracle.clustered.ci),
      oracle?.network ? differenceText(oracle.network.difference, oracle.network.ci) : MISSING,
    ]),
    notes: [
      "Knowing it alone: a test slice's score is the mean label of the training slices of its value, or of " +
      "all where there are none; intervals are over subjects.",
      ...attributes.filter(({ kind }) => kind === "numbers").map(({ name, cuts }) =>
        `${name} is cut at the quartiles of the training slices: ${
          cuts.map((cut) => String(Number(cut.toPrecision(6)))).join(", ")
        }.`
      ),
    ],
  });
}

function missingText(missing: AttributeAudit["missing"]): string {
  const lacking = SET_NAMES.filter((set) => missing[set] > 0);
  return lacking.length === 0
    ? "none"
    : lacking.map((set) => `${set} ${countText(missing[set])}`).join(", ");
}

/** Slices of the later set with a value of the earlier one. */
export function sharedText(shared: SharedValues | null): string {
  return shared === null ? MISSING : countShareText(shared.bySlice.slices, shared.bySlice.share);
}

/** How the test slices of each group of the attributes are judged. */
export function attributeGroupsTable(attributes: readonly AttributeAudit[]): Table {
  const judged = attributes.filter(({ groups }) => groups.length > 0);
  const thresholds = new Set(judged.map(({ threshold }) => threshold));
  const [threshold = null] = thresholds;
  return new Table({
    title: "The test set by group",
    columns: [
      { title: "Attribute" },
      { title: "Value" },
      { title: "Subjects", align: "right" },
      { title: "Slices", align: "right" },
      { title: "Positive", align: "right" },
      { title: "AUC over subjects", align: "right" },
      { title: "Sensitivity", align: "right" },
      { title: "Specificity", align: "right" },
    ],
    rows: judged.flatMap(({ name, groups, others }) => [
      ...groups.map((group, i) => [
        i === 0 ? name : "",
        group.value,
        countText(group.subjects),
        countText(group.slices),
        countText(group.positives),
        group.auc === null ? `none: ${group.missing}` : intervalText(group.auc.auc, group.auc.ci),
        group.sensitivity === null
          ? MISSING
          : intervalText(group.sensitivity.value, group.sensitivity.ci),
        group.specificity === null
          ? MISSING
          : intervalText(group.specificity.value, group.specificity.ci),
      ]),
      ...others.values === 0 ? [] : [[
        "",
        `${countText(others.values)} others`,
        "",
        countText(others.slices),
        "",
        "",
        "",
        "",
      ]],
    ]),
    notes: [
      threshold === null
        ? "Without scores that are probabilities, or a threshold, there are no sensitivities."
        : `Sensitivity and specificity: a score of at least ${threshold} is called positive. A group of ` +
          "fewer than two subjects with a label has none.",
      "Groups differ by chance as well: the intervals say how far each would come out with other subjects.",
    ],
  });
}

/** How well the network's features name each attribute. */
export function attributeProbesTable(attributes: readonly AttributeAudit[]): Table {
  const probes = attributes.flatMap(({ probe }) => probe === null ? [] : [probe]);
  const row = (name: string, by: string, found: AttributeRecognition | null) =>
    found === null ? [name, by, MISSING, MISSING, "none: too few subjects", MISSING, MISSING] : [
      name,
      by,
      countText(found.subjects),
      countText(found.values),
      percentIntervalText(found.accuracy.value, found.accuracy.ci),
      percentText(found.chance),
      `${fixedText(100 * found.permuted.range[0], 1)} to ${percentText(found.permuted.range[1])} (${
        pText(found.permuted.p)
      })`,
    ];
  return new Table({
    title: "Naming the attribute of a subject by the network's features",
    columns: [
      { title: "Attribute" },
      { title: "By slices" },
      { title: "Subjects", align: "right" },
      { title: "Values", align: "right" },
      { title: "named correctly", align: "right" },
      { title: "by chance", align: "right" },
      { title: "with values exchanged", align: "right" },
    ],
    rows: probes.flatMap(({ name, overall, positives, negatives }) => [
      row(name, "all", overall),
      row("", "positive ones", positives),
      row("", "negative ones", negatives),
    ]),
    notes: [
      "Each subject is named by the other subjects; every value counts the same. Among slices of one " +
      "label, an attribute that goes with the label cannot be named by it.",
    ],
  });
}
