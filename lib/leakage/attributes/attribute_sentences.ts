import {
  countOf,
  countText,
  decimalText,
  intervalText,
  percentText,
  pText,
} from "../../text/numbers.ts";
import type { AttributeProbe, AttributeRecognition } from "../features/attribute_probe.ts";
import type { AttributeAudit } from "./attribute_audit.ts";

/** Attributes as an audit has them: absent where none was asked for. */
interface Attributed {
  attributes?: readonly AttributeAudit[];
}

/** What attributes say of the score, a sentence each; an oracle that may be at chance has none. */
export function attributeSentences({ attributes = [] }: Attributed): string[] {
  return attributes.flatMap((attribute) => [
    ...oracleSentences(attribute),
    ...attribute.probe === null ? [] : probeSentences(attribute.probe),
  ]);
}

function oracleSentences({ name, oracle }: AttributeAudit): string[] {
  if (oracle === null || oracle.clustered.ci[0] <= 0.5) return [];
  const { clustered: { auc, ci }, network } = oracle;
  const reached = network === null ? "" : `; the network reaches ${decimalText(network.aucs[0])}`;
  return [
    `Knowing of each slice its "${name}" alone, and how slices of that value were labeled in training, ` +
    `would reach an AUC of ${intervalText(auc, ci)}${reached}.`,
  ];
}

function probeSentences({ name, overall, positives, negatives }: AttributeProbe): string[] {
  if (overall === null) return [];
  const within = ([["positive", positives], ["negative", negatives]] as const)
    .flatMap(([label, found]) =>
      found === null ? [] : [`, from ${label} slices alone for ${recognitionText(found)}`]
    );
  return [
    `From the network's features alone, "${name}" is named correctly for ${
      recognitionText(overall)
    } of subjects${within.join("")}.`,
  ];
}

/** `62.0 % (by chance 33.3 %, p = 0.001)`. */
function recognitionText({ accuracy, chance, permuted }: AttributeRecognition): string {
  return `${percentText(accuracy.value)} (by chance ${percentText(chance)}, ${pText(permuted.p)})`;
}

/** What to mind of attributes, a sentence each. */
export function attributeNotes({ attributes = [] }: Attributed): string[] {
  return attributes.flatMap((attribute) => [
    ...unfitNotes(attribute),
    ...missingNotes(attribute),
    ...attribute.unfit === null && attribute.groups.length > 0 && attribute.threshold === null &&
        attribute.groups.some(({ auc }) => auc !== null)
      ? [
        `No sensitivity and no specificity by "${attribute.name}": scores are no probabilities, and no ` +
        "threshold was given.",
      ]
      : [],
  ]);
}

function unfitNotes({ name, unfit, values }: AttributeAudit): string[] {
  if (unfit === null) return [];
  return [
    {
      "no value": `"${name}" has no value in any row: nothing can be said of it.`,
      "one value": `"${name}" has one value in all rows: it distinguishes nobody.`,
      "names the subject":
        `Each of the ${countOf(values, "value")} of "${name}" is of one subject, so that ` +
        "it names the subject: its groups are not judged one by one, and what is said of subjects holds " +
        "of it.",
    }[unfit],
  ];
}

function missingNotes({ name, unfit, missing, shared, oracle }: AttributeAudit): string[] {
  const lacking = Object.entries(missing).filter(([, slices]) => slices > 0);
  if (unfit === "no value") return [];
  const counts = lacking.map(([set, slices]) => `${countText(slices)} ${set}`).join(", ");
  const unmet = (oracle?.strangers ?? 0) - missing.test;
  const whole = shared.trainTest === null
    ? "; whether training and test set share values is not known"
    : "";
  return [
    ...lacking.length === 0 ? [] : [
      `Slices without a value of "${name}", which are left out where it is judged: ${counts}${whole}.`,
    ],
    ...unmet <= 0 ? [] : [
      `${
        countOf(unmet, "test slice")
      } with a value of "${name}" that no training slice has: of these the ` +
      "oracle knows nothing.",
    ],
  ];
}
