import { DENO } from "../deno_system.ts";
import { type EvaluateCliOptions, evaluateTable } from "../evaluate_table.ts";

/** What `hemoleak evaluate` does under Deno. */
export async function evaluateFile(
  files: readonly string[],
  options: EvaluateCliOptions,
): Promise<void> {
  await evaluateTable(files, options, DENO);
}
