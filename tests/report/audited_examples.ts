import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { AuditedRun } from "hemoleak/experiment/audit_run.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { attributeProbes } from "hemoleak/leakage/features/attribute_probe.ts";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import type { FoldedAudit } from "hemoleak/leakage/folds/folded_audit.ts";
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { RecordedNetworkRun } from "hemoleak/report/info_sheet/item.ts";
import { splitBySlice } from "hemoleak/split/by_slice.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import type { SplitUnit } from "hemoleak/split/split.ts";

const SUBJECTS = 40;
const SLICES = 12;
const SIZE = 32;

/**
 * Made-up predictions for forty subjects of twelve slices, half of them positive. On slices of known
 * subjects the score is nearly the label; on others it is only somewhat better than chance.
 */
export function examplePredictions(split: SplitUnit): Prediction[] {
  const slices = Array.from({ length: SUBJECTS * SLICES }, (_, i) => ({
    subject: `subject-${String(Math.floor(i / SLICES)).padStart(2, "0")}`,
    study: `study-${Math.floor(i / SLICES)}`,
    slice: String(i % SLICES),
    label: Math.floor(i / SLICES) % 2 as 0 | 1,
  }));
  const random = new Random(3, "split");
  const sets = split === "slice"
    ? splitBySlice(slices, { random })
    : splitBySubject(slices, { random });
  const knows = split === "slice" ? 3 : 0.7;
  return slices.map((slice, i) => {
    const bias = new Random(1, "subject", slice.subject).normal();
    const logit = knows * (2 * slice.label - 1) + bias + new Random(1, "slice", i).normal();
    return { ...slice, set: sets[i]!, score: 1 / (1 + Math.exp(-logit)) };
  });
}

/** The audit of {@linkcode examplePredictions} by their names alone. */
export function exampleAudit(split: SplitUnit): Audit {
  return audit(examplePredictions(split));
}

/**
 * The same with the site, which goes with the label, and the age of each subject; a few have none. The
 * features mark the site.
 */
export function exampleAttributesAudit(split: SplitUnit): Audit {
  const predictions = examplePredictions(split).map((slice) => {
    const number = Number(/\d+$/.exec(slice.subject)![0]);
    const site = number % 10 === 9 ? "" : ["North", "South", "East"][(number % 5) % 3]!;
    return { ...slice, attributes: { site, age: String(30 + (7 * number) % 50) } };
  });
  const features = Float32Array.from(predictions.flatMap(({ attributes, label }, i) => {
    const random = new Random(2, "features", i);
    const mark = attributes.site === "North" ? 2 : attributes.site === "South" ? -2 : 0;
    return [mark + random.normal(), label + random.normal(), random.normal()];
  }));
  const names = ["site", "age"];
  const probes = attributeProbes(embeddingsOf(features, 3), predictions, names);
  return audit(predictions, { attributes: names, attributeProbes: probes });
}

/** The same predictions as folds, by slice or by subject. */
export function exampleFoldedAudit(split: SplitUnit): FoldedAudit {
  return auditFolds(
    examplePredictions(split).map((slice, i) => ({
      ...slice,
      set: "test",
      fold: String(1 + (split === "slice" ? i : Number(/\d+$/.exec(slice.subject)![0]) >> 1) % 4),
    })),
  );
}

/** The same with images that tell subjects apart, one of them in two sets, and such features. */
export async function exampleFullAudit(split: SplitUnit): Promise<Audit> {
  const predictions = examplePredictions(split);
  const pattern = (name: string | number) => {
    const random = new Random(1, "pattern", name);
    return Array.from({ length: SIZE ** 2 }, () => random.float());
  };
  const images = predictions.map(({ subject }, i) => {
    const [own, other] = [pattern(subject), pattern(i)];
    return Uint8Array.from(own, (value, at) => 60 + 100 * value + 60 * other[at]!);
  });
  const [trained, tested] = ["train", "test"].map((set) =>
    predictions.findIndex((each) => each.set === set)
  );
  images[tested!] = images[trained!]!;
  const source = {
    size: SIZE,
    rows: predictions.map((each) =>
      ({ ...each, slice: Number(each.slice) }) as unknown as SliceRow
    ),
    read: (indices: readonly number[]) =>
      Uint8Array.from(indices.flatMap((index) => [...images[index]!])),
  };
  const features = predictions.flatMap(({ subject }, i) => {
    const [own, other] = [new Random(2, subject), new Random(2, "slice", i)];
    return Array.from({ length: 6 }, () => own.normal() + other.normal());
  });
  return audit(predictions, {
    images: await auditImages(source, predictions),
    probe: recognitionProbe(embeddingsOf(Float32Array.from(features), 6), predictions),
  });
}

/** What a run's record would hold. */
export function exampleRecord(
  cell: Partial<RecordedNetworkRun["cell"]> = {},
): RecordedNetworkRun {
  return {
    cell: { model: "cnn4", split: "subject", labels: "true", seed: 3, ...cell },
    profile: { size: 64, epochs: { cnn4: 12, vgg16: 9 } },
    splitSha256: "0123456789abcdef".repeat(4),
  };
}

/** A run with its audit, by names alone. */
export function exampleAuditedRun(split: SplitUnit): AuditedRun {
  const record = exampleRecord({ split });
  return {
    title: "CNN4",
    cell: record.cell,
    metrics: evaluate(examplePredictions(split)),
    audit: exampleAudit(split),
    record,
  };
}
