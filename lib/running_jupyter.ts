/** The part of Deno's Jupyter interface that shows and replaces an output. */
export interface Broadcaster {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** Deno's Jupyter interface, in a notebook; undefined elsewhere, where to read it throws. */
export function runningJupyter(): Broadcaster | undefined {
  try {
    return Deno.jupyter;
  } catch {
    return undefined;
  }
}
