/** What the commands do; it is loaded when one of them runs. */
export { auditTable } from "../cli/audit_table.ts";
export { evaluateTable } from "../cli/evaluate_table.ts";
export { splitTableFile } from "../cli/split_table.ts";
