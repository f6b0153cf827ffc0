/** What a part of an epoch has come to; what is left of it depends on nothing else but the network's state. */
export interface EpochPart {
  /** How many batches were trained on, in the epoch's order. */
  batches: number;
  /** How many images these had. */
  images: number;
  /** The sum of these images' losses. */
  loss: number;
  /** Time of the pass over the training set so far, in milliseconds. */
  training: number;
  /** Of it, waiting for images. */
  waiting: number;
  /** The attempt that has trained the last of it; the first is 1. */
  attempt: number;
}
