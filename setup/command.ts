/** How a command ended, with what it wrote to standard error. */
export interface CommandResult {
  success: boolean;
  stderr: string;
}

/** How to run a command. */
export interface CommandOptions {
  /** Variables added to the environment. */
  env?: Record<string, string>;
  /** Whether to hold the command's standard input open, so that it notices when this process dies. */
  attached?: boolean;
  /** Called with each line of standard output as it comes. */
  onLine?: (line: string) => void;
}

/** Runs a command to its end, reading its standard output line by line. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { env = {}, attached = false, onLine = () => {} }: CommandOptions = {},
): Promise<CommandResult> {
  const child = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: attached ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [status, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
    readLines(child.stdout, onLine),
  ]);
  if (attached) await child.stdin.close().catch(() => {});
  return { success: status.success, stderr };
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest);
}
