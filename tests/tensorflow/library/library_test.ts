import assert from "node:assert/strict";
import { join } from "node:path";
import { SetupError } from "hemoleak/error.ts";
import { libraryFiles, libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import { loadLibrary } from "hemoleak/tensorflow/library/load_library.ts";

const VARIABLES = ["HEMOLEAK_TF", "HEMOLEAK_CACHE", "XDG_CACHE_HOME", "HOME"];

/** Runs `work` with these variables and no other of those that name the library's place. */
function withEnvironment(values: Record<string, string>, work: () => void): void {
  const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of VARIABLES) Deno.env.delete(name);
  try {
    for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
    work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

async function withLibraries(
  make: (path: string) => void,
  work: (folder: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) {
      make(join(folder, name));
    }
    work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the library's folder follows the environment", () => {
  const folder = (values: Record<string, string>) => {
    let found = "";
    withEnvironment(values, () => found = libraryFolder());
    return found;
  };
  const all = { HEMOLEAK_CACHE: "/a", XDG_CACHE_HOME: "/b", HOME: "/c" };
  assert.equal(folder(all), "/a/tensorflow-2.21.0-cpu");
  assert.equal(folder({ ...all, HEMOLEAK_CACHE: "" }), "/b/hemoleak/tensorflow-2.21.0-cpu");
  assert.equal(folder({ HOME: "/c" }), "/c/.cache/hemoleak/tensorflow-2.21.0-cpu");
  assert.equal(folder({ ...all, HEMOLEAK_TF: "gpu" }), "/a/tensorflow-2.21.0-gpu");
  assert.throws(() => folder({ HEMOLEAK_CACHE: "a" }), /absolute path but found "a"/);
  assert.throws(() => folder({ ...all, HEMOLEAK_TF: "tpu" }), /cpu or gpu but found "tpu"/);
  assert.throws(() => folder({}), SetupError);
});

Deno.test("a library that is not there is an error that says what to run", () => {
  assert.throws(
    () => libraryFiles("/nowhere"),
    (error) => error instanceof SetupError && /deno task setup/.test(error.message),
  );
});

Deno.test("a damaged library is an error that says what to do", async () => {
  await withLibraries((path) => Deno.writeTextFileSync(path, "<html>"), (folder) => {
    assert.throws(
      () => loadLibrary(libraryFiles(folder)),
      (error) =>
        error instanceof SetupError && error.message.includes(folder) &&
        /file too short|invalid ELF header/.test(error.message) &&
        /deno task setup/.test(error.message),
    );
  });
});

Deno.test("another library under its name is an error", async () => {
  const [libm] = Deno.readTextFileSync("/proc/self/maps").match(/\/\S*\/libm[.-]\S+/) ?? [];
  assert.ok(libm, "a C library's libm in this process");
  await withLibraries((path) => Deno.symlinkSync(libm, path), (folder) => {
    assert.throws(
      () => loadLibrary(libraryFiles(folder)),
      (error) => error instanceof SetupError && /cannot be used/.test(error.message),
    );
  });
});

Deno.test("a program that uses TensorFlow prints nothing and ends well", async () => {
  const program = `
    import * as tf from "@tensorflow/tfjs";
    import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
    await Promise.all([useTensorFlow(), useTensorFlow()]);
    await useTensorFlow();
    tf.conv2d(tf.ones([1, 8, 8, 1]), tf.ones([3, 3, 1, 2]), 1, "same").dataSync();
    await tf.setBackend("cpu");
    tf.add(tf.ones([2]), 1).dataSync();
    console.error("stderr works");`;
  const environment = { ...Deno.env.toObject() };
  delete environment["TF_CPP_MIN_LOG_LEVEL"]; // Set by the tests of this process, if they ran first.
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", program],
    cwd: join(import.meta.dirname!, "..", "..", ".."),
    env: environment,
    clearEnv: true,
  });
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  // The CUDA build says in a line, on standard error, that there is no driver.
  const said = text.decode(stderr).replace(/^E0000 .*failed call to cuInit.*\n/, "");
  assert.deepEqual([text.decode(stdout), said, code], ["", "stderr works\n", 0]);
});
