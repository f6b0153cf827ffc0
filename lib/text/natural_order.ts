const collator = new Intl.Collator("en", { numeric: true });

/** Compares names as people count: `CT-2` before `CT-10`. For {@link Array.prototype.sort}. */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
