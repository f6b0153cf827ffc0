/**
 * The most memory that this process held since the last call of `resetPeak` (Linux; 0 elsewhere).
 *
 * @module
 */

const STATUS = "/proc/self/status";

/** Forgets the peak (proc(5), clear_refs). */
export function resetPeak(): void {
  if (Deno.build.os === "linux") Deno.writeTextFileSync("/proc/self/clear_refs", "5");
}

/** Resident bytes: now and at the peak. */
export function residentBytes(): { now: number; peak: number } {
  if (Deno.build.os !== "linux") return { now: 0, peak: 0 };
  const status = Deno.readTextFileSync(STATUS);
  const bytes = (name: string) => 1024 * Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]);
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}
