/** What the images are, as far as words depend on it: CT of the head, other CT, or no CT. */
export type ImageKind = "head-ct" | "ct" | "other";

/** What the words for a cohort's labels depend on. */
export interface DataKind {
  /**
   * What a positive label stands for, as the label table calls it. Left out, or `ICH`: any intracranial
   * hemorrhage in CT of the head; elsewhere, whatever the table labels.
   */
  finding?: string;
  /** What the images are. Left out: CT of the head, as in the paper. */
  images?: ImageKind;
}

/** What the types of hemorrhage that label tables know are called. */
export const HEMORRHAGE_NAMES = {
  IPH: "intraparenchymal",
  IVH: "intraventricular",
  SDH: "subdural",
  EDH: "epidural",
  SAH: "subarachnoid",
} as const;

/** What a finding is called in running text. */
export interface FindingWords {
  /** As a label: `hemorrhage`, `subdural hemorrhage`, `melanoma`; `finding` where it has no name. */
  name: string;
  /** The other label: `no hemorrhage`. */
  none: string;
  /** After "with" or "for": `a hemorrhage`, `an epidural hemorrhage`, `the finding “melanoma”`. */
  one: string;
  /** Whether it is a hemorrhage in CT of the head: there its blood can be looked for. */
  isHemorrhage: boolean;
  /** Whether it is a hemorrhage of whichever type. */
  isAnyHemorrhage: boolean;
}

/**
 * The words for what a cohort's labels are about, which every label, table and figure takes from here:
 * hemorrhages in CT of the head, elsewhere the finding by the name that its table has.
 *
 * @example
 * ```ts
 * import { findingWords } from "hemoleak/text/finding.ts";
 *
 * console.assert(findingWords({}).none === "no hemorrhage");
 * console.assert(findingWords({ finding: "EDH" }).one === "an epidural hemorrhage");
 * console.assert(findingWords({ finding: "drusen", images: "other" }).name === "drusen");
 * ```
 */
export function findingWords({ finding = "ICH", images = "head-ct" }: DataKind): FindingWords {
  const isHemorrhage = images === "head-ct" && (finding === "ICH" || isType(finding));
  if (isHemorrhage) {
    const name = isType(finding) ? `${HEMORRHAGE_NAMES[finding]} hemorrhage` : "hemorrhage";
    const one = `${/^[aei]/.test(name) ? "an" : "a"} ${name}`;
    return { name, none: `no ${name}`, one, isHemorrhage, isAnyHemorrhage: finding === "ICH" };
  }
  const [name, one] = finding === "ICH"
    ? ["finding", "the finding"]
    : [finding, `the finding “${finding}”`];
  return { name, none: `no ${name}`, one, isHemorrhage, isAnyHemorrhage: false };
}

function isType(finding: string): finding is keyof typeof HEMORRHAGE_NAMES {
  return Object.hasOwn(HEMORRHAGE_NAMES, finding);
}

/** Text that begins a line or a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
