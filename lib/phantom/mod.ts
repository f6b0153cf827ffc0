/**
 * A synthetic cohort of head CT: heads with and without blood, in CQ500's layout, from a seed.
 *
 * @example
 * ```ts
 * import { phantomSubject } from "hemoleak/phantom";
 *
 * const { hu, label } = phantomSubject(0, { subjects: 2, slices: 3, size: 64 });
 * console.assert(hu.length === 3 * 64 * 64 && (label === 0 || label === 1));
 * ```
 *
 * @module
 */

export { CohortError, OptionsError, StorageError } from "../error.ts";
export { PHANTOM_DEFAULTS, type PhantomOptions } from "./options.ts";
export { type PhantomRuntime, writePhantom } from "./cohort.ts";
export { type PhantomScan, phantomSubject } from "./subject.ts";
export type { BloodBox } from "./blood_boxes.ts";
