import type { ClusteredAuc } from "../evaluate/obuchowski.ts";
import type { PairedTest } from "../evaluate/paired_test.ts";

/**
 * What somebody would score who looks at no image and only knows of each test slice whose it is: its
 * score is the mean label of the subject's training slices. Of a subject without any, who is nobody to
 * the oracle, it is the mean of the whole training set.
 */
export interface IdentityOracle {
  /** The oracle's AUC on the test set, with its interval over subjects; the training labels given. */
  clustered: ClusteredAuc;
  /** The network's AUC less the oracle's, on the same slices, over subjects (Obuchowski's test). */
  network: PairedTest;
}
