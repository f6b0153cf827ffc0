import { secondsLeft } from "hemoleak/experiment/grid/estimate.ts";
import type { Profile } from "hemoleak/experiment/profile.ts";
import { Reproduction, type ReproductionOptions } from "hemoleak/experiment/reproduction.ts";
import { PROFILE_NAMES } from "hemoleak/provenance.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { operationThreads } from "hemoleak/tensorflow/library/threads.ts";
import { countOf } from "hemoleak/text/numbers.ts";
import { aboutText, sized, tellPaces } from "./estimate_text.ts";
import { withBars } from "./progress.ts";

/** How long what is left of a reproduction will train, in seconds and in words; null if nothing is left. */
export async function estimateTraining(
  reproduction: Reproduction,
): Promise<{ seconds: number; text: string } | null> {
  const { cells, ofTable2, slices } = await reproduction.unfinished(), { profile } = reproduction;
  if (cells.length === 0) return null;
  const each = secondsLeft(cells, profile, slices, await tellPaces(cells, profile));
  const seconds = sum(each), about = aboutText(profile, seconds);
  const first = ofTable2 === 0
    ? ""
    : `; Table 2 comes first, after ${aboutText(profile, sum(each.slice(0, ofTable2)))}`;
  return { seconds, text: `${countOf(cells.length, "training")}: ${about}${first}` };
}

/**
 * Says how long the trainings of each profile would take, or of the one that was asked for. Reads the headers
 * (and writes the phantom) for it, and no more.
 */
export async function estimateProfiles(options: ReproductionOptions): Promise<void> {
  const { profile } = options;
  const { studies, slices } = await withBars((bar) =>
    new Reproduction(options).prepareCohort({
      phantom: bar("Writing the phantom"),
      cohort: bar("Reading headers"),
    })
  );
  await useTensorFlow();
  const threads = countOf(operationThreads(), "thread");
  console.log(
    `${countOf(studies.length, "study", "studies")}, ${countOf(slices.length, "slice")}; ` +
      `training alone, as measured here with ${threads}:`,
  );
  for (const name of profile === undefined ? PROFILE_NAMES : [profile]) {
    const reproduction = new Reproduction({ ...options, profile: name });
    const estimate = await estimateTraining(reproduction);
    console.log(`${sizeText(reproduction.profile)}: ${estimate?.text ?? "everything is trained"}`);
  }
}

function sizeText({ name, size }: Profile): string {
  return `  ${name} (${size} x ${size} pixels)`;
}

function sum(seconds: readonly (number | null)[]): number {
  return sized(seconds).reduce((total, each) => total + each, 0);
}
