import * as tf from "@tensorflow/tfjs";
import type { Box } from "../../cohort/labels/bhx_boxes.ts";
import type { LesionBoxes } from "../../cohort/labels/lesion_boxes.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import { gradCam } from "../../model/grad_cam.ts";
import {
  channelsFor,
  imageBytes,
  type ImageSource,
  networkInput,
} from "../../train/image_source.ts";
import { readBatches } from "../../train/read_batches.ts";

/** What a network looks at in a slice, and where the lesions are. */
export interface LesionMap {
  /** Which slice. */
  row: SliceRow;
  /** `[rows, columns]` of the network's last convolution: `gradCam`'s, 0 or more. */
  heat: Float32Array;
  /** Of the map. */
  shape: [rows: number, columns: number];
  /** Where the map's places lie, as shares of the image's side: place i at `first + i * step`. */
  grid: { first: number; step: number };
  /** In the same shares. */
  boxes: readonly Box[];
}

/** One network's maps of the slices that it was tested on. */
export interface NetworkMaps {
  /** As the figure calls it. */
  title: string;
  /** One per slice. */
  maps: readonly LesionMap[];
}

/** Preprocessed images with a row for each. */
export type LesionSource = ImageSource & { rows: readonly SliceRow[] };

/**
 * What a network looks at in the slices that have boxes around a lesion: `hires-cam` of {@linkcode gradCam}.
 *
 * @param source The preprocessed slices.
 * @param boxes Where the lesions are.
 * @param indices Which of the source's slices are looked at; those without a box are left out.
 * @param signal Ends the work, which then throws its reason.
 * @throws {TrainingError} The network takes images of another size, or has no convolution.
 */
export async function lesionMaps(
  model: tf.LayersModel,
  source: LesionSource,
  boxes: LesionBoxes,
  indices: readonly number[],
  signal?: AbortSignal,
): Promise<LesionMap[]> {
  const channels = channelsFor(model, source);
  const found = new Map<number, Box[]>();
  for (const index of indices) {
    const ofSlice = await boxes.of(source.rows[index]!);
    if (ofSlice.length > 0) found.set(index, ofSlice);
  }
  const maps: LesionMap[] = [];
  for await (const batch of readBatches(source, [...found.keys()], { batchSize: 32 })) {
    const bytes = imageBytes(batch, source);
    const images = tf.tidy(() => networkInput(bytes, channels));
    const { heat, shape: [, rows, columns], grid } = await gradCam(model, images, {
      method: "hires-cam",
    });
    tf.dispose([bytes, images]);
    signal?.throwIfAborted();
    for (const [at, index] of [...batch.indices].entries()) {
      maps.push({
        row: source.rows[index]!,
        heat: heat.slice(at * rows * columns, (at + 1) * rows * columns),
        shape: [rows, columns],
        // The middle of pixel p is at (p + 1/2) of the pixels.
        grid: { first: (grid.first + 0.5) / source.size, step: grid.step / source.size },
        boxes: found.get(index)!,
      });
    }
  }
  return maps;
}
