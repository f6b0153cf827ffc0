import assert from "node:assert/strict";
import { requireSupportedPlatform } from "../../setup/platform.ts";

Deno.test("Linux on x86_64 is the one supported platform", () => {
  requireSupportedPlatform({ os: "linux", arch: "x86_64" });
  for (const [os, arch] of [["linux", "aarch64"], ["darwin", "x86_64"], ["windows", "x86_64"]]) {
    assert.throws(() => requireSupportedPlatform({ os: os!, arch: arch! }), {
      name: "SetupError",
      message: new RegExp(`runs on Linux x86_64 .* but this is ${os} ${arch}: use`),
    });
  }
});
