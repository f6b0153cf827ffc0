import assert from "node:assert/strict";
import { personGroups, type PersonRow } from "hemoleak/leakage/separate/person_groups.ts";

/** The pairs of names that were joined, with why. */
function joins(rows: readonly PersonRow[]): string[] {
  return personGroups(rows).joins.map(({ why, subjects }) => `${why}: ${subjects.join(" ")}`);
}

const named = (...subjects: string[]): PersonRow[] => subjects.map((subject) => ({ subject }));
const UID = "1.2.840.113619.2.55.3.2831164355";

Deno.test("personGroups: one name in several spellings is one person", () => {
  const rows = named("001", "1", "1.0", "CQ500-CT-7", "cq500ct007", "B");
  const { people } = personGroups(rows);
  assert.deepEqual(people, ["001", "001", "001", "CQ500-CT-7", "CQ500-CT-7", "B"]);
  assert.deepEqual(joins(rows), ["name: 001 1", "name: 001 1.0", "name: CQ500-CT-7 cq500ct007"]);
});

Deno.test("personGroups: a study or slice that is one of a kind makes two subjects one", () => {
  assert.deepEqual(
    joins([{ subject: "A", study: `${UID}.1` }, { subject: "B", study: `${UID}.1` }]),
    ["study: A B"],
  );
  assert.deepEqual(
    joins([{ subject: "A", slice: `${UID}.1` }, { subject: "C", slice: `${UID}.1` }]),
    ["slice: A C"],
  );
  // The same numbers within each subject say nothing.
  assert.deepEqual(
    joins(["A", "B", "C", "D"].map((subject) => ({ subject, study: "1", slice: "3" }))),
    [],
  );
});

Deno.test("personGroups: names that only may be one person's are kept together", () => {
  assert.deepEqual(joins(named("sub-01", "1", "sub-02", "3")), ["spelling: 1 sub-01"]);
  assert.deepEqual(joins(named("Müller", "Muller")), ["spelling: Muller Müller"]);
  // Two hospitals that count their patients are two.
  assert.deepEqual(joins(named("A-1", "A-2", "A-3", "B-1", "B-2", "B-3")), []);
});

Deno.test("personGroups: no chain of names that are merely alike becomes one person", () => {
  // Each is the bare form of the next: a word before a word before a name.
  const chain = named("7", "id-7", "pt-7", "case-7", "sub-7", "other");
  const { people, joins } = personGroups(chain);
  assert.deepEqual(people, chain.map(({ subject }) => subject));
  assert.deepEqual(joins, []);
});

Deno.test("personGroups: the order of rows changes no group", () => {
  const rows = named("001", "1", "sub-1", "B", "b", "C-03");
  const ofName = (some: readonly PersonRow[]) =>
    new Map(personGroups(some).people.map((person, row) => [some[row]!.subject, person]));
  const forward = ofName(rows), backward = ofName(rows.toReversed());
  for (const { subject } of rows) assert.equal(backward.get(subject), forward.get(subject));
});
