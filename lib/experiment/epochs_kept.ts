/** The last epoch of which a folder of checkpoints keeps the state; 0 if there is none. */
export async function epochsKept(checkpoints: string): Promise<number> {
  let last = 0;
  try {
    for await (const { name } of Deno.readDir(checkpoints)) {
      last = Math.max(last, Number(/^checkpoint-(\d+)\.json$/.exec(name)?.[1] ?? 0));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return last;
}
