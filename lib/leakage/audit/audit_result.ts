import type { UnpairedDifference } from "../../evaluate/auc/unpaired_difference.ts";
import type { SetName } from "../../split/split.ts";
import type { AttributeAudit } from "../attributes/attribute_audit.ts";
import type { RecognitionProbe } from "../features/recognition_probe.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type { Claim } from "./claim.ts";
import type { TrainingScores } from "../membership/training_scores.ts";
import type { IdentityOracle } from "../oracles/identity_oracle.ts";
import type { Doubt } from "./doubts.ts";
import type { Irregularities } from "./irregularities.ts";
import type { JudgedSlices } from "./judged_slices.ts";
import type { KnownPatients } from "./known_patients.ts";
import type { Respelled } from "../../predictions/people/same_person.ts";
import type { SetCounts, SetOverlap } from "./set_overlap.ts";
import type { Leak, Verdict } from "./verdict.ts";

/**
 * What can be determined of a split from its predictions: the content of `audit.json`, and what
 * `hemoleak audit --json` prints. What cannot be determined is null, with the reason beside it.
 */
export interface Audit {
  /**
   * `leaks`: the test set shares subjects or images with the training or validation set. `separate`:
   * it shares none. `unknown`: the predictions hold no training rows, or no test rows, or their names
   * leave a doubt. `mismatched`: it tests others than the claim is about.
   */
  verdict: Verdict;
  /** In which ways it leaks, the gravest first; empty unless the verdict is `leaks`. */
  leaks: Leak[];
  /** The verdict in plain words with the numbers behind it, a sentence each. */
  sentences: string[];
  /** What else to mind, a sentence each: of names, labels and scores that may not be what was meant. */
  notes: string[];
  /** Test subjects who are in another set under another spelling, which counts as their own name. */
  respelled: Respelled;
  /** Why the names may not determine who is who; empty if nothing speaks against them. */
  doubts: Doubt[];
  /** What each set holds. */
  sets: Record<SetName, SetCounts>;
  /** What two sets have in common. */
  overlaps: {
    trainTest: SetOverlap;
    validationTest: SetOverlap;
    trainValidation: SetOverlap;
  };
  /** The whole test set. */
  test: JudgedSlices;
  /** Test slices of subjects that the training set holds too. */
  seen: JudgedSlices;
  /** Test slices of subjects that it does not hold. */
  unseen: JudgedSlices;
  /** The AUC of the seen minus that of the unseen; null where either is. */
  seenLessUnseen: UnpairedDifference | null;
  /** What knowing who each subject is would score; null without training rows or a test AUC. */
  oracle: IdentityOracle | null;
  /** What the training set's own scores say; null where they are missing. */
  trainingScores: TrainingScores | null;
  /** Whether every subject is named as the phantom names its own: then no patient was scanned. */
  synthetic: boolean;
  /** What is unusual about the names and scores. */
  irregular: Irregularities;
  /** What the images show; null if none were given. */
  images: ImageAudit | null;
  /** How well the network's features name the subject; null if none were given. */
  probe: RecognitionProbe | null;
  /** That there were no test rows, and the validation rows stand for them; absent where there were. */
  judged?: "validation";
  /** The claim that the split was judged against; absent where it is the one on new patients. */
  claim?: Claim;
  /** What the claim on known patients asks; absent where the claim is another. */
  known?: KnownPatients;
  /** The attributes that were asked for, the claim's site among them; absent where there are none. */
  attributes?: AttributeAudit[];
}

/** All that is found of a split, before it is said. */
export type Findings = Omit<Audit, "sentences" | "notes">;
