import assert from "node:assert/strict";

const FOLDER = new URL("./snapshots/", import.meta.url);

/**
 * Compares text with the committed file `tests/report/snapshots/<name>.snapshot`, byte for byte (the
 * ending keeps `deno fmt` from reformatting it). `HEMOLEAK_UPDATE_SNAPSHOTS=1 deno test -A
 * tests/report` writes the files anew; look at a copy without that ending in a browser before
 * committing it.
 */
export async function assertSnapshot(actual: string, name: string): Promise<void> {
  const file = new URL(`${name}.snapshot`, FOLDER);
  if (Deno.env.get("HEMOLEAK_UPDATE_SNAPSHOTS") === "1") {
    await Deno.mkdir(FOLDER, { recursive: true });
    await Deno.writeTextFile(file, actual);
  }
  const expected = await Deno.readTextFile(file);
  assert.equal(actual, expected, `differs from ${name}; if meant, see tests/report/snapshot.ts`);
}
