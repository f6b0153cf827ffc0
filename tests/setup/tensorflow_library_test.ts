import assert from "node:assert/strict";
import { join } from "node:path";
import { ENVIRONMENT } from "../../setup/set_up.ts";
import {
  hasTensorFlow,
  installTensorFlow,
  TENSORFLOW_BUILDS,
  type TensorFlowBuild,
} from "../../setup/tensorflow_library.ts";
import { pythonOf } from "../../setup/virtual_environment.ts";
import { makeWheel, sha256 } from "./wheel.ts";

const CONTENTS = { "libtensorflow_cc.so.2": "the kernels", "libtensorflow_framework.so.2": "core" };

/** Calls with a stand-in for TensorFlow's wheel, a few hundred bytes long, and a cache folder. */
async function withBuild(
  use: (build: TensorFlowBuild, cache: string, wheel: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const members = Object.entries(CONTENTS).map(([name, text]) => [`tensorflow/${name}`, text]);
    const { wheel, requirements } = await makeWheel(
      folder,
      "tensorflow_cpu",
      "2.21.0",
      "cp311-cp311-manylinux_2_27_x86_64",
      { ...Object.fromEntries(members), "tensorflow/other.py": "" },
    );
    const libraries = await Promise.all(
      Object.entries(CONTENTS).map(async ([name, text]) => {
        const bytes = new TextEncoder().encode(text);
        return { name, bytes: bytes.length, sha256: await sha256(bytes) };
      }),
    );
    const build = { requirements, wheelBytes: (await Deno.stat(wheel)).size, libraries };
    await use(build, join(folder, "cache"), wheel);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function install(folder: string, build: TensorFlowBuild): Promise<string[]> {
  const steps: string[] = [];
  await installTensorFlow(folder, build, pythonOf(ENVIRONMENT), (label) => {
    steps.push(label);
    return () => {};
  });
  return steps;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("the libraries are unpacked, in place of broken ones, and nothing else is left", async () => {
  await withBuild(async (build, cache) => {
    const folder = join(cache, "tensorflow");
    await Deno.mkdir(`${folder}.partial/ready`, { recursive: true });
    await Deno.writeTextFile(`${folder}.partial/ready/libtensorflow_cc.so.2`, "of a killed set-up");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "libtensorflow_cc.so.2"), "trunc");
    assert.equal(await hasTensorFlow(folder, build), false);

    assert.deepEqual(await install(folder, build), [
      "Downloading TensorFlow",
      "Unpacking TensorFlow",
    ]);

    assert.equal(await hasTensorFlow(folder, build), true);
    assert.deepEqual(await namesIn(cache), ["tensorflow"]);
    assert.deepEqual(await namesIn(folder), Object.keys(CONTENTS));
    for (const [name, text] of Object.entries(CONTENTS)) {
      assert.equal(await Deno.readTextFile(join(folder, name)), text);
    }
  });
});

Deno.test("a wheel with another checksum is refused and leaves nothing", async () => {
  await withBuild(async (build, cache, wheel) => {
    await Deno.writeTextFile(wheel, "appended", { append: true });
    const folder = join(cache, "tensorflow");
    await assert.rejects(install(folder, build), {
      name: "SetupError",
      message: /^Fetching TensorFlow failed: a downloaded file does not have the expected checksum/,
    });
    assert.deepEqual(await namesIn(cache), []);
  });
});

Deno.test("a library with another checksum is refused and leaves nothing", async () => {
  await withBuild(async (build, cache) => {
    const [first, second] = build.libraries;
    const wrong = { ...build, libraries: [first!, { ...second!, sha256: "0".repeat(64) }] };
    await assert.rejects(install(join(cache, "tensorflow"), wrong), {
      name: "SetupError",
      message:
        /^Expected libtensorflow_framework\.so\.2 with SHA-256 0{64} but unpacked [0-9a-f]{64}/,
    });
    assert.deepEqual(await namesIn(cache), []);
  });
});

Deno.test("too little disk space is told before the download", async () => {
  await withBuild(async (build, cache) => {
    await assert.rejects(install(join(cache, "tensorflow"), { ...build, wheelBytes: 1e18 }), {
      name: "SetupError",
      message: /^TensorFlow needs 1000000000\.0 GB of disk space .* HEMOLEAK_CACHE, and run/,
    });
  });
});

Deno.test("each build is pinned by a requirements file with checksums", async () => {
  for (const { requirements, cuda } of Object.values(TENSORFLOW_BUILDS)) {
    for (const file of [requirements, cuda?.requirements].filter((path) => path !== undefined)) {
      const pins = (await Deno.readTextFile(file)).replaceAll("\\\n", "").split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      assert.ok(pins.length > 0);
      for (const pin of pins) {
        assert.match(pin, /^[\w-]+==[\d.]+ (\s+--hash=sha256:[0-9a-f]{64})+ *$/);
      }
    }
  }
});
