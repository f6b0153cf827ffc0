/**
 * Soft-edged shapes: the words in which the phantom's anatomy is written. Distances are in mm,
 * negative inside a shape.
 *
 * @module
 */

/** A point or a vector in mm. */
export type Vector = readonly [number, number, number];

/**
 * The share of a small volume that lies inside a surface at a signed distance: 1 inside, 0 outside,
 * smooth between -softness and +softness, so that edges show partial volume and not steps.
 */
export function coverage(distance: number, softness: number): number {
  if (distance <= -softness) return 1;
  if (distance >= softness) return 0;
  const t = distance / softness;
  return 0.5 - 0.5 * t * (1.5 - 0.5 * t * t);
}

/** 0 below `from`, 1 above `to`, smooth between them (Hermite). */
export function smoothstep(x: number, from: number, to: number): number {
  if (x <= from) return 0;
  if (x >= to) return 1;
  const t = (x - from) / (to - from);
  return t * t * (3 - 2 * t);
}

/** `from` where `share` is 0, `to` where it is 1. */
export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** A bell curve of height 1: exp(-x² / spread), `spread` in mm². */
export function bell(x: number, spread: number): number {
  return Math.exp(-x * x / spread);
}

/** Distance from the origin. (`Math.hypot` guards against overflow and is several times slower.) */
export function length(x: number, y: number, z: number): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** Distance to an ellipsoid around the origin; exact for a sphere, close near any surface. */
export function ellipsoidDistance(
  x: number,
  y: number,
  z: number,
  radiusX: number,
  radiusY: number,
  radiusZ: number,
): number {
  return (length(x / radiusX, y / radiusY, z / radiusZ) - 1) * Math.min(radiusX, radiusY, radiusZ);
}

/** A tube with round ends whose radius changes evenly from one end to the other. */
export interface Tube {
  from: Vector;
  to: Vector;
  fromRadius: number;
  toRadius: number;
}

/** Distance to a tube whose radii are multiplied by `scale`. */
export function tubeDistance(x: number, y: number, z: number, tube: Tube, scale: number): number {
  const [fromX, fromY, fromZ] = tube.from;
  const alongX = tube.to[0] - fromX, alongY = tube.to[1] - fromY, alongZ = tube.to[2] - fromZ;
  const dx = x - fromX, dy = y - fromY, dz = z - fromZ;
  const squared = alongX * alongX + alongY * alongY + alongZ * alongZ;
  const t = Math.min(1, Math.max(0, (dx * alongX + dy * alongY + dz * alongZ) / squared));
  const away = length(dx - alongX * t, dy - alongY * t, dz - alongZ * t);
  return away - scale * mix(tube.fromRadius, tube.toRadius, t);
}
