import assert from "node:assert/strict";
import { environmentOf, Reproduction, type ReproductionOptions } from "hemoleak";
import { optionsFromEnvironment } from "hemoleak/experiment/reproduction.ts";
import { provenanceText } from "hemoleak/provenance.ts";
import { withFolder } from "../fixtures/with_folder.ts";

/** Runs with these variables alone of all HEMOLEAK_ ones. */
function withEnvironment<T>(variables: Record<string, string>, work: () => T): T {
  const before = Object.entries(Deno.env.toObject()).filter(([name]) => /^HEMOLEAK_/.test(name));
  for (const [name] of before) Deno.env.delete(name);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
    for (const [name, value] of before) Deno.env.set(name, value);
  }
}

Deno.test("by default it is the phantom, quick; CQ500 gets the paper's protocol", () => {
  const phantom = withEnvironment({}, () => new Reproduction());
  assert.deepEqual(phantom.provenance, {
    cohort: "phantom",
    synthetic: true,
    profile: "quick",
    seed: 1,
  });
  const cq500 = new Reproduction({ cohort: "cq500", root: "CQ500" });
  const { size, batchSize, epochs, vgg16Width } = cq500.profile;
  // Paper, "Training and evaluating models" and "Image Preprocessing".
  assert.deepEqual({ size, batchSize, epochs, vgg16Width }, {
    size: 256,
    batchSize: 32,
    epochs: { cnn4: 150, vgg16: 150 },
    vgg16Width: 1,
  });
  assert.equal(cq500.synthetic, false);
});

Deno.test("two roots never share a folder of results", () => {
  const folderOf = (root: string) => new Reproduction({ cohort: "cq500", root }).folder;
  assert.notEqual(folderOf("/a/CQ500"), folderOf("/b/CQ500"));
  assert.equal(folderOf("/a/CQ500"), folderOf("/a/CQ500/"));
});

Deno.test("a cohort that is read otherwise has another folder; read as ever, that of before", () => {
  const folderOf = (more: ReproductionOptions) =>
    new Reproduction({ cohort: "slices", root: "/a", data: "/data", ...more }).folder;
  // By Python: hashlib.sha256(b"/a").hexdigest()[:8].
  assert.equal(folderOf({}), "/data/slices-6a50dc85");
  assert.equal(folderOf({ labelUnit: "study", modality: "CT" }), folderOf({}));
  assert.equal(folderOf({ labelUnit: "slice" }), "/data/slices-6a50dc85-slice-labels");
  const others: ReproductionOptions[] = [
    {},
    { finding: "SDH" },
    { modality: "other" },
    { channel: 0 },
    { imageWindow: { level: 40, width: 80 } },
    { labelUnit: "slice", channel: 0 },
  ];
  assert.equal(new Set(others.map(folderOf)).size, others.length);
});

Deno.test("what labels are of is in the provenance, and in every cell", async () => {
  const options: ReproductionOptions = { cohort: "slices", root: "/a", labelUnit: "slice" };
  const reproduction = new Reproduction(options);
  assert.equal(reproduction.provenance.labelUnit, "slice");
  assert.equal(
    provenanceText(reproduction.provenance),
    'Data: the cohort of slices.csv. Labels of slices. Profile "paper", seed 1.',
  );
  await assert.rejects(
    new Reproduction({ cohort: "slices", root: "/a" })
      .run({ model: "cnn4", split: "slice", labelUnit: "slice" }),
    {
      name: "SplitError",
      message:
        "Expected a cell with labels of studies, as the cohort was read, but found one with " +
        "labels of slices",
    },
  );
});

Deno.test("a network that there is none of is refused before anything is written", async () => {
  await withFolder(async (data) => {
    const reproduction = new Reproduction({ data });
    await assert.rejects(
      reproduction.run({ model: "vgg19" as "vgg16", split: "slice" }),
      { name: "TrainingError", message: /cnn4, vgg16 but found "vgg19"; did you mean vgg16\?/ },
    );
    assert.deepEqual([...Deno.readDirSync(data)], []);
  });
});

Deno.test("CQ500 without its folder says what to do", () => {
  assert.throws(() => new Reproduction({ cohort: "cq500" }), {
    name: "CohortError",
    message: /--root, .*option root, .*data\/README\.md/,
  });
});

Deno.test("a notebook gets the options that the command line was given", () => {
  const options: ReproductionOptions = {
    cohort: "cq500",
    root: "/data/CQ500",
    title: "CQ500, second copy",
    profile: "quick",
    seed: 7,
    patience: 12,
    warmUp: 0,
    precision: "mixed",
    labelUnit: "slice",
    finding: "SDH",
    modality: "other",
    imageWindow: { level: -40.5, width: 80 },
    channel: 2,
  };
  const { profile } = new Reproduction(options);
  assert.deepEqual([profile.patience, profile.warmUp, profile.precision], [12, 0, "mixed"]);
  assert.deepEqual(withEnvironment(environmentOf(options), optionsFromEnvironment), options);
  assert.deepEqual(withEnvironment({}, optionsFromEnvironment), {});
});

Deno.test("data are called by their set's name, or as one wants; nobody's own are called one's own", () => {
  const called = (options: ReproductionOptions) =>
    withEnvironment({}, () => new Reproduction({ root: "/data", ...options }).provenance.cohort);
  assert.equal(called({ cohort: "physionet" }), "PhysioNet CT-ICH");
  assert.equal(called({ cohort: "slices" }), "the cohort of slices.csv");
  assert.equal(called({ cohort: "slices", title: "OASIS-1" }), "OASIS-1");
});

Deno.test("a variable that makes no sense is named with its choices", () => {
  assert.throws(
    () => withEnvironment({ HEMOLEAK_PROFILE: "fast" }, optionsFromEnvironment),
    { message: 'Expected HEMOLEAK_PROFILE to be quick or desk or paper but found "fast"' },
  );
  assert.throws(
    () => withEnvironment({ HEMOLEAK_SEED: "-1" }, optionsFromEnvironment),
    { message: /HEMOLEAK_SEED to be a whole number/ },
  );
  for (const window of ["40", "40 0", "40 80 1", "brain"]) {
    assert.throws(
      () => withEnvironment({ HEMOLEAK_IMAGE_WINDOW: window }, optionsFromEnvironment),
      { name: "CohortError", message: /HEMOLEAK_IMAGE_WINDOW to be a level and a width in HU/ },
    );
  }
});
