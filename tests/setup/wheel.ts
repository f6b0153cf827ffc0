import { join } from "node:path";
import { findPython } from "../../setup/python.ts";

const MAKE_WHEEL = `
import sys, zipfile
path, name, version, *members = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
    for member in members:
        file, _, content = member.partition("=")
        wheel.writestr(file, content)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

/**
 * Makes a small wheel and a requirements file that pins it by its checksum, found without a network.
 *
 * @param tags The end of the wheel's file name: Python, ABI and platform.
 * @param members The wheel's files and what they hold.
 * @returns The paths of the wheel and the requirements file.
 */
export async function makeWheel(
  folder: string,
  name: string,
  version: string,
  tags: string,
  members: Readonly<Record<string, string>>,
): Promise<{ wheel: string; requirements: string }> {
  const wheel = join(folder, `${name}-${version}-${tags}.whl`);
  const files = Object.entries(members).map(([file, content]) => `${file}=${content}`);
  const { success } = await new Deno.Command(await findPython(), {
    args: ["-c", MAKE_WHEEL, wheel, name, version, ...files],
  }).output();
  if (!success) throw new Error("the wheel was not made");
  const requirements = join(folder, "requirements.txt");
  await Deno.writeTextFile(
    requirements,
    `--no-index\n--find-links ${folder}\n${name}==${version} --hash=sha256:${await sha256(
      await Deno.readFile(wheel),
    )}\n`,
  );
  return { wheel, requirements };
}

/** The SHA-256 of bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
