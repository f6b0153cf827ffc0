import { type LooseForms, looseForms, withoutCountedScan } from "../../text/loose_forms.ts";
import { normalName } from "../../text/normal_name.ts";
import { areRounded } from "../../text/rounded_number.ts";

/** A way to name subjects that so many of a set have, and such a share of it, is no slip. */
const LEAST_PATTERN = 3, USUAL_PATTERN = 0.1;
/** As many names with a counted scan each may be one person's, or such a share of all. */
const MOST_SCANS = 3, MOST_SHARE = 0.1;

/** Names that may be another's in another spelling, each with the first one that it meets. */
export function alikeNames(names: readonly string[]): [string, string][] {
  const known = new KnownForms(names);
  return names.flatMap((name): [string, string][] => {
    const other = known.find(name);
    known.add(name);
    return other === undefined ? [] : [[other, name]];
  });
}

/** Names by the forms in which others may meet them. */
export class KnownForms {
  readonly #normal = new Map<string, string>();
  readonly #bare = new Map<string, string>();
  readonly #setless = new Map<string, string>();
  readonly #scanless = new Map<string, string>();
  readonly #loose = new Map<string, string>();
  readonly #rounded = new Map<string, string>();
  /** Of names without a word such as `sub` before them, and the bare forms of those with one. */
  readonly #numbers = new Map<string, string>();
  readonly #bareOfWorded = new Map<string, string>();
  /** How many names look alike with their numbers taken out. */
  readonly #patterns = new Map<string, number>();
  /** How many names with a counted scan there are of each without it. */
  readonly #scans = new Map<string, number>();
  readonly #names: readonly string[];
  readonly #count: number;
  readonly #areRounded: boolean;
  readonly #othersAreRounded: boolean;

  /**
   * None of the names is known yet, but how they look is.
   *
   * @param others Names that will be looked for and are none of them.
   */
  constructor(names: readonly string[], others: readonly string[] = []) {
    this.#names = names;
    this.#count = names.length + others.length;
    for (const name of names) count(this.#patterns, patternOf(normalName(name)));
    for (const name of [...names, ...others]) {
      const scanless = withoutCountedScan(name);
      if (scanless !== null) count(this.#scans, scanless);
    }
    this.#areRounded = areRounded(names.map(normalName));
    this.#othersAreRounded = areRounded(others.map(normalName));
  }

  addAll(): void {
    for (const name of this.#names) this.add(name);
  }

  add(name: string): void {
    const { normal, bare, setless, scanless, loose, rounded, number } = looseForms(name);
    setFirst(this.#normal, normal, name);
    setFirst(this.#bare, bare, name);
    setFirst(this.#setless, setless, name);
    setFirst(this.#scanless, scanless, name);
    for (const form of loose) setFirst(this.#loose, form, name);
    for (const form of rounded) setFirst(this.#rounded, form, name);
    if (bare !== normal) setFirst(this.#bareOfWorded, bare, name);
    else if (number !== null) setFirst(this.#numbers, number, name);
  }

  /** A name that may be another spelling. That two loose forms meet is no evidence. */
  find(name: string): string | undefined {
    const forms = looseForms(name);
    return [
      this.#bare.get(forms.bare),
      this.#loose.get(forms.normal),
      ...forms.loose.map((form) => this.#normal.get(form)),
      this.#byScan(forms),
      ...this.#byRounding(forms),
      ...this.#isUsual(forms) ? [] : [this.#setless.get(forms.setless), ...this.#byNumber(forms)],
    ].find((found) => found !== undefined);
  }

  /**
   * Names of one person's scans: beside a name without the scan, or where none has so many that the scan's
   * number may be the subject's.
   */
  #byScan({ bare, scanless }: LooseForms): string | undefined {
    const alike = this.#scans.get(scanless) ?? 0;
    const areScans = (this.#scans.size > 1 || /\d/.test(scanless)) &&
      alike <= Math.max(MOST_SCANS, MOST_SHARE * this.#count);
    if (areScans) return this.#scanless.get(scanless);
    return scanless === bare ? this.#scanless.get(bare) : this.#bare.get(scanless);
  }

  /** Numbers of many digits, where those of the one side have been rounded. */
  #byRounding({ normal, rounded }: LooseForms): (string | undefined)[] {
    return [
      ...this.#areRounded ? rounded.map((form) => this.#normal.get(form)) : [],
      ...this.#othersAreRounded ? [this.#rounded.get(normal)] : [],
    ];
  }

  /**
   * Whether the names that are known have people named in the same way: then a name that is like another in
   * part is no evidence, as where a cohort is of several hospitals.
   */
  #isUsual({ normal }: LooseForms): boolean {
    const alike = this.#patterns.get(patternOf(normal)) ?? 0;
    return alike >= LEAST_PATTERN && alike >= USUAL_PATTERN * this.#names.length;
  }

  /** Names of the same number, `CQ500-CT-7` and `7` or `sub-7`. */
  #byNumber({ normal, bare, number }: LooseForms): (string | undefined)[] {
    if (bare !== normal || number === null) return [this.#numbers.get(bare)];
    return [this.#normal.get(number), this.#bareOfWorded.get(number)];
  }
}

function patternOf(normal: string): string {
  return normal.replace(/\d+/g, "#");
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Whatever the order of the rows, the first name of those that have a form. */
function setFirst(names: Map<string, string>, form: string, name: string): void {
  const known = names.get(form);
  if (known === undefined || name < known) names.set(form, name);
}
