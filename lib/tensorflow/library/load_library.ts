import { SetupError } from "../../error.ts";
import { writeAllSync } from "../../files/write_all.ts";
import { type CApi, cString, fromCString, openCApi } from "./c_api.ts";
import { type LibraryFiles, settleVariant, TENSORFLOW_VERSION } from "./library.ts";
import { settleThreads } from "./threads.ts";

/** What TensorFlow reads from the environment while it loads; what the user has set stands. */
const ENVIRONMENT = {
  TF_CPP_MIN_LOG_LEVEL: "2",
  // TensorFlow turns oneDNN on by itself only for CPUs that it knows to gain from it.
  TF_ENABLE_ONEDNN_OPTS: "1",
  // Keeps freed memory for the next step instead of handing the pages back to the kernel.
  TF_CPU_ALLOCATOR_USE_BFC: "true",
  // Keeps what oneDNN has made up for a filter's gradient, which else is made anew in each step.
  TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE: "false",
  // Mixed precision: what a loss is made of stays in 32 bits, as it does in Keras.
  TF_AUTO_MIXED_PRECISION_GRAPH_REWRITE_INFERLIST_REMOVE: "Softplus,Mean",
  TF_AUTO_MIXED_PRECISION_GRAPH_REWRITE_DENYLIST_ADD: "Softplus,Mean",
  // Else TensorFlow takes the whole memory of a GPU that others may use as well.
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
};

/** Notices that no log level hides, because static initializers print them. */
const NOTICES = /absl::InitializeLog\(\)|oneDNN custom operations are on/;

/** `void absl::SetMinLogLevel(absl::LogSeverityAtLeast)` of the Abseil release in TensorFlow 2.21. */
const SET_MIN_LOG_LEVEL = "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE";
const ERRORS_ONLY = 2;

const RTLD_NOW = 0x2;
// TensorFlow's destructors crash if it is unloaded at exit, as Deno does with what it has opened.
const RTLD_NODELETE = 0x1000;
const STDERR = 2;
const SEEK_END = 2;

const LIBC = {
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
  dlerror: { parameters: [], result: "pointer" },
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.DynamicLibrary<typeof LIBC>["symbols"];

/**
 * Loads libtensorflow into the process for good and binds its C API.
 *
 * @throws {SetupError} The platform is not Linux with glibc, or the files are damaged, of another
 * version or not TensorFlow's, or the number of threads is none.
 */
export function loadLibrary(files: LibraryFiles): CApi {
  const libc = openLibc();
  const level = Deno.env.get("TF_CPP_MIN_LOG_LEVEL");
  // A process that has loaded TensorFlow hands its own choice on to those that it starts.
  const verbose = level !== undefined && level !== ENVIRONMENT.TF_CPP_MIN_LOG_LEVEL;
  for (const [name, value] of Object.entries(ENVIRONMENT)) {
    if (!Deno.env.has(name)) Deno.env.set(name, value);
  }
  settleThreads();
  settleVariant();
  if (verbose) {
    pin(libc, files.framework);
  } else {
    withoutNotices(libc, () => pin(libc, files.framework));
    logErrorsOnly(files.framework);
  }
  pin(libc, files.api);
  return checkedApi(files.api);
}

function openLibc(): Libc {
  try {
    return Deno.dlopen("libc.so.6", LIBC).symbols;
  } catch {
    throw new SetupError(
      `TensorFlow needs Linux with glibc but this is ${Deno.build.target}: run it there or in a ` +
        "Debian or Ubuntu container.",
    );
  }
}

function pin(libc: Libc, path: string): void {
  if (libc.dlopen(cString(path), RTLD_NOW | RTLD_NODELETE) === null) {
    throw damaged(path, fromCString(libc.dlerror()));
  }
}

function checkedApi(path: string): CApi {
  let api: CApi;
  try {
    api = openCApi(path);
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
  const version = fromCString(api.TF_Version());
  if (version !== TENSORFLOW_VERSION) {
    throw damaged(path, `expected version ${TENSORFLOW_VERSION} but found ${version}`);
  }
  return api;
}

function damaged(path: string, reason: string): SetupError {
  return new SetupError(
    `${path} cannot be used (${reason}): delete its folder and run \`deno task setup\`.`,
  );
}

/** Runs `load` with standard error kept aside, and then prints all of it but the notices. */
function withoutNotices(libc: Libc, load: () => void): void {
  const aside = libc.memfd_create(cString("stderr"), 0);
  const stderr = libc.dup(STDERR);
  if (aside < 0 || stderr < 0) return load();
  libc.dup2(aside, STDERR);
  try {
    load();
  } finally {
    libc.dup2(stderr, STDERR);
    const lines = readAside(libc, aside).split(/(?<=\n)/);
    for (const line of lines) if (!NOTICES.test(line)) printError(line);
    libc.close(stderr);
    libc.close(aside);
  }
}

/** Reads by libc's own hand: Deno opens files of /proc only to a program that may do everything. */
function readAside(libc: Libc, file: number): string {
  const bytes = new Uint8Array(Number(libc.lseek(file, 0n, SEEK_END)));
  const count = Number(libc.pread(file, bytes, BigInt(bytes.length), 0n));
  return new TextDecoder().decode(bytes.subarray(0, Math.max(0, count)));
}

function printError(text: string): void {
  writeAllSync(Deno.stderr, new TextEncoder().encode(text));
}

function logErrorsOnly(framework: string): void {
  const { symbols } = Deno.dlopen(framework, {
    [SET_MIN_LOG_LEVEL]: { parameters: ["i32"], result: "void", optional: true },
  });
  symbols[SET_MIN_LOG_LEVEL]?.(ERRORS_ONLY);
}
