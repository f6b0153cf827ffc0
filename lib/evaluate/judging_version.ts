/**
 * Raised when judging the same predictions, or the same training, gives something else than before:
 * other numbers, or further ones. A finished run that was judged by less gets its `metrics.json` anew
 * when it is next asked for.
 */
export const JUDGING_VERSION = 8;
