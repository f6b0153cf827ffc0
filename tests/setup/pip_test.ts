import assert from "node:assert/strict";
import { explainPipFailure, runPip } from "../../setup/pip.ts";
import { ENVIRONMENT } from "../../setup/set_up.ts";
import { pythonOf } from "../../setup/virtual_environment.ts";

// What pip 23.2 and 25.1 write in each case, shortened.
const WRITTEN: [string, RegExp][] = [
  [
    "WARNING: Retrying (Retry(total=1, connect=None)) after connection broken by 'NewConnectionError(" +
    "'<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new " +
    "connection: [Errno -3] Temporary failure in name resolution')': /simple/tensorflow-cpu/\n" +
    "ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0\n" +
    "ERROR: No matching distribution found for tensorflow-cpu==2.21.0",
    /cannot be reached: check the network/,
  ],
  [
    "ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from " +
    "versions: 2.20.0)\nERROR: No matching distribution found for tensorflow-cpu==2.21.0",
    /does not have the pinned version: check PIP_INDEX_URL/,
  ],
  [
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated " +
    "the package versions, please update the hashes.",
    /does not have the expected checksum: try again/,
  ],
  [
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    /the disk is full: free some space/,
  ],
  ["ERROR: Could not install packages due to an OSError: [Errno 122] Disk quota exceeded", /quota/],
  [
    "WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: " +
    "CERTIFICATE_VERIFY_FAILED] certificate verify failed'",
    /certificate is not trusted: set PIP_CERT/,
  ],
  ["WARNING: old\nERROR: first\nERROR: something new", /^pip says "something new"$/],
];

Deno.test("what pip writes is explained", () => {
  for (const [stderr, explanation] of WRITTEN) {
    assert.match(explainPipFailure(stderr), explanation);
  }
});

Deno.test("a package index that cannot be reached gives one sentence", async () => {
  const nobodyListens = "http://127.0.0.1:9/simple";
  await assert.rejects(
    runPip(pythonOf(ENVIRONMENT), ["download", "hemoleak-nothing"], "Fetching it", {
      env: { PIP_INDEX_URL: nobodyListens, PIP_EXTRA_INDEX_URL: "" },
    }),
    {
      name: "SetupError",
      message:
        /^Fetching it failed: the package index cannot be reached: check .*run this again\.$/,
    },
  );
});
