/**
 * What `Map.groupBy` and `Map.getOrInsertComputed` do, which browsers and Node of 2023 do not have yet.
 *
 * @module
 */

/** Items by a key, in the order in which the keys first occur. */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) getOrMake(groups, keyOf(item), () => []).push(item);
  return groups;
}

/** The value of a key, made and kept if there is none. */
export function getOrMake<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  make: () => Value,
): Value {
  const there = map.get(key);
  if (there !== undefined || map.has(key)) return there as Value;
  const made = make();
  map.set(key, made);
  return made;
}
