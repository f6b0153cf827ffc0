import { type FoldSplit, networkRows } from "../../predictions/folds.ts";
import type { AuditOptions } from "../audit/find_in_split.ts";
import { attributeProbes } from "../features/attribute_probe.ts";
import { type Embeddings, takeEmbeddings } from "../features/embeddings.ts";
import { recognitionProbe } from "../features/recognition_probe.ts";

/**
 * Asks of the features of cross-validation's networks, fold by fold, what {@linkcode recognitionProbe} and
 * {@linkcode attributeProbes} ask of one network's. Features of different networks are never compared: where
 * each slice has only those of the network that tested it, a fold's training rows have none of its own, and
 * what needs them, naming subjects by training slices and whether a head uses that, is null.
 *
 * @param embeddings Row i is of row i of the table of all folds.
 * @param split One of its folds.
 * @param attributes Names of columns.
 * @throws {PredictionsError} As the two.
 *
 * @example
 * ```ts
 * import { auditFolds, embeddingsOf, foldProbes } from "hemoleak/leakage";
 * import { foldSplits, readPredictions } from "hemoleak/predictions";
 *
 * const rows = Array.from(
 *   { length: 16 },
 *   (_, i) => `S${i >> 2},1,${i % 4},test,${(i >> 2) % 2},${i / 16},${i < 8 ? 1 : 2}`,
 * );
 * const header = "subject,study,slice,set,label,score,fold";
 * const file = new Blob([[header, ...rows].join("\n")]).stream();
 * const table = await readPredictions(file, "predictions.csv");
 * const features = Float32Array.from({ length: 16 }, (_, i) => (i >> 2) + i % 4 / 10);
 * const evidence = foldSplits(table).map((split) => foldProbes(embeddingsOf(features, 1), split));
 * console.assert(auditFolds(table, { evidence }).probe?.contiguous?.accuracy === 1);
 * ```
 */
export function foldProbes(
  embeddings: Embeddings,
  split: FoldSplit,
  attributes: readonly string[] = [],
): Required<Pick<AuditOptions, "probe" | "attributeProbes">> {
  const { table, rows } = networkRows(split);
  const own = takeEmbeddings(embeddings, rows);
  return {
    probe: recognitionProbe(own, table),
    attributeProbes: attributeProbes(own, table, attributes),
  };
}
