import type { SetName } from "../../split/split.ts";
import type { AttributeSharing } from "../attributes/attribute_sharing.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type { Claim } from "./claim.ts";
import { claimDoubts, type Doubt, doubtsOf } from "./doubts.ts";
import { type KnownPatients, knownPatients } from "./known_patients.ts";
import {
  type LabeledRows,
  membersOf,
  type SetMembers,
  type SetOverlap,
  setOverlap,
} from "./set_overlap.ts";
import { type Leak, leaksOf } from "./verdict.ts";

/** What a split is judged by: all of it follows from names and sets, whatever the labels and scores are. */
export interface SplitFindings {
  members: Record<SetName, SetMembers>;
  overlaps: { trainTest: SetOverlap; validationTest: SetOverlap; trainValidation: SetOverlap };
  /** Of the claim on known patients, else null. */
  known: KnownPatients | null;
  leaks: Leak[];
  doubts: Doubt[];
  /** Whether all subjects are the phantom's. */
  synthetic: boolean;
}

/** How the phantom names its subjects. */
const PHANTOM_SUBJECT = /^PHANTOM-CT-\d+$/;

/**
 * Looks for what the sets of a split share.
 *
 * @param table Each person has one name in it.
 * @param claim What the split is judged against.
 * @param site The site, of the claim on new ones, else null.
 * @param images What the images show, if they were compared.
 */
export function findShared(
  table: LabeledRows,
  claim: Claim,
  site: AttributeSharing | null,
  images: ImageAudit | null = null,
): SplitFindings {
  const train = membersOf(table, "train");
  const validation = membersOf(table, "validation");
  const test = membersOf(table, "test");
  const members = { train, validation, test };
  const overlaps = {
    trainTest: setOverlap(table, train, test),
    validationTest: setOverlap(table, validation, test),
    trainValidation: setOverlap(table, train, validation),
  };
  const known = claim.target === "known-patients"
    ? knownPatients(table, train, validation, test)
    : null;
  return {
    members,
    overlaps,
    known,
    leaks: leaksOf({ overlaps, images, claim, known, site, sets: members }),
    doubts: [
      ...doubtsOf(table, [train, validation], test, images),
      ...claimDoubts(known, site),
    ],
    synthetic: table.subjects.every((subject) => PHANTOM_SUBJECT.test(subject)),
  };
}
