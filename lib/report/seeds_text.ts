/** Seeds as a caption names them: `seed 4`, `seeds 1-3`, `seeds 1, 2, 4`. */
export function seedsText(seeds: readonly number[]): string {
  const [first] = seeds, last = seeds.at(-1);
  if (first === undefined || last === undefined) return "no seed";
  if (seeds.length === 1) return `seed ${first}`;
  const consecutive = seeds.length > 2 && last - first === seeds.length - 1;
  return `seeds ${consecutive ? `${first}–${last}` : seeds.join(", ")}`;
}

/** What an interval beside a mean over seeds covers, for captions. */
export function seedsIntervalText(seeds: readonly number[]): string {
  return seeds.length === 1
    ? "95 % interval over subjects; a single seed"
    : "95 % interval over seeds and subjects";
}
