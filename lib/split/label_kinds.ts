import type { Label } from "./split.ts";

/**
 * The labels that there are, the rarest last: 0 and 1, whether or not both are there; of several classes, by how
 * many have them, then by name. So, of slices of different labels, the last is what their subject is called
 * after: positive, or the rarest class.
 */
export function labelKinds<Of extends Label>(labels: readonly Of[]): Of[] {
  const counts = new Map<Of, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (![...counts.keys()].some(isClass)) return [0, 1] as Of[];
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? 1 : -1)).map(([label]) => label);
}

/** Whether a label names a class. */
export function isClass(label: Label): label is string {
  return typeof label === "string";
}

/** The places of those that have each label, in the order of {@linkcode labelKinds}, each in the order given. */
export function placesByKind(labels: readonly Label[], order: readonly number[]): number[][] {
  return labelKinds(labels).map((kind) => order.filter((place) => labels[place] === kind));
}

/** A label before what it is of: `positive`, `negative`, `EDH`. */
export function labelWord(label: Label): string {
  return label === 1 ? "positive" : label === 0 ? "negative" : label;
}

/** How many units there are of each label, the rarest first: `3 positive and 4 negative`, `2 EDH, 3 SDH and 9 none`. */
export function countsByKind(
  labels: readonly Label[],
  kinds: readonly Label[] = labelKinds(labels),
): string {
  const counts = kinds.toReversed().map((kind) => {
    return `${labels.filter((label) => label === kind).length} ${labelWord(kind)}`;
  });
  return [counts.slice(0, -1).join(", "), ...counts.slice(-1)].filter((part) => part !== "")
    .join(" and ");
}

/** What there have to be units of: `each label`, `each class`. */
export function eachKind(labels: readonly Label[]): string {
  return labels.some(isClass) ? "each class" : "each label";
}
