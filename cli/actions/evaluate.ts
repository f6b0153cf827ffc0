import { DENO } from "../deno_system.ts";
import { type EvaluateCliOptions, evaluateTable } from "../evaluate_table.ts";

/** What `hemoleak evaluate` does under Deno. */
export async function evaluateFile(path: string, options: EvaluateCliOptions): Promise<void> {
  await evaluateTable(path, options, DENO);
}
