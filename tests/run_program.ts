import assert from "node:assert/strict";

/** Runs a program in a folder: its exit status, and what it prints. */
export async function runProgram(cwd: string, command: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1", FORCE_COLOR: "0" },
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** What a program prints that has to succeed. */
export async function succeeded(
  cwd: string,
  command: string,
  ...args: string[]
): Promise<string> {
  const { code, out, err } = await runProgram(cwd, command, ...args);
  assert.equal(code, 0, `${command} ${args.join(" ")}: ${out}${err}`);
  return out;
}
