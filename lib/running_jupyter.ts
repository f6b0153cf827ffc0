/** The part of Deno's Jupyter interface that shows and replaces an output. */
export interface Broadcaster {
  /** Sends a message of a type of Jupyter's, such as `display_data`, to all that show the notebook. */
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
