import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { Progress } from "../../progress.ts";
import { comparedRows, likePairs } from "../separate/likeness.ts";
import type { People } from "../separate/person_groups.ts";
import { MatchedImages } from "./matched_images.ts";
import type { NeighborSource } from "./nearest_neighbor.ts";
import { grayDistance, NearestSlices } from "./nearest_slices.ts";
import { REDUCED_PIXELS } from "./reduced_images.ts";

/**
 * Keeps subjects together who have an image in common, pixel for pixel, or whose images are alike as the
 * audit's near duplicates are. Images of one gray are left out.
 *
 * @param source The preprocessed slices.
 * @param table All its rows are of the training set.
 * @throws {PredictionsError} No row is of a slice that has an image.
 */
export async function joinByImages(
  people: People,
  table: PredictionTable,
  source: NeighborSource,
  progress: Progress = () => {},
): Promise<void> {
  const matched = new MatchedImages(source, table);
  if (matched.withoutImage > 0) {
    people.notes.push(`${matched.withoutImage} rows have no image and are compared by names alone`);
  }
  const chosen = new Set(comparedRows(table.subjectOf, Array(table.length).keys()));
  const rows: number[] = [], images: Uint8Array[] = [];
  const known = new Map<string, number>(), equal: [number, number][] = [];
  let done = 0;
  for await (const { images: batch, blank } of matched.read("train")) {
    for (const [i, row] of batch.rows.entries()) {
      const subject = table.subjectOf[row]!;
      const first = known.getOrInsert(batch.hashes[i]!, subject);
      if (first !== subject) equal.push([first, subject]);
      if (!chosen.has(row)) continue;
      rows.push(row);
      images.push(batch.reduced.slice(i * REDUCED_PIXELS, (i + 1) * REDUCED_PIXELS));
    }
    progress(done += batch.rows.length + blank, 2 * matched.total);
  }
  // An audit calls them a leak, however many they are.
  people.join("image", (groups) => {
    for (const [first, second] of equal) groups.join(first, second);
  });
  const subjects = rows.map((row) => table.subjectOf[row]!);
  const persons = (of: readonly number[]) => of.map((subject) => people.of(subject));
  using search = await NearestSlices.of({ images: joined(images), subjects: persons(subjects) });
  const searched: number[] = [];
  for await (const { images: batch, blank } of matched.read("train")) {
    const of = batch.rows.map((row) => table.subjectOf[row]!);
    searched.push(...of);
    await search.search({ images: batch.reduced, subjects: persons(of) });
    progress(done += batch.rows.length + blank, 2 * matched.total);
  }
  const { places, squares } = search.ofOthers;
  const pairs = likePairs({
    subjects,
    others: Array.from(places, (place) => searched[place] ?? -1),
    distances: squares.map(grayDistance),
  });
  if (pairs !== null) return people.joinCautiously("likeness", pairs);
  people.notes.push("the images are too few to say which are near duplicates");
}

function joined(images: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(images.length * REDUCED_PIXELS);
  for (const [i, image] of images.entries()) whole.set(image, i * REDUCED_PIXELS);
  return whole;
}
