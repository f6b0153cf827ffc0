import { PROJECT } from "./permissions.ts";

/**
 * Goes back to the folder that the user stands in: `deno task` starts its commands in the project's, and
 * has that of the user in `INIT_CWD`. Relative paths are then the user's, for this process and for those
 * that it starts. Elsewhere than in the project's folder `INIT_CWD` is some other program's.
 */
export function goToUsersFolder(): void {
  const mayAsk = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  if (!mayAsk({ name: "env", variable: "INIT_CWD" })) return;
  const folder = Deno.env.get("INIT_CWD");
  if (folder === undefined || !mayAsk({ name: "read", path: folder })) return;
  if (Deno.cwd() !== PROJECT) return;
  try {
    Deno.chdir(folder);
  } catch (error) {
    // It may be gone since.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
