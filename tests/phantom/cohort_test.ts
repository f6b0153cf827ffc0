import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import dicomParser from "dicom-parser";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { CohortError } from "hemoleak/error.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { phantomOptions } from "hemoleak/phantom/options.ts";
import { TRANSFER_SYNTAXES } from "hemoleak/phantom/scanner.ts";
import { phantomSubject, planSubject } from "hemoleak/phantom/subject.ts";
import { seededUid } from "hemoleak/phantom/uid.ts";
import { freeDisk, smallDisk } from "../fixtures/small_disk.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const OPTIONS = { subjects: 8, slices: 3, size: 64 };

/** Every file below a folder with the hash of its bytes. */
async function contents(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const visit = async (folder: string) => {
    for await (const entry of Deno.readDir(join(root, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) await visit(path);
      else {
        const bytes = await Deno.readFile(join(root, path));
        found.set(path, createHash("sha256").update(bytes).digest("hex"));
      }
    }
  };
  await visit("");
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

Deno.test("writePhantom: the same bytes whatever the number of workers, and after an interruption", async () => {
  await withFolder(async (folder) => {
    const options = { ...OPTIONS, subjects: 5, slices: 2 };
    const one = join(folder, "one"), resumed = join(folder, "resumed");
    await writePhantom(one, options, undefined, { workers: 1 });
    await writePhantom(resumed, options, undefined, { workers: 3 });
    const expected = await contents(one);
    assert.deepEqual(await contents(resumed), expected);

    // What a run leaves that is killed while it writes subject 4.
    await Deno.rename(join(resumed, ".phantom.json"), join(resumed, ".phantom.unfinished.json"));
    await Deno.remove(join(resumed, "reads.csv"));
    await Deno.rename(join(resumed, "PHANTOM-CT-4"), join(resumed, ".PHANTOM-CT-4.partial"));
    await Deno.remove(
      join(resumed, ".PHANTOM-CT-4.partial", "Unknown Study", "CT Plain", "CT000001.dcm"),
    );
    const made: string[] = [];
    await writePhantom(resumed, options, (_done, _total, detail) => {
      if (detail !== undefined) made.push(detail);
    });
    assert.deepEqual(made, ["PHANTOM-CT-4"]);
    assert.deepEqual(await contents(resumed), expected);
  });
});

Deno.test("writePhantom: leaves a finished cohort, refuses to mix two", async () => {
  await withFolder(async (folder) => {
    const options = { ...OPTIONS, subjects: 2 };
    const told: [number, number][] = [];
    await writePhantom(folder, options, (done, total) => told.push([done, total]));
    assert.deepEqual(told, [[0, 2], [1, 2], [2, 2]]);
    await Deno.remove(join(folder, "PHANTOM-CT-1"), { recursive: true });
    await writePhantom(folder, options);
    await assert.rejects(Deno.stat(join(folder, "PHANTOM-CT-1")), "it was not made again");
    await assert.rejects(
      writePhantom(folder, { ...options, seed: 9 }),
      (error) => error instanceof CohortError && /other options/.test(error.message),
    );
    await Deno.remove(join(folder, ".phantom.json"));
    await assert.rejects(writePhantom(folder, options), CohortError, "whose subjects are these?");
  });
});

Deno.test("writePhantom: files hold what the scan holds, in all transfer syntaxes", async () => {
  await withFolder(async (folder) => {
    const options = { ...OPTIONS, subjects: 10 };
    await writePhantom(folder, options);
    const syntaxes = new Set<string>();
    for (let index = 0; index < options.subjects; index++) {
      const subject = phantomSubject(index, options);
      const { scanner } = planSubject(index, subject.label, phantomOptions(options)).acquisition;
      const series = join(folder, subject.name, "Unknown Study", "CT Plain");
      const found = new Set<number>();
      for await (const { name } of Deno.readDir(series)) {
        const slice = await readDicom(await Deno.readFile(join(series, name)), name);
        assert.equal(slice.patientId, subject.name);
        const tilt = scanner.gantryTilt * Math.PI / 180;
        const corner = 31.5 * subject.pixelSpacing * Math.sin(tilt);
        const at = subject.heights.findIndex((height) =>
          Math.abs(height + corner - slice.position![2]!) < 1e-6
        );
        assert.ok(at >= 0, `no slice at ${slice.position}`);
        found.add(at);
        assert.deepEqual(
          Int16Array.from(slice.image.data),
          subject.hu.subarray(at * 64 * 64, (at + 1) * 64 * 64),
        );
      }
      assert.equal(found.size, options.slices);
      syntaxes.add(scanner.transferSyntax);
    }
    assert.deepEqual([...syntaxes].sort(), Object.keys(TRANSFER_SYNTAXES).sort());
  });
});

Deno.test("writePhantom: a cohort that readCohort takes, labels and all", async () => {
  await withFolder(async (folder) => {
    const options = { ...OPTIONS, subjects: 24, slices: 3, size: 32 };
    await writePhantom(folder, options);
    const { slices, studies, rejected } = await readCohort(folder);
    assert.equal(studies.length, options.subjects);
    assert.equal(slices.length, options.subjects * options.slices);
    for (let index = 0; index < options.subjects; index++) {
      const { name, label, findings, heights } = phantomSubject(index, options);
      const { anatomy } = planSubject(index, label, phantomOptions(options));
      const rows = slices.filter(({ subject }) => subject === name);
      assert.equal(rows.length, heights.length);
      for (const row of rows) {
        assert.equal(row.label, label);
        assert.equal(row.age, anatomy.age);
        for (const kind of ["IPH", "IVH", "SDH", "EDH", "SAH"] as const) {
          assert.equal(row[kind], findings.includes(kind) ? 1 : 0);
        }
      }
    }
    assert.ok(
      rejected.every(({ reason }) => /^repeats the SOPInstanceUID/.test(reason)),
      "repeats only",
    );
  });
});

Deno.test("writePhantom: headers as real CT has them, without a name or a date", async () => {
  await withFolder(async (folder) => {
    await writePhantom(folder, { ...OPTIONS, subjects: 3 });
    const paths = [...(await contents(folder)).keys()].filter((path) => path.endsWith(".dcm"));
    const instances = new Set<string>();
    for (const path of paths) {
      const header = dicomParser.parseDicom(await Deno.readFile(join(folder, path)));
      assert.equal(header.string("x00100020"), path.split("/")[0]);
      assert.equal(header.string("x00100010"), "Anonymous");
      assert.match(header.string("x00101010")!, /^0\d\dY$/);
      assert.match(header.string("x00100040")!, /^[FM]$/);
      for (const date of ["x00080020", "x00080030", "x00100030"]) {
        assert.equal(header.string(date) ?? "", "");
      }
      assert.equal(header.string("x00080060"), "CT");
      assert.equal(header.string("x00020013"), "HEMOLEAK_1");
      instances.add(header.string("x00080018")!);
    }
    assert.ok(instances.size > 3 * OPTIONS.slices - 1);
    for (const uid of instances) assert.match(uid, /^2\.25\.[1-9]\d{30,38}$/);
  });
});

Deno.test("seededUid: the same key gives the same UID, another key another", () => {
  assert.equal(seededUid(1, "a"), seededUid(1, "a"));
  assert.notEqual(seededUid(1, "a"), seededUid(1, "b"));
  assert.ok(seededUid(1, "a").length <= 64);
});

Deno.test("writePhantom: a full disk is told in words, and subjects that are whole stay", async (t) => {
  const disk = await smallDisk("1m");
  await t.step({
    name: "on a file system of 1 MiB",
    ignore: disk === null,
    fn: async () => {
      await assert.rejects(
        writePhantom(disk!, { subjects: 60, slices: 4, size: 64 }, undefined, { workers: 1 }),
        { name: "StorageError", message: /the disk is full/ },
      );
      assert.ok([...Deno.readDirSync(disk!)].some(({ name }) => name === "PHANTOM-CT-0"));
    },
  });
  await freeDisk(disk);
});
