/** What rounding leaves of a variance that is none at all. */
export const ROUNDING = 1e-24;
