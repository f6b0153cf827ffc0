import fc from "fast-check";

/** Scores with many ties, of both labels. */
export const anyScored = fc.array(
  fc.record({ score: fc.integer({ min: -8, max: 8 }), label: fc.constantFrom(0, 1) }),
  { minLength: 2, maxLength: 60 },
).filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    scores: rows.map(({ score }) => score),
    labels: rows.map(({ label }) => label),
  }));

/** The same, of up to 12 subjects, some of which have both labels. */
export const anyClustered = fc.array(
  fc.record({
    subject: fc.integer({ min: 0, max: 11 }),
    score: fc.integer({ min: 0, max: 9 }),
    label: fc.constantFrom(0, 1),
  }),
  { minLength: 2, maxLength: 80 },
).filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    scores: rows.map(({ score }) => score),
    labels: rows.map(({ label }) => label),
    subjects: rows.map(({ subject }) => `S${subject}`),
  }));
