/** A direction or a point in the patient's coordinates: x to the left, y to the back, z to the head. */
export type Vector = readonly [x: number, y: number, z: number];

/**
 * The normal of a slice, of length 1, turned towards the head, the back or the left, whichever is
 * nearest, so that positions along it grow that way whatever the order of rows and columns.
 *
 * @param orientation ImageOrientationPatient: the direction of a row, then of a column.
 */
export function sliceNormal(orientation: readonly number[]): Vector {
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = orientation;
  const normal = cross([rx, ry, rz], [cx, cy, cz]);
  const sign = mainComponent(normal) < 0 ? -1 : 1;
  const length = sign * Math.hypot(...normal);
  return [normal[0] / length, normal[1] / length, normal[2] / length];
}

/** The component of the largest size. */
function mainComponent(vector: Vector): number {
  return vector.reduce((main, value) => Math.abs(value) > Math.abs(main) ? value : main, 0);
}

/** Where a slice lies along a normal, in mm. */
export function positionAlong(normal: Vector, position: Vector): number {
  return normal[0] * position[0] + normal[1] * position[1] + normal[2] * position[2];
}

/** Which plane a slice is nearest to. */
export function plane(normal: Vector): "axial" | "coronal" | "sagittal" {
  const [x, y, z] = normal.map(Math.abs) as [number, number, number];
  if (z >= x && z >= y) return "axial";
  return y >= x ? "coronal" : "sagittal";
}

/** The angle between two directions in degrees, from 0 to 180. */
export function angleBetween(a: Vector, b: Vector): number {
  // The cosine alone would lose small angles to rounding.
  const sine = Math.hypot(...cross(a, b)), cosine = positionAlong(a, b);
  return Math.atan2(sine, cosine) * 180 / Math.PI;
}

/** The way from one point to another. */
export function displacement(from: Vector, to: Vector): Vector {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

function cross([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
