import { SetupError } from "../lib/error.ts";

/**
 * Refuses what libtensorflow is not installed on here.
 *
 * @throws {SetupError} The platform is not Linux on x86_64.
 */
export function requireSupportedPlatform(
  { os, arch }: { os: string; arch: string } = Deno.build,
): void {
  if (os === "linux" && arch === "x86_64") return;
  throw new SetupError(
    `hemoleak runs on Linux x86_64 (the platform it is tested on) but this is ${os} ${arch}: ` +
      `use a Linux machine, a container or, on Windows, WSL 2.`,
  );
}
