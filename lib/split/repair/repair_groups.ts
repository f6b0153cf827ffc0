import { SplitError } from "../../error.ts";
import { type Choice, Choices } from "./choices.ts";

/** A split that is to be mended, by column. What is numbered is so from 0. */
export interface SplitRows {
  /** The number of each row's group: what must be in one set. */
  groupOf: ArrayLike<number>;
  /** How many groups. */
  groups: number;
  /** The place of each row's set among them. */
  setOf: ArrayLike<number>;
  /** The sets, in the order of their use. */
  sets: readonly string[];
  /** The number of each row's label; null where there are none. */
  labelOf: ArrayLike<number> | null;
  /** The labels. */
  labels: readonly string[];
}

/**
 * How to mend a split:
 * - `fewest`: as few rows change their set as can.
 * - `trained`: each group goes to the first of its sets in the order of their use, so that a network that
 *   was trained has seen nothing of the later ones.
 */
export type RepairMode = "fewest" | "trained";

/** A group of which some rows change their set. */
export interface MovedGroup {
  group: number;
  /** Of each set, how many of its rows were in it. */
  before: number[];
  /** The place of the set that all are in now. */
  to: number;
}

/** A split that is mended. */
export interface RepairedGroups {
  /** The place of each group's set. */
  setOf: Uint16Array;
  /** Groups of which rows have changed their set, in the order of their numbers. */
  moved: MovedGroup[];
  /** How many rows have. */
  rows: number;
}

/** So many partial answers are looked at; of real tables a few are. */
const MOST_STEPS = 200_000;

/**
 * Mends a split that has groups in several sets: each goes as a whole to the set that most of its rows are
 * in, of equal ones to that which lacks most of its rows; but every set keeps rows of every label that it has
 * had, for which other groups than these may have to move. Of all splits that do so, this is one with the
 * fewest rows in another set than before (a best-first search over the groups that have to give way).
 *
 * @throws {SplitError} No sets do so.
 */
export function repairGroups(rows: SplitRows, mode: RepairMode): RepairedGroups {
  const repair = new Repair(rows);
  const setOf = mode === "trained" ? repair.trained() : repair.fewest();
  const moved: MovedGroup[] = [];
  let changed = 0;
  for (const [group, to] of setOf.entries()) {
    const before = repair.before(group);
    const others = before.reduce((sum, count, set) => set === to ? sum : sum + count, 0);
    if (others === 0) continue;
    moved.push({ group, before, to });
    changed += others;
  }
  return { setOf, moved, rows: changed };
}

/** Rows of a label that a set must keep. */
interface Need {
  set: number;
  label: number;
}

/** A group that gives way, and those that did so before it. */
interface Forced {
  group: number;
  set: number;
  before: Forced | null;
}

/** A partial answer: what is forced so far, and the next choice for a need. */
interface Step extends Choice {
  forced: Forced | null;
  need: Need;
  choice: number;
}

class Repair {
  readonly #rows: SplitRows;
  readonly #sets: number;
  readonly #labels: number;
  /** Rows by group and set. */
  readonly #counts: Float64Array;
  /** Rows by group and label. */
  readonly #labeled: Float64Array;
  readonly #needs: Need[];
  /** The set of each group that most of its rows are in. */
  readonly #main: Uint16Array;
  readonly #choices = new Map<number, { groups: number[]; costs: number[] }>();

  constructor(rows: SplitRows) {
    const { groupOf, groups, setOf, sets, labelOf, labels } = rows;
    this.#rows = rows;
    this.#sets = sets.length;
    this.#labels = labelOf === null ? 1 : labels.length;
    this.#counts = new Float64Array(groups * this.#sets);
    this.#labeled = new Float64Array(groups * this.#labels);
    const held = new Uint8Array(this.#sets * this.#labels);
    for (let row = 0; row < groupOf.length; row++) {
      const group = groupOf[row]!, set = setOf[row]!, label = labelOf?.[row] ?? 0;
      this.#counts[group * this.#sets + set]!++;
      this.#labeled[group * this.#labels + label]!++;
      held[set * this.#labels + label] = 1;
    }
    this.#needs = [...held.keys()].filter((at) => held[at] === 1)
      .map((at) => ({ set: Math.floor(at / this.#labels), label: at % this.#labels }));
    this.#main = this.#mainSets();
  }

  /** Of each group the set that most of its rows are in; of equal ones that which lacks most of its rows. */
  #mainSets(): Uint16Array {
    const wanted = new Float64Array(this.#sets), got = new Float64Array(this.#sets);
    for (const [at, count] of this.#counts.entries()) wanted[at % this.#sets]! += count;
    const main = new Uint16Array(this.#rows.groups);
    const put = (group: number, set: number) => {
      main[group] = set;
      got[set]! += this.before(group).reduce((sum, count) => sum + count, 0);
    };
    const tied: { group: number; among: number[] }[] = [];
    for (let group = 0; group < main.length; group++) {
      const before = this.before(group), most = Math.max(...before);
      const among = [...before.keys()].filter((set) => before[set] === most);
      if (among.length === 1) put(group, among[0]!);
      else tied.push({ group, among });
    }
    for (const { group, among } of tied) {
      const lack = (set: number) => 1 - got[set]! / wanted[set]!;
      put(group, among.reduce((a, b) => lack(b) > lack(a) ? b : a));
    }
    return main;
  }

  /** Of each set, how many rows of a group are in it. */
  before(group: number): number[] {
    return [...this.#counts.subarray(group * this.#sets, (group + 1) * this.#sets)];
  }

  trained(): Uint16Array {
    const setOf = this.#main.map((_, group) => this.before(group).findIndex((count) => count > 0));
    const lacking = this.#lacking(this.#held(setOf));
    if (lacking === null) return setOf;
    throw this.#impossible(lacking, "mend it by the fewest moves in place of keeping the network");
  }

  fewest(): Uint16Array {
    this.#expectEnough();
    const held = this.#held(this.#main);
    const first = this.#lacking(held);
    if (first === null) return this.#main;
    const steps = new Choices<Step>();
    this.#push(steps, 0, null, first, 0);
    for (let count = 0; count < MOST_STEPS; count++) {
      const step = steps.pop();
      if (step === undefined) break;
      const { forced, need, choice } = step;
      const { groups, costs } = this.#choicesFor(need);
      this.#push(steps, step.cost - costs[choice]!, forced, need, choice + 1);
      const group = groups[choice]!;
      if (isIn(forced, group)) continue;
      const next = { group, set: need.set, before: forced };
      const lacking = this.#lacking(this.#heldWith(held, next));
      if (lacking === null) return this.#with(next);
      this.#push(steps, step.cost, next, lacking, 0);
    }
    throw this.#impossible(first, "split the table anew, or add subjects");
  }

  /** The next choice of a step, if there is one. */
  #push(
    steps: Choices<Step>,
    cost: number,
    forced: Forced | null,
    need: Need,
    choice: number,
  ): void {
    const { costs } = this.#choicesFor(need);
    if (choice < costs.length) steps.push({ cost: cost + costs[choice]!, forced, need, choice });
  }

  /** Groups that have a label, those first that cost the fewest moves to be in a set. */
  #choicesFor({ set, label }: Need): { groups: number[]; costs: number[] } {
    return this.#choices.getOrInsertComputed(set * this.#labels + label, () => {
      const costs = Float64Array.from(
        this.#main,
        (main, group) =>
          this.#counts[group * this.#sets + main]! - this.#counts[group * this.#sets + set]!,
      );
      const groups = [...costs.keys()]
        .filter((group) =>
          this.#labeled[group * this.#labels + label]! > 0 && this.#main[group] !== set
        )
        .sort((a, b) => costs[a]! - costs[b]! || a - b);
      return { groups, costs: groups.map((group) => costs[group]!) };
    });
  }

  #with(forced: Forced): Uint16Array {
    const setOf = this.#main.slice();
    for (let one: Forced | null = forced; one !== null; one = one.before) {
      setOf[one.group] = one.set;
    }
    return setOf;
  }

  /** Rows by set and label. */
  #held(setOf: Uint16Array): Float64Array {
    const held = new Float64Array(this.#sets * this.#labels);
    for (const [group, set] of setOf.entries()) this.#count(held, group, set, 1);
    return held;
  }

  #heldWith(held: Float64Array, forced: Forced): Float64Array {
    const changed = held.slice();
    for (let one: Forced | null = forced; one !== null; one = one.before) {
      this.#count(changed, one.group, this.#main[one.group]!, -1);
      this.#count(changed, one.group, one.set, 1);
    }
    return changed;
  }

  #count(held: Float64Array, group: number, set: number, sign: 1 | -1): void {
    for (let label = 0; label < this.#labels; label++) {
      held[set * this.#labels + label]! += sign * this.#labeled[group * this.#labels + label]!;
    }
  }

  /** The first need that is not met. */
  #lacking(held: Float64Array): Need | null {
    return this.#needs.find(({ set, label }) => held[set * this.#labels + label] === 0) ?? null;
  }

  /** A group can be in one set alone. */
  #expectEnough(): void {
    for (let label = 0; label < this.#labels; label++) {
      const needs = this.#needs.filter((need) => need.label === label);
      let holders = 0;
      for (let at = label; at < this.#labeled.length; at += this.#labels) {
        if (this.#labeled[at]! > 0) holders++;
      }
      if (holders >= needs.length) continue;
      throw new SplitError({
        expected:
          `at least ${needs.length} groups that can be apart${this.#labelText(label)}, one ` +
          `each for ${needs.map(({ set }) => this.#rows.sets[set]).join(", ")},`,
        found: holders,
        hint: "split the table anew with fewer sets, or add subjects",
      });
    }
  }

  #impossible({ set, label }: Need, hint: string): SplitError {
    return new SplitError({
      expected: "every set to keep slices of the labels that it has",
      problem: `${this.#rows.sets[set]} would have none${this.#labelText(label)}`,
      hint,
    });
  }

  #labelText(label: number): string {
    return this.#rows.labelOf === null ? "" : ` with label ${this.#rows.labels[label]}`;
  }
}

function isIn(forced: Forced | null, group: number): boolean {
  for (let one = forced; one !== null; one = one.before) if (one.group === group) return true;
  return false;
}
