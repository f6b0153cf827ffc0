import { join } from "node:path";
import { SetupError } from "../lib/error.ts";
import { runCommand } from "./command.ts";

const SCRIPT = join(import.meta.dirname!, "run_pip.py");

/** What pip's complaints mean, most specific first, and what to do about each. */
const FAILURES: readonly [RegExp, string][] = [
  [/No space left on device|Errno 28/, "the disk is full: free some space"],
  [/Disk quota exceeded|Errno 122/, "the disk quota is used up: free some space"],
  [
    /DO NOT MATCH THE HASHES/i,
    "a downloaded file does not have the expected checksum: try again, and if it stays so, " +
    "use another network or package index (PIP_INDEX_URL)",
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SSLError/,
    "the package index's certificate is not trusted: set PIP_CERT to your network's certificate",
  ],
  [
    /NewConnectionError|NameResolutionError|ConnectTimeout|Connection refused|ProxyError|timed out|Connection(Reset|Broken| aborted)|IncompleteRead|RemoteDisconnected/i,
    "the package index cannot be reached: check the network (PIP_INDEX_URL names a mirror, " +
    "HTTPS_PROXY a proxy)",
  ],
  [
    /No matching distribution|Could not find a version/,
    "the package index does not have the pinned version: check PIP_INDEX_URL",
  ],
  [/Permission denied|Errno 13/, "a folder may not be written to: check its permissions"],
];

/**
 * Runs pip and says in one sentence what went wrong if it fails.
 *
 * @param python The interpreter of the virtual environment.
 * @param purpose What pip is asked for, as the start of a sentence.
 * @throws {SetupError} pip failed.
 */
export async function runPip(
  python: string,
  args: readonly string[],
  purpose: string,
  options: { env?: Record<string, string>; onLine?: (line: string) => void } = {},
): Promise<void> {
  const { success, stderr } = await runCommand(
    python,
    ["-I", SCRIPT, "--no-input", "--disable-pip-version-check", "--retries=2", ...args],
    { ...options, env: { ...options.env, PIP_USER: "0" } },
  );
  if (!success) {
    throw new SetupError(`${purpose} failed: ${explainPipFailure(stderr)}; then run this again.`);
  }
}

/** What went wrong and what to do, from what pip wrote to standard error. */
export function explainPipFailure(stderr: string): string {
  for (const [pattern, explanation] of FAILURES) {
    if (pattern.test(stderr)) return explanation;
  }
  const lines = stderr.split("\n").filter((line) => line.startsWith("ERROR:"));
  return `pip says "${lines.at(-1)?.slice("ERROR:".length).trim() || "nothing"}"`;
}
