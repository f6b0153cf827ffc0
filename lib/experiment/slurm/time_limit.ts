/**
 * A limit of time in seconds, as `sbatch` takes it: `60` and `60:30` are minutes, `1:00:00` hours, `2-12`,
 * `2-12:30` and `2-12:30:00` days (sbatch(1), `--time`). Null for anything else, `UNLIMITED` for example.
 */
export function limitSeconds(text: string): number | null {
  const [, days, first = "", second, third] =
    /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text.trim()) ?? [];
  if (first === "") return null;
  const [a, b, c] = [first, second ?? 0, third ?? 0].map(Number) as [number, number, number];
  if (days !== undefined) return 86400 * Number(days) + 3600 * a + 60 * b + c;
  return third === undefined ? 60 * a + b : 3600 * a + 60 * b + c;
}
