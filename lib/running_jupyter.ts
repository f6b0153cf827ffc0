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

/**
 * Opens an output of the running cell that each new value replaces; a notebook keeps the last one alone.
 *
 * @returns Sends a value by media type.
 */
export function replaceableOutput(
  jupyter: Broadcaster,
): (data: Record<string, unknown>) => Promise<void> {
  const transient = { display_id: crypto.randomUUID() };
  let type = "display_data";
  return async (data) => {
    const sent = type;
    type = "update_display_data";
    await broadcastInCell(jupyter, sent, { data, metadata: {}, transient });
  };
}

/** How long the kernel is given to take a message out of its queue, in ms. */
const PASSING_ON = 10;

/**
 * Sends a message as one of the running cell. The kernel only puts it into a queue, and names it after the
 * cell that runs when it is taken out: one that is sent at the very end of a cell may be the next cell's.
 */
export async function broadcastInCell(
  jupyter: Broadcaster,
  type: string,
  content: Record<string, unknown>,
): Promise<void> {
  await jupyter.broadcast(type, content);
  await new Promise((resolve) => setTimeout(resolve, PASSING_ON));
}
