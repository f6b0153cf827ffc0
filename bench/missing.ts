import { SetupError } from "hemoleak/error.ts";

/**
 * Ends a benchmark with one sentence where a program or a network that it needs is missing; any other error
 * ends it with its stack trace.
 */
export function tellWhatIsMissing(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof SetupError)) return;
    event.preventDefault();
    console.error(event.reason.message);
    Deno.exit(1);
  });
}
