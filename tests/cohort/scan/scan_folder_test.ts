import assert from "node:assert/strict";
import { join } from "node:path";
import { type Scan, scanFolder } from "hemoleak/cohort/scan/scan_folder.ts";
import { groupIntoSeries } from "hemoleak/cohort/series/group_into_series.ts";
import { selectSeries } from "hemoleak/cohort/series/select_series.ts";
import {
  ctElements,
  ctSlice,
  dicomBytes,
  type Item,
  SYNTAX,
  type Value,
  withTree,
  wordBytes,
} from "../../fixtures/dicom_writer.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const SCAN_MODULE = import.meta.resolve("hemoleak/cohort/scan/scan_folder.ts");
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

/** One CT slice, the `number`-th of a series. */
function slice(number: number): Uint8Array {
  const place = { patientId: "P", series: 1, position: [-125, -125, 5 * number] } as const;
  return ctSlice({ ...place, instance: String(number) });
}

/** What was found, by path, and why the rest was not. */
function summary({ files, rejected }: Scan): Record<string, string> {
  return Object.fromEntries([
    ...files.map(({ file }) => [file, "read"]),
    ...rejected.map(({ file, reason }) => [file, reason]),
  ]);
}

/** A file or folder whose name is given as bytes, which Deno itself cannot write. */
async function createNamed(folder: string, name: readonly number[], as: "file" | "folder") {
  const script = as === "file" ? 'printf x > "$1/$(printf "$2")"' : 'mkdir "$1/$(printf "$2")"';
  const octal = name.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  const shell = new Deno.Command("sh", { args: ["-c", script, "sh", folder, octal] });
  assert((await shell.output()).success);
}

/** Scans in a process of its own that may do no more than read some folders. */
async function scanWith(permissions: string[], root: string): Promise<Record<string, string>> {
  const code = `import { scanFolder } from ${JSON.stringify(SCAN_MODULE)};
    const { files, rejected } = await scanFolder(${JSON.stringify(root)});
    console.log(JSON.stringify({ files: files.map(({ file }) => ({ file })), rejected }));`;
  const script = join(await Deno.makeTempDir(), "scan.ts");
  await Deno.writeTextFile(script, code);
  const args = ["run", "--no-prompt", "--no-check", "--config", CONFIG, ...permissions, script];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  await Deno.remove(join(script, ".."), { recursive: true });
  assert.equal(new TextDecoder().decode(stderr), "");
  return summary(JSON.parse(new TextDecoder().decode(stdout)));
}

Deno.test("links are followed after what is really there, each folder once", async () => {
  const tree = { "z/1.dcm": slice(1), "b/2.dcm": slice(2) };
  await withTree(tree, async (root) => {
    await Deno.symlink(join(root, "z"), join(root, "a link"));
    await Deno.symlink(root, join(root, "z/up"));
    await Deno.symlink(join(root, "b/2.dcm"), join(root, "c.dcm"));
    await Deno.symlink(join(root, "d.dcm"), join(root, "d.dcm"));
    await Deno.symlink(join(root, "nowhere"), join(root, "e.dcm"));
    assert.deepEqual(summary(await scanFolder(root)), {
      "b/2.dcm": "read",
      "c.dcm": "read",
      "z/1.dcm": "read",
      "a link": "a link to a folder that is read already",
      "d.dcm": "a link that leads to itself",
      "e.dcm": "cannot be read: it leads nowhere or is gone",
      "z/up": "a link to a folder that is read already",
    });
  });
});

Deno.test("a linked folder outside is read, links in it as well", async () => {
  await withTree({ "1.dcm": slice(1) }, async (root) => {
    await withTree({ "in/2.dcm": slice(2) }, async (outside) => {
      await Deno.symlink(outside, join(outside, "in/back"));
      await Deno.symlink(outside, join(root, "more"));
      assert.deepEqual(summary(await scanFolder(root)), {
        "1.dcm": "read",
        "more/in/2.dcm": "read",
        "more/in/back": "a link to a folder that is read already",
      });
    });
  });
});

Deno.test("read permission for the root is enough, even when the root is a link", async () => {
  await withTree({ "1.dcm": slice(1) }, async (root) => {
    await withTree({ "2.dcm": slice(2), "in/3.dcm": slice(3) }, async (outside) => {
      await Deno.symlink(join(outside, "2.dcm"), join(root, "2.dcm"));
      await Deno.symlink(join(outside, "in"), join(root, "in"));
      await withFolder(async (folder) => {
        const link = join(folder, "root");
        await Deno.symlink(root, link);
        const outOfReach = "cannot be read: outside of what this run may read";
        const expected = { "1.dcm": "read", "2.dcm": outOfReach, "in/3.dcm": outOfReach };
        assert.deepEqual(await scanWith([`--allow-read=${root}`], root), expected);
        assert.deepEqual(await scanWith([`--allow-read=${link},${root}`], link), expected);
      });
    });
  });
});

Deno.test("what may not be read is listed, the rest is read", async () => {
  const tree = { "1.dcm": slice(1), "secret.dcm": slice(2), "closed/3.dcm": slice(3) };
  await withTree(tree, async (root) => {
    const denied = `--deny-read=${join(root, "secret.dcm")},${join(root, "closed")}`;
    assert.deepEqual(await scanWith([`--allow-read=${root}`, denied], root), {
      "1.dcm": "read",
      "closed": "cannot be read: outside of what this run may read",
      "secret.dcm": "cannot be read: outside of what this run may read",
    });
  });
});

Deno.test("names that are not UTF-8 are listed, never opened in another's place", async () => {
  await withTree({ "1.dcm": slice(1), "\ufffd.dcm": slice(2) }, async (root) => {
    await createNamed(root, [0xe9, 0x2e, 0x64], "file"); // "é.d" in Latin-1
    await createNamed(root, [0xff], "folder");
    // Two names that both read U+FFFD ".dcm": one is the good file's, the other cannot be determined from it.
    await createNamed(root, [0xff, ...new TextEncoder().encode(".dcm")], "file");
    const scan = await scanFolder(root);
    assert.deepEqual(scan.files.map(({ file }) => file), ["1.dcm", "\ufffd.dcm"]);
    assert.deepEqual(scan.rejected, [
      { file: "\ufffd", reason: "cannot be read: its name is not UTF-8; rename it" },
      { file: "\ufffd.d", reason: "cannot be read: its name is not UTF-8; rename it" },
      { file: "\ufffd.dcm", reason: "its name is not UTF-8 and so another's, too; rename it" },
    ]);
  });
});

Deno.test("names with control characters are refused and written out", async () => {
  const tree = { "1.dcm": slice(1), "a\nb.dcm": slice(2), "\x1b[31m/3.dcm": slice(3) };
  await withTree({ ...tree, "\u202emcd.4": slice(4), "ä 日本\\.dcm": slice(5) }, async (root) => {
    const reason = "its name holds control characters; rename it";
    assert.deepEqual(summary(await scanFolder(root)), {
      "1.dcm": "read",
      "ä 日本\\.dcm": "read",
      "a\\u000ab.dcm": reason,
      "\\u001b[31m": reason,
      "\\u202emcd.4": reason,
    });
  });
});

Deno.test("pipes and devices are listed and not waited for", async () => {
  await withTree({ "1.dcm": slice(1) }, async (root) => {
    const made = await new Deno.Command("mkfifo", { args: [join(root, "pipe.dcm")] }).output();
    assert(made.success);
    await Deno.symlink("pipe.dcm", join(root, "pipe link.dcm"));
    await Deno.symlink("/dev/zero", join(root, "zero.dcm"));
    using _socket = Deno.listen({ transport: "unix", path: join(root, "socket") });
    const reason = "neither a file nor a folder but a pipe, socket or device";
    assert.deepEqual(summary(await scanFolder(root)), {
      "1.dcm": "read",
      "pipe link.dcm": reason,
      "pipe.dcm": reason,
      "socket": reason,
      "zero.dcm": reason,
    });
  });
});

Deno.test("a file that vanishes while the folder is read is listed", async () => {
  await withTree({ "1.dcm": slice(1), "2.dcm": slice(2), "empty.dcm": "" }, async (root) => {
    const scan = await scanFolder(root, { concurrency: 1 }, (done) => {
      if (done === 1) Deno.removeSync(join(root, "2.dcm"));
    });
    const { "empty.dcm": empty, ...others } = summary(scan);
    assert.match(empty!, /not a DICOM file/);
    assert.deepEqual(others, {
      "1.dcm": "read",
      "2.dcm": "cannot be read: it leads nowhere or is gone",
    });
  });
});

Deno.test("a root that cannot be read is an error", async () => {
  await assert.rejects(scanFolder("/no/such/folder"), Deno.errors.NotFound);
});

Deno.test("headers share what they have in common", async () => {
  const tree = Object.fromEntries([1, 2, 3].map((number) => [`${number}.dcm`, slice(number)]));
  await withTree(tree, async (root) => {
    const headers = (await scanFolder(root)).files.map(({ header }) => header);
    assert.equal(new Set(headers.map(({ orientation }) => orientation)).size, 1);
    assert.equal(new Set(headers.map(({ imageType }) => imageType)).size, 1);
    assert.deepEqual(headers.map(({ position }) => position![2]), [5, 10, 15]);
    assert.equal(new Set(headers.map(({ sopInstanceUid }) => sopInstanceUid)).size, 3);
  });
});

/** An object of four images at the given heights, which it states in functional groups. */
function enhancedCt(heights: readonly number[]): Uint8Array {
  const frames: Item[] = heights.map((z) => [
    ["00209113", "SQ", [[["00200032", "DS", `-125\\-125\\${z}`]]]],
  ]);
  const shared: Item[] = [[
    ["00209116", "SQ", [[["00200037", "DS", "1\\0\\0\\0\\1\\0"]]]],
    ["00289110", "SQ", [[["00180050", "DS", "5"], ["00280030", "DS", "0.5\\0.5"]]]],
  ]];
  const changes: Record<string, [vr: string, value: Value] | null> = {
    "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.2.1"],
    "00280008": ["IS", String(heights.length)],
    "00200032": null,
    "00200037": null,
    "00280030": null,
    "52009229": ["SQ", shared],
    "52009230": ["SQ", frames],
    "7fe00010": ["OW", wordBytes(heights.flatMap((z) => new Array(6).fill(z)))],
  };
  return dicomBytes(ctElements(changes), SYNTAX.explicit);
}

Deno.test("the images of a multi-frame object each have their own place", async () => {
  await withTree({ "enhanced.dcm": enhancedCt([10, 0, 5, 15]) }, async (root) => {
    const { files } = await scanFolder(root);
    assert.deepEqual(files.map(({ file, frame }) => [file, frame]), [
      ["enhanced.dcm", 0],
      ["enhanced.dcm", 1],
      ["enhanced.dcm", 2],
      ["enhanced.dcm", 3],
    ]);
    const { series, rejected } = groupIntoSeries(files);
    assert.deepEqual(rejected, []);
    const [{ kept, thickness, series: only }] = selectSeries(series) as [
      ReturnType<typeof selectSeries>[number],
    ];
    assert(kept);
    assert.equal(thickness, 5);
    assert.deepEqual(only.files.map(({ frame }) => frame), [1, 2, 0, 3]);
    assert.deepEqual(only.positions, [0, 5, 10, 15]);
  });
});

Deno.test("a multi-frame object that does not place its images is left with that reason", async () => {
  const frames = dicomBytes(ctElements({ "00280008": ["IS", "3"] }), SYNTAX.explicit);
  await withTree({ "1.dcm": frames }, async (root) => {
    const { files } = await scanFolder(root);
    assert.equal(files.length, 1);
    const [choice] = selectSeries(groupIntoSeries(files).series);
    assert.equal(choice!.reason, "multi-frame objects that do not place their images");
  });
});

Deno.test("whether negative HU wrapped around is told by the pixels, of the few files that leave it open", async () => {
  const image = (words: number[]) =>
    dicomBytes(
      ctElements({
        ...{ "00280101": ["US", 12], "00280102": ["US", 11], "00280103": ["US", 0] },
        ...{ "00281052": ["DS", "0"], "00280120": null, "7fe00010": ["OW", wordBytes(words)] },
      }),
      SYNTAX.explicit,
    );
  const files = {
    "air.dcm": image([3096, 3096, 3096, 40, 50, 60]),
    "clip.dcm": image([0, 0, 0, 40, 60, 3500]),
    "cut.dcm": image([3096]),
    "usual.dcm": dicomBytes(ctElements(), SYNTAX.explicit),
  };
  await withTree(files, async (root) => {
    const { files: scanned, rejected } = await scanFolder(root);
    const notes = scanned.map(({ file, header }) => [file, header.notes]);
    assert.deepEqual(notes, [
      ["air.dcm", ["wrapped air"]],
      ["clip.dcm", []],
      // What is wrong with its pixels is told when they are used.
      ["cut.dcm", []],
      ["usual.dcm", []],
    ]);
    assert.deepEqual(rejected, []);
  });
});
