// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * The 4-connected components of a mask, found on runs of set pixels: runs of neighboring rows that
 * share a column are joined (union-find). Runs are numbered in raster order, and a component has the
 * number of its first run.
 *
 * @module
 */

import { rowOf, setRange } from "./bits";
import { columns, rows, share, words } from "./slice";

/** For each run, its first column and the one after its last. */
let bounds: usize = 0;
/** For each run, the component it belongs to. */
let components: usize = 0;
/** For each component, what the caller notes. */
let notes: usize = 0;
/** For each row, its first run; after the last row, the number of runs. */
let firstRuns: usize = 0;

/** As many runs as a mask can have: every second pixel of each row. */
export function mostRuns(): usize {
  return <usize> rows * <usize> ((columns + 1) >> 1);
}

/** Shares out what this module needs. */
export function reserveRuns(): void {
  bounds = share(mostRuns() << 3);
  components = share(mostRuns() << 2);
  notes = share(mostRuns() << 2);
  firstRuns = share((<usize> rows + 1) << 2);
}

/** The first run of a row; the next row's is behind its last. */
export function firstRun(y: i32): i32 {
  return load<i32>(firstRuns + (<usize> y << 2));
}

/** The first column of a run. */
export function startOf(run: i32): i32 {
  return load<i32>(bounds + (<usize> run << 3));
}

/** The column after a run's last. */
export function endOf(run: i32): i32 {
  return load<i32>(bounds + (<usize> run << 3), 4);
}

/** The component of a run. */
export function componentOf(run: i32): i32 {
  return load<i32>(components + (<usize> run << 2));
}

/** What {@link note} noted last of a component, 0 if nothing. */
export function noteOf(component: i32): i32 {
  return load<i32>(notes + (<usize> component << 2));
}

/** Notes something of a component. */
export function note(component: i32, value: i32): void {
  store<i32>(notes + (<usize> component << 2), value);
}

/** Finds the runs and components of a mask; those of the mask before are forgotten. */
export function findComponents(mask: usize): void {
  let count = 0;
  let previous = 0;
  for (let y = 0; y < rows; y++) {
    store<i32>(firstRuns + (<usize> y << 2), count);
    const next = findRuns(rowOf(mask, y), count);
    joinRuns(previous, count, next);
    previous = count;
    count = next;
  }
  store<i32>(firstRuns + (<usize> rows << 2), count);
  // A run's parent comes before it, so one pass in order leads every run to its component.
  for (let run = 0; run < count; run++) setParent(run, componentOf(componentOf(run)));
  memory.fill(notes, 0, <usize> count << 2);
}

/** Appends the runs of a row behind `count` others and returns how many there are then. */
function findRuns(row: usize, count: i32): i32 {
  const first = bounds + (<usize> count << 3);
  let at = first;
  let carry: u64 = 0;
  for (let word = 0; word < words; word++) {
    const bits = load<u64>(row + (<usize> word << 3));
    // Bits that differ from the one before: starts and ends in turns.
    let changes = bits ^ ((bits << 1) | carry);
    carry = bits >>> 63;
    for (; changes != 0; changes &= changes - 1, at += 4) {
      store<i32>(at, (word << 6) + <i32> ctz(changes));
    }
  }
  if ((at - first) & 4) {
    store<i32>(at, columns);
    at += 4;
  }
  return <i32> ((at - bounds) >>> 3);
}

/** Joins the runs from `first` to before `end` with those of the row above, which begin at `above`. */
function joinRuns(above: i32, first: i32, end: i32): void {
  let candidate = above;
  for (let run = first; run < end; run++) {
    setParent(run, run);
    const from = startOf(run);
    const to = endOf(run);
    while (candidate < first && endOf(candidate) <= from) candidate++;
    for (let other = candidate; other < first && startOf(other) < to; other++) join(other, run);
  }
}

function join(one: i32, other: i32): void {
  const a = rootOf(one);
  const b = rootOf(other);
  if (a < b) setParent(b, a);
  else if (b < a) setParent(a, b);
}

function rootOf(run: i32): i32 {
  let parent = componentOf(run);
  while (parent != run) {
    const grandparent = componentOf(parent);
    setParent(run, grandparent);
    run = grandparent;
    parent = componentOf(run);
  }
  return run;
}

function setParent(run: i32, parent: i32): void {
  store<i32>(components + (<usize> run << 2), parent);
}

/** The component of a set pixel. */
export function componentAt(x: i32, y: i32): i32 {
  let run = firstRun(y);
  while (endOf(run) <= x) run++;
  return componentOf(run);
}

/** Sets the pixels of a component. */
export function addComponent(component: i32, target: usize): void {
  for (let y = 0; y < rows; y++) {
    for (let run = firstRun(y), end = firstRun(y + 1); run < end; run++) {
      if (componentOf(run) == component) setRange(rowOf(target, y), startOf(run), endOf(run));
    }
  }
}

/** Sets the pixels of all components that a value was noted of. */
export function addNoted(value: i32, target: usize): void {
  for (let y = 0; y < rows; y++) {
    for (let run = firstRun(y), end = firstRun(y + 1); run < end; run++) {
      if (noteOf(componentOf(run)) == value) setRange(rowOf(target, y), startOf(run), endOf(run));
    }
  }
}
