import assert from "node:assert/strict";
import { limitSeconds } from "hemoleak/experiment/slurm/time_limit.ts";

Deno.test("limits in each of sbatch's forms (sbatch(1), --time)", () => {
  const forms: [text: string, seconds: number | null][] = [
    ["60", 3600],
    ["60:30", 3630],
    ["1:00:00", 3600],
    ["2-12", 2.5 * 86400],
    ["2-12:30", 2.5 * 86400 + 1800],
    ["2-12:30:05", 2.5 * 86400 + 1805],
    ["UNLIMITED", null],
    ["", null],
    ["1:2:3:4", null],
  ];
  for (const [text, seconds] of forms) assert.equal(limitSeconds(text), seconds, text);
});
