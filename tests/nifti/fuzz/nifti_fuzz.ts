/**
 * Damages NIfTI files and says which were not read or refused as they should be. A seed is one file and
 * one damage, the same every time.
 *
 * @module
 */
import { concat } from "../../fixtures/concat.ts";
import { isHemoleakError } from "hemoleak/error.ts";
import { type NiftiVolume, readNifti } from "hemoleak/nifti";
import { Random } from "hemoleak/random.ts";
import { gzip, niftiBytes, type NiftiSpec } from "../../fixtures/nifti_writer.ts";

/** What became of one damaged file. */
export interface NiftiFinding {
  seed: number;
  mutation: string;
  /** Whether a volume was given, or the file refused. */
  read: boolean;
  /** What is wrong, or null. */
  complaint: string | null;
  /** CPU time of the reading. */
  milliseconds: number;
}

/** What reading a small file may take, in CPU time, on a busy machine. */
const LONGEST_MILLISECONDS = 1000;
/** In the texts of every header: no message may hold it. */
const CANARY = "CANARY";

/**
 * What must become of a damaged file: the same volume, an error, either, or whatever volume its own
 * header describes.
 */
type Expectation = "same" | "refused" | "same or refused" | "anything";

interface Mutation {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  expected: Expectation;
}

/** Tries seeds one after the other, in a folder that is free to write in. */
export async function* fuzzNifti(
  folder: string,
  { first, count }: { first: number; count: number },
): AsyncGenerator<NiftiFinding> {
  for (let seed = first; seed < first + count; seed++) yield await tryMutation(folder, seed);
}

async function tryMutation(folder: string, seed: number): Promise<NiftiFinding> {
  const random = new Random(seed, "nifti fuzz");
  const spec = randomSpec(random);
  const { name, bytes, expected } = await mutate(spec, random);
  const path = `${folder}/fuzzed.nii`;
  await Deno.writeFile(path, bytes);
  const before = process.cpuUsage();
  let complaint: string | null = null, read = false;
  try {
    const volume = await readNifti(path, "fuzzed.nii");
    read = true;
    complaint = expected === "refused"
      ? "a volume where there is none"
      : complaintAbout(volume, spec, expected);
  } catch (thrown) {
    complaint = complaintAboutError(thrown, expected);
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > LONGEST_MILLISECONDS) complaint ??= `${milliseconds.toFixed(0)} ms`;
  return { seed, mutation: name, read, complaint, milliseconds };
}

/** A volume as it should be, or that reading a slice of it fails as it may. */
function complaintAbout(
  volume: NiftiVolume,
  { size: [x, y, z], values, scaling = [0, 0] }: NiftiSpec,
  expected: Expectation,
): string | null {
  const [slope, intercept] = scaling[0] === 0 ? [1, 0] : scaling;
  for (let slice = 0; slice < volume.slices; slice++) {
    const { shape, data } = volume.image(slice);
    if (data.length !== shape[0]! * shape[1]!) return `${data.length} pixels of ${shape}`;
    if (expected === "anything") continue;
    if (`${shape}` !== `${y},${x}` || volume.slices !== z) return `${volume.slices} of ${shape}`;
    // The axes run to the left and to the back: as stored is as shown.
    const wanted = values.slice(slice * x * y, (slice + 1) * x * y);
    const at = wanted.findIndex((value, i) =>
      data[i] !== Math.fround(value * Math.fround(slope) + Math.fround(intercept))
    );
    if (at >= 0) return `wrong pixels: ${data[at]} in slice ${slice} where ${wanted[at]} is stored`;
  }
  return null;
}

function complaintAboutError(thrown: unknown, expected: Expectation): string | null {
  if (!isHemoleakError(thrown)) {
    return `an error that is not typed: ${thrown instanceof Error ? thrown.stack : thrown}`;
  }
  if (thrown.message.includes(CANARY)) return `a message that quotes the header: ${thrown.message}`;
  return expected === "same" ? `refused though it is undamaged: ${thrown.message}` : null;
}

const TYPES = [
  ...["uint8", "int8", "int16", "uint16", "int32", "uint32"],
  ...["float32", "float64", "int64", "uint64"],
] as NonNullable<NiftiSpec["type"]>[];

function randomSpec(random: Random): NiftiSpec & { version: 1 | 2; littleEndian: boolean } {
  const size = [1 + random.integer(7), 1 + random.integer(7), 1 + random.integer(4)] as const;
  const type = random.pick(TYPES);
  const isUnsigned = type.startsWith("u");
  const values = Array.from(
    { length: size[0] * size[1] * size[2] },
    () => isUnsigned ? random.integer(200) : random.integer(200) - 100,
  );
  return {
    ...{ size, type, values },
    sform: [[-0.5, 0, 0, 10], [0, -0.5, 0, 20], [0, 0, 5, -30]],
    scaling: random.bool() ? [0, 0] : random.pick([[1, -1024], [2, 0.5], [-1, 3]] as const),
    littleEndian: random.bool(0.8),
    version: random.bool(0.8) ? 1 : 2,
  };
}

/** Where fields lie in a header of version 1 and of version 2 (nifti1.h, nifti2.h). */
const FIELDS = {
  // Texts and numbers that say nothing of what the voxels are.
  harmless: { 1: [[4, 35], [56, 12], [124, 24], [148, 104], [328, 16]], 2: [[80, 24], [240, 104]] },
  dimensions: { 1: [40, 16], 2: [16, 64] },
  datatype: { 1: [70, 2], 2: [12, 2] },
  offset: { 1: [108, 4], 2: [168, 8] },
  scaling: { 1: [112, 8], 2: [176, 16] },
  orientation: { 1: [252, 76], 2: [344, 152] },
  magic: { 1: [344, 4], 2: [4, 8] },
} as const;

async function mutate(
  spec: NiftiSpec & { version: 1 | 2; littleEndian: boolean },
  random: Random,
): Promise<Mutation> {
  const plain = niftiBytes(spec);
  const canary = new TextEncoder().encode(CANARY);
  plain.set(canary, spec.version === 1 ? 148 : 240);
  const name = random.pick(Object.keys(MUTATORS));
  const { bytes, expected } = await MUTATORS[name]!(plain, random, spec);
  return { name, bytes, expected };
}

type Mutator = (
  plain: Uint8Array<ArrayBuffer>,
  random: Random,
  spec: NiftiSpec & { version: 1 | 2; littleEndian: boolean },
) => Promise<Omit<Mutation, "name">> | Omit<Mutation, "name">;

const MUTATORS: Record<string, Mutator> = {
  "unchanged": (bytes) => ({ bytes, expected: "same" }),
  "harmless fields of noise": (bytes, random, { version }) => {
    for (const [at, length] of FIELDS.harmless[version]) fill(bytes, at, length, random);
    return { bytes, expected: "same" };
  },
  "cut off": (bytes, random) => {
    return { bytes: bytes.slice(0, random.integer(bytes.length)), expected: "refused" };
  },
  "bytes appended": (bytes, random) => {
    return { bytes: concat([bytes, noise(random, 1 + random.integer(600))]), expected: "same" };
  },
  "dimensions of noise": (bytes, random, { version }) =>
    damaged(bytes, "dimensions", version, random),
  "a dimension of another length": (bytes, random, { version, littleEndian }) => {
    const view = new DataView(bytes.buffer);
    const axis = random.integer(8);
    const length = random.pick([0, 1, 2, 5, 7, -1, 32767, 9000]);
    if (version === 1) view.setInt16(40 + 2 * axis, length, littleEndian);
    else view.setBigInt64(16 + 8 * axis, BigInt(length), littleEndian);
    return { bytes, expected: "anything" };
  },
  "unknown datatype": (bytes, random, { version, littleEndian }) => {
    // None, binary, complex, colors, long doubles; and what is no code at all.
    const code = random.pick([0, 1, 32, 128, 1536, 1792, 2048, 2304, 3, 255, -1]);
    new DataView(bytes.buffer).setInt16(FIELDS.datatype[version][0], code, littleEndian);
    return { bytes, expected: "refused" };
  },
  "datatype of noise": (bytes, random, { version }) => damaged(bytes, "datatype", version, random),
  "offset of noise": (bytes, random, { version }) => damaged(bytes, "offset", version, random),
  "scaling of noise": (bytes, random, { version }) => damaged(bytes, "scaling", version, random),
  "orientation of noise": (bytes, random, { version }) =>
    damaged(bytes, "orientation", version, random),
  "magic of noise": (bytes, random, { version }) => {
    const [at, length] = FIELDS.magic[version];
    fill(bytes, at, length, random);
    bytes[at] = 0;
    return { bytes, expected: "refused" };
  },
  "header's bits flipped": (bytes, random) => {
    for (let i = 1 + random.integer(8); i > 0; i--) {
      bytes[random.integer(Math.min(bytes.length, 544))]! ^= 1 << random.integer(8);
    }
    return { bytes, expected: "anything" };
  },
  "compressed": async (bytes) => ({ bytes: await gzip(bytes), expected: "same" }),
  "compressed in members": async (bytes, random) => {
    const cuts = Array.from({ length: 1 + random.integer(4) }, () => random.integer(bytes.length))
      .sort((a, b) => a - b);
    const parts = [0, ...cuts].map((from, i) => bytes.slice(from, cuts[i]));
    return { bytes: concat(await Promise.all(parts.map(gzip))), expected: "same" };
  },
  "compressed and padded": async (bytes, random) => {
    const padding = new Uint8Array(1 + random.integer(2000));
    return { bytes: concat([await gzip(bytes), padding]), expected: "same" };
  },
  "compressed and cut off": async (bytes, random) => {
    const whole = await gzip(bytes);
    return { bytes: whole.slice(0, random.integer(whole.length)), expected: "refused" };
  },
  "compressed and damaged": async (bytes, random) => {
    const whole = await gzip(bytes);
    for (let i = 1 + random.integer(4); i > 0; i--) {
      whole[random.integer(whole.length)]! ^= 1 << random.integer(8);
    }
    return { bytes: whole, expected: "same or refused" };
  },
  "a bomb": async (bytes) => {
    return { bytes: await gzip(concat([bytes, new Uint8Array(4e6)])), expected: "refused" };
  },
  "noise": (_bytes, random) => ({
    bytes: noise(random, random.integer(2000)),
    expected: "refused",
  }),
};

function damaged(
  bytes: Uint8Array<ArrayBuffer>,
  field: Exclude<keyof typeof FIELDS, "harmless">,
  version: 1 | 2,
  random: Random,
): Omit<Mutation, "name"> {
  const [at, length] = FIELDS[field][version];
  fill(bytes, at, length, random);
  return { bytes, expected: "anything" };
}

function fill(bytes: Uint8Array, at: number, length: number, random: Random): void {
  bytes.set(noise(random, length), at);
}

function noise(random: Random, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random.integer(256));
}
