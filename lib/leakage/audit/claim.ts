import { OptionsError } from "../../error.ts";
import { closest } from "../../text/closest.ts";

/** Of whom a score is claimed. */
export const TARGETS = ["new-patients", "known-patients", "new-sites"] as const;

/**
 * What a split is judged against:
 * - `new-patients`, the default: how it does on people who were not trained on.
 * - `known-patients`: how it does on other studies of people who were.
 * - `new-sites`: how it does at sites, and on people, that were not trained on; with the column that names
 *   the site (`new-sites=hospital`), unless there is one attribute or one is called `site`.
 */
export type Target = typeof TARGETS[number] | `new-sites=${string}`;

/** What a claim is about. */
export const CLAIMED = {
  "new-patients": "new patients",
  "known-patients": "known patients",
  "new-sites": "new sites",
} as const;

/** A claim that a split is judged against. */
export interface Claim {
  /** Of whom. */
  target: typeof TARGETS[number];
  /** The column that names the site; null unless the claim is of new sites. */
  site: string | null;
}

/**
 * The claim of a target.
 *
 * @param attributes The attributes that were asked for, one of which may be the site.
 * @throws {OptionsError} There is no such target, or it does not say which column names the site.
 */
export function claimOf(target: string, attributes: readonly string[] = []): Claim {
  const [, name = target, column] = /^([^=]*)=(.+)$/.exec(target) ?? [];
  const known = TARGETS.find((each) => each === name);
  if (known === undefined || column !== undefined && known !== "new-sites") {
    const near = closest(name, TARGETS);
    throw new OptionsError({
      expected: `a target (${TARGETS.join(", ")}, or new-sites=COLUMN)`,
      found: target,
      ...near !== null && near !== name && { hint: `did you mean ${near}?` },
    });
  }
  if (known !== "new-sites") return { target: known, site: null };
  const only = attributes.length === 1 ? attributes[0] : undefined;
  const site = column ?? attributes.find((each) => each.toLowerCase() === "site") ?? only;
  if (site !== undefined) return { target: known, site };
  throw new OptionsError({
    expected: "the column that names the site",
    found: attributes.length === 0 ? "no attribute" : `the attributes ${attributes.join(", ")}`,
    hint: "say new-sites=COLUMN",
  });
}
