import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { countBelow } from "../../statistics/ascending.ts";
import { SET_NAMES } from "../../split/split.ts";

/**
 * The scores of an oracle that looks at no image but knows of each test slice where in its study it lies,
 * and the labels of the study's training slices: the label of the nearest one below and of the nearest one
 * above, weighted by how near they are. Where labels are of slices, it knows what a copier of the
 * neighbor's label would.
 *
 * The place is the last number in the slice's name, as in `12` or `IM-0012.dcm`.
 *
 * @param rows The test rows.
 * @param otherwise The score of a slice without a place, or without training slices in its study.
 * @returns One score per test row; null where no slice has such neighbors.
 */
export function neighborScores(
  table: PredictionTable,
  rows: Uint32Array,
  otherwise: Float64Array,
): Float64Array | null {
  const trained = trainedPlaces(table);
  let found = false;
  const scores = Float64Array.from(rows, (row, i) => {
    const study = trained.get(table.studyOf[row]!);
    const place = study === undefined ? null : placeOf(table.slices.bytes(row));
    if (study === undefined || place === null) return otherwise[i]!;
    found = true;
    return interpolated(study, place);
  });
  return found ? scores : null;
}

/** A study's training slices, by ascending place. */
interface TrainedStudy {
  places: number[];
  labels: number[];
}

function trainedPlaces(table: PredictionTable): Map<number, TrainedStudy> {
  const train = SET_NAMES.indexOf("train");
  const rowsOf = new Map<number, { place: number; label: number }[]>();
  for (let row = 0; row < table.length; row++) {
    if (table.sets[row] !== train) continue;
    const place = placeOf(table.slices.bytes(row));
    if (place === null) continue;
    const study = table.studyOf[row]!;
    const slice = { place, label: table.labels[row]! };
    const of = rowsOf.get(study);
    if (of) of.push(slice);
    else rowsOf.set(study, [slice]);
  }
  return new Map([...rowsOf].map(([study, slices]) => {
    slices.sort((a, b) => a.place - b.place);
    return [study, {
      places: slices.map(({ place }) => place),
      labels: slices.map(({ label }) => label),
    }];
  }));
}

/** The labels beside a place, each weighted by the distance of the other. */
function interpolated({ places, labels }: TrainedStudy, place: number): number {
  const at = countBelow(places, place), above = labels[at], below = labels[at - 1];
  if (above === undefined) return below!;
  if (below === undefined) return above;
  const up = places[at]! - place, down = place - places[at - 1]!;
  return (above * down + below * up) / (up + down);
}

/** The last run of digits of a name in UTF-8; null where there is none. */
function placeOf(name: Uint8Array): number | null {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
  let end = name.length;
  while (end > 0 && !isDigit(name[end - 1])) end--;
  let place = 0;
  for (let at = end - 1, unit = 1; isDigit(name[at]); at--, unit *= 10) {
    place += unit * (name[at]! - 48);
  }
  return end === 0 ? null : place;
}
