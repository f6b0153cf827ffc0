import { NiftiError } from "../error.ts";

/** From voxel indexes (i, j, k, 1) to mm towards right, front and head: three rows of four. */
export type Affine = [number[], number[], number[]];

/** A point or direction in DICOM's patient coordinates: x to the left, y to the back, z to the head. */
type Vector = [x: number, y: number, z: number];

/** One direction within a shown slice: the voxel axis that it runs along. */
interface Direction {
  axis: 0 | 1;
  /** Whether it runs against the order of the voxels. */
  reversed: boolean;
  /** Of length 1, in DICOM's patient coordinates. */
  cosines: Vector;
  /** Distance between pixels in mm. */
  spacing: number;
}

/** How the slices of a volume (its third axis) are shown, and where they lie. */
export interface Layout {
  /** From pixel to pixel in a row: to the patient's left, or to the back in sagittal slices. */
  across: Direction;
  /** From row to row: to the back, or to the feet in coronal and sagittal slices. */
  down: Direction;
  /** Center of the first pixel of slice 0 as it is shown, in mm. */
  origin: Vector;
  /** From slice to slice, in mm. */
  step: Vector;
}

/** No two of a volume's axes may be nearer to one another than this cosine. */
const NEARLY_PARALLEL = 0.9;

/**
 * Finds how the slices of a volume are shown as radiologists see them and as DICOM stores them: axial
 * slices with the patient's front up and their right side on the left. Voxels are only reordered, never
 * resampled; a tilted gantry stays tilted.
 *
 * @throws {NiftiError} The affine is no coordinate system.
 */
export function layoutOf(affine: Affine, size: readonly number[], file: string): Layout {
  const column = (
    index: number,
  ): Vector => [-affine[0][index]!, -affine[1][index]!, affine[2][index]!];
  const axes = [column(0), column(1), column(2)] as const;
  expectCoordinates(axes, column(3), file);
  const [horizontal, vertical] = shownTowards(cross(axes[0], axes[1]));
  const first: 0 | 1 = Math.abs(dot(unit(axes[0]), horizontal)) >=
      Math.abs(dot(unit(axes[1]), horizontal))
    ? 0
    : 1;
  const across = direction(axes[first], first, horizontal);
  const second = first === 0 ? 1 : 0;
  const down = direction(axes[second], second, vertical);
  let origin = column(3);
  for (const { axis, reversed } of [across, down]) {
    if (reversed) origin = add(origin, axes[axis], size[axis]! - 1);
  }
  return { across, down, origin, step: axes[2] };
}

/** Where the first pixel of a slice lies, in mm: ImagePositionPatient of DICOM. */
export function slicePosition({ origin, step }: Layout, slice: number): Vector {
  return add(origin, step, slice);
}

/** Which ways rows and columns run in the plane nearest to a normal. */
function shownTowards(normal: Vector): [horizontal: Vector, vertical: Vector] {
  const [x, y, z] = normal.map(Math.abs) as Vector;
  if (z >= x && z >= y) return [[1, 0, 0], [0, 1, 0]];
  return y >= x ? [[1, 0, 0], [0, 0, -1]] : [[0, 1, 0], [0, 0, -1]];
}

function direction(step: Vector, axis: 0 | 1, towards: Vector): Direction {
  const reversed = dot(step, towards) < 0;
  const cosines = unit(step).map((value) => reversed ? -value + 0 : value + 0) as Vector;
  return { axis, reversed, cosines, spacing: Math.hypot(...step) };
}

function expectCoordinates(axes: readonly Vector[], origin: Vector, file: string): void {
  const finite = [...axes, origin].flat().every(Number.isFinite);
  const parallel = ([a, b]: [number, number]) =>
    Math.abs(dot(unit(axes[a]!), unit(axes[b]!))) > NEARLY_PARALLEL;
  const pairs: [number, number][] = [[0, 1], [1, 2], [0, 2]];
  if (finite && axes.every((axis) => Math.hypot(...axis) > 1e-6) && !pairs.some(parallel)) return;
  throw new NiftiError({
    file,
    expected: "three axes that span space",
    problem: "the header's orientation (sform or qform) is none",
    hint: "convert the scan again",
  });
}

function add(point: Vector, step: Vector, times: number): Vector {
  return point.map((value, i) => value + times * step[i]! + 0) as Vector;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length) as Vector;
}
