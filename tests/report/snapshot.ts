import assert from "node:assert/strict";

const FOLDER = new URL("./snapshots/", import.meta.url);

/**
 * Compares text with the committed file `tests/report/snapshots/<name>`, byte for byte. Look at the
 * new file in a browser before committing it: `HEMOLEAK_UPDATE_SNAPSHOTS=1 deno test -A
 * tests/report` writes the files anew.
 */
export async function assertSnapshot(actual: string, name: string): Promise<void> {
  const file = new URL(name, FOLDER);
  if (Deno.env.get("HEMOLEAK_UPDATE_SNAPSHOTS") === "1") {
    await Deno.mkdir(FOLDER, { recursive: true });
    await Deno.writeTextFile(file, actual);
  }
  const expected = await Deno.readTextFile(file);
  assert.equal(actual, expected, `differs from ${name}; if meant, see tests/report/snapshot.ts`);
}
