import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { SET_NAMES } from "../../split/split.ts";
import type { SetMembers } from "./set_overlap.ts";

const SHOWN = 3;

/** What in a table may not be what was meant. None of it is a leak by itself. */
export interface Irregularities {
  /** Rows whose slice has no name: whether it is in two sets cannot be determined. */
  unnamedSlices: number;
  /** Names of studies that several subjects have: one person under two names, unless studies are
   * numbered within each subject. */
  ambiguousStudies: {
    count: number;
    /** Test slices of a study whose name another subject has in the training set. */
    testSlices: number;
    /** The first names. */
    examples: string[];
  };
  /** Test scores outside [0, 1]: allowed, but no probabilities. */
  outsideUnit: number;
  /** The one score that several test slices have, all of them; null where their scores differ. */
  constantScore: number | null;
}

/** Looks for them. */
export function irregularities(table: PredictionTable, train: SetMembers): Irregularities {
  const test = SET_NAMES.indexOf("test");
  const { names, spoiled } = ambiguousStudies(table, train);
  let least = Infinity, greatest = -Infinity, tested = 0;
  let unnamedSlices = 0, testSlices = 0, outsideUnit = 0;
  for (let row = 0; row < table.length; row++) {
    if (table.slices.bytes(row).length === 0) unnamedSlices++;
    if (table.sets[row] !== test) continue;
    testSlices += spoiled[table.studyOf[row]!]!;
    const score = table.scores[row]!;
    if (score < 0 || score > 1) outsideUnit++;
    [least, greatest] = [Math.min(least, score), Math.max(greatest, score)];
    tested++;
  }
  return {
    unnamedSlices,
    ambiguousStudies: { count: names.length, testSlices, examples: names.slice(0, SHOWN) },
    outsideUnit,
    constantScore: tested > 1 && least === greatest ? least : null,
  };
}

/** The names that several subjects' studies have, and of each study whether another's is trained on. */
function ambiguousStudies({ studies }: PredictionTable, train: SetMembers) {
  const order = [...studies.keys()].filter((study) => studies[study]!.name !== "")
    .sort((a, b) => compareText(studies[a]!.name, studies[b]!.name));
  const names: string[] = [];
  const spoiled = new Uint8Array(studies.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const { name } = studies[order[start]!]!;
    while (end < order.length && studies[order[end]!]!.name === name) end++;
    if (end - start < 2) continue;
    names.push(name);
    const group = order.slice(start, end);
    const trained = group.filter((study) => train.ofStudy[study]! > 0);
    for (const study of group) {
      spoiled[study] = trained.some((other) => other !== study) ? 1 : 0;
    }
  }
  return { names, spoiled };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
