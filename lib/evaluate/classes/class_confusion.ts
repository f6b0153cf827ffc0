import type { ClassView } from "./class_views.ts";

/** The calls of a classifier: for each slice the class of the highest score. */
export interface ClassCalls {
  /** The place of each slice's called class. */
  called: Uint32Array;
  /** How many slices have the highest score for several classes; the first of them in the table is called. */
  ties: number;
}

/** Which class is called what: by row the true one, by column the called one, in the order of the classes. */
export interface ClassConfusion {
  /** Slices. */
  slices: number[][];
  /** Subjects with such a slice; one with several such is in several cells. */
  subjects: number[][];
}

/** Calls each slice's class. */
export function classCalls(
  views: readonly { scored: Pick<ClassView["scored"], "scores"> }[],
): ClassCalls {
  const columns = views.map(({ scored }) => scored.scores);
  const called = new Uint32Array(columns[0]!.length);
  let ties = 0;
  for (let row = 0; row < called.length; row++) {
    let highest = 0, tied = false;
    for (let place = 1; place < columns.length; place++) {
      const score = columns[place]![row]!, most = columns[highest]![row]!;
      if (score > most) [highest, tied] = [place, false];
      else if (score === most) tied = true;
    }
    called[row] = highest;
    if (tied) ties++;
  }
  return { called, ties };
}

/** Counts them. */
export function classConfusion(
  views: readonly ClassView[],
  { called }: ClassCalls,
): ClassConfusion {
  const table = () => views.map(() => views.map(() => 0));
  const found = { slices: table(), subjects: table() };
  for (const [truth, { scored: { labels, subjects } }] of views.entries()) {
    const seen = views.map(() => new Set<number>());
    for (let row = 0; row < called.length; row++) {
      if (labels[row] === 0) continue;
      found.slices[truth]![called[row]!]!++;
      seen[called[row]!]!.add(subjects[row]!);
    }
    for (const [place, { size }] of seen.entries()) found.subjects[truth]![place] = size;
  }
  return found;
}
