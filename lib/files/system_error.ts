import { getSystemErrorMap } from "node:util";

/**
 * The operating system's name for what went wrong, such as `ENOSPC`, or null where an error is not
 * the system's.
 */
export function systemErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}

/** What the operating system says went wrong, without the paths that an error's message quotes. */
export function systemErrorText(error: unknown): string {
  const code = systemErrorCode(error);
  const [, text] = getSystemErrorMap().values().find(([name]) => name === code) ?? [];
  return text ?? code ?? (error instanceof Error ? error.name : "unknown error");
}
