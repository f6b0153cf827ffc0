import type { Cell } from "./cell.ts";
import { modelTitle, type Profile } from "./profile.ts";

/** A cell in words, as in `CNN4 by subject, permuted labels, dose 25 %, seed 2`. */
export function cellTitle(cell: Cell, profile: Profile): string {
  const { model, split, labels, seed, dose, gap, subjects } = cell;
  return [
    `${modelTitle(model, profile)} by ${split}`,
    labels === "permuted" ? "permuted labels" : null,
    dose === undefined ? null : `dose ${Math.round(100 * dose)} %`,
    gap === undefined ? null : `gap ${gap}`,
    subjects === undefined ? null : `${subjects} subjects`,
    `seed ${seed}`,
  ].filter((part) => part !== null).join(", ");
}
