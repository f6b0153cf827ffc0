import assert from "node:assert/strict";
import { type DeviceFacts, diagnose, driverVersion } from "../../setup/doctor.ts";

const CPU: DeviceFacts = {
  variant: "cpu",
  folder: "/cache/tensorflow-2.21.0-cpu",
  hasLibrary: true,
  hasCuda: true,
  driver: null,
  device: { isGpu: false },
};
const GPU: DeviceFacts = { ...CPU, variant: "gpu", driver: "550.54.15", device: { isGpu: true } };

const CASES: readonly [what: string, facts: DeviceFacts, healthy: boolean, says: RegExp[]][] = [
  ["a CPU and no driver", CPU, true, [/on the CPU/, /No NVIDIA driver/]],
  ["a driver that is not asked for", { ...CPU, driver: "550.54.15" }, true, [
    /on the CPU/,
    /550\.54\.15 .*`HEMOLEAK_TF=gpu deno task setup`/,
  ]],
  ["the GPU", GPU, true, [/on the NVIDIA GPU/]],
  ["no driver", { ...GPU, driver: null, device: { isGpu: false } }, false, [
    /on the CPU/,
    /no NVIDIA driver .*`nvidia-smi`/,
  ]],
  ["no CUDA libraries", { ...GPU, hasCuda: false, device: { isGpu: false } }, false, [
    /on the CPU/,
    /CUDA libraries in \/cache\/nvidia .*`deno task setup`/,
  ]],
  ["a GPU that TensorFlow does not take", { ...GPU, device: { isGpu: false } }, false, [
    /on the CPU/,
    /registered no GPU.*CUDA_VISIBLE_DEVICES/,
  ]],
  ["nothing installed", { ...GPU, hasLibrary: false, device: null }, false, [
    /GPU build is not installed in .*`deno task setup`/,
  ]],
  ["a library that does not load", { ...CPU, device: { error: "it is damaged" } }, false, [
    /does not start: it is damaged/,
  ]],
];

for (const [what, facts, healthy, says] of CASES) {
  Deno.test(`diagnose: ${what}`, () => {
    const diagnosis = diagnose(facts);
    assert.equal(diagnosis.healthy, healthy);
    assert.equal(diagnosis.lines.length, says.length);
    diagnosis.lines.forEach((line, i) => assert.match(line, says[i]!));
  });
}

Deno.test("the driver's version, as the proprietary and the open kernel module tell it", () => {
  const text = (module: string) =>
    `NVRM version: NVIDIA UNIX ${module}  Fri Mar 15 2024\nGCC: 12\n`;
  assert.equal(driverVersion(text("x86_64 Kernel Module  550.54.15")), "550.54.15");
  assert.equal(
    driverVersion(text("Open Kernel Module for x86_64  535.183.01  Release Build")),
    "535.183.01",
  );
  assert.equal(driverVersion(""), null);
});
