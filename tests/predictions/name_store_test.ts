import assert from "node:assert/strict";
import { NameStore } from "hemoleak/predictions/name_store.ts";

Deno.test("names are given back as they were added, in any script", () => {
  const names = ["12", "", "Müller", "頭部", "", "a".repeat(1000)];
  const store = new NameStore();
  for (const name of names) store.add(name);
  assert.deepEqual(names.map((_, number) => store.get(number)), names);
  assert.equal(store.bytes(2).length, 7);
});

Deno.test("names that are all empty take no block each", () => {
  const store = new NameStore();
  for (let number = 0; number < 100_000; number++) store.add("");
  store.add("last");
  assert.deepEqual([store.get(0), store.get(99_999), store.get(100_000)], ["", "", "last"]);
});

Deno.test("names that were stored are given back by another store, which more can be added to", () => {
  const names = ["12", "", "Müller", "a".repeat(1000)], store = new NameStore();
  for (const name of names) store.add(name);
  const other = NameStore.of(structuredClone(store.stored()));
  other.add("more");
  store.add("else");
  assert.deepEqual([0, 1, 2, 3, 4].map((number) => other.get(number)), [...names, "more"]);
  assert.equal(store.get(4), "else");
});
