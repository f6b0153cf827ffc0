import type { Modality } from "../pixel_reading.ts";
import { notesInOrder, READING_NOTES, type ReadingNote } from "../scan/reading_notes.ts";
import { countOf } from "../../text/numbers.ts";
import type { Series } from "./group_into_series.ts";
import { describeGeometry } from "./series_geometry.ts";
import { readTraits, type SeriesTraits } from "./series_traits.ts";

/**
 * Whether series of a kind are taken: never (`"exclude"`), only from studies that have no others
 * (`"avoid"`), or like all others (`"allow"`).
 */
export const PREFERENCES = ["exclude", "avoid", "allow"] as const;
/** One of {@linkcode PREFERENCES}. */
export type Preference = typeof PREFERENCES[number];

/**
 * Which series of a study a cohort takes. Of the readable axial series of at least
 * {@link minimumSlices} slices, without what is excluded, the best is found by one criterion after the
 * other: a head before other regions, plain before contrast, soft kernel before sharp, the whole brain
 * before a part, the nearest to the wanted thickness, the most slices, the first by name.
 */
export interface SeriesRule {
  /**
   * `"one"`: the best series of each study, the default unless the label table names the images that
   * it is about. `"all"`: every series that is not excluded; the paper's 193,317 slices of 491 scans
   * suggest so.
   */
  series?: "one" | "all";
  /** Series with contrast agent; default `"exclude"`, with all series `"allow"`. */
  contrast?: Preference;
  /** Series with a kernel for bone or lung; default `"exclude"`, with all series `"allow"`. */
  sharpKernel?: Preference;
  /**
   * Series of the chest or other parts of the body; default `"exclude"`, with all series `"allow"`.
   * Where only their size speaks for another part, they are avoided instead of excluded.
   */
  otherRegions?: Preference;
  /** Wanted slice thickness in mm, or `"thin"`; default 5, as radiologists read heads. */
  thickness?: number | "thin";
  /**
   * From how many mm along the normal on a series counts as one of the whole brain; default 120: from
   * the foramen magnum to the vertex an adult's takes 120 to 140. Series that cover less are taken
   * where there are no others, and of these the one that covers most.
   */
  minimumCoverage?: number;
  /** A series of fewer slices is no scan of a head; default 3, and 1 where the table names images. */
  minimumSlices?: number;
  /**
   * What the images are of; default `CT`: series of other modalities are not taken. With `other` neither
   * modality nor plane count, nor, unless it is said otherwise, contrast agent, kernel and region.
   */
  modality?: Modality;
}

/** What a decision on a series was made by; `null` where it is the only one that can be taken. */
export type Criterion =
  | "kind"
  | "plane"
  | "slices"
  | "region"
  | "contrast"
  | "kernel"
  | "coverage"
  | "thickness"
  | "name"
  | null;

/** Whether a series is taken, and why. */
export interface SeriesChoice {
  /** What is decided on. */
  series: Series;
  /** Whether it is taken. */
  kept: boolean;
  /** The criterion by which it was taken before the next best, or dropped for a better one. */
  criterion: Criterion;
  /** The same in words. */
  reason: string;
  /** Nominal slice thickness in mm, or null where the headers do not say. */
  thickness: number | null;
  /** The kernel's name where it is one we know, such as `STANDARD`; else `soft`, `sharp` or `unknown`. */
  kernel: string;
  /** What else is out of the ordinary: a tilted gantry, missing slices and the like. */
  notes: string[];
}

/**
 * Chooses among the series of one study.
 *
 * @param nameOf What the reasons call another series by.
 * @returns One decision for each series, in the same order.
 */
export function selectSeries(
  studySeries: readonly Series[],
  rule: SeriesRule = {},
  nameOf: (series: Series) => string = ({ name }) => name,
): SeriesChoice[] {
  const wanted = withDefaults(rule);
  const candidates = studySeries.map((series) => describe(series, wanted));
  const decide = wanted.series === "all" ? decideAll : decideOne;
  const decisions = decide(candidates, wanted, nameOf);
  return candidates.map(({ series, traits: { kernel } }, i) => ({
    series,
    ...decisions[i]!,
    thickness: series.files[0]!.header.sliceThickness,
    kernel: kernel.name ?? kernel.sharpness,
    notes: notesOn(series),
  }));
}

function notesOn({ splitBy, geometry, files, orderedBy }: Series): string[] {
  const split = splitBy === null ? [] : [`one of several stacks of a series, by their ${splitBy}`];
  if (orderedBy !== "position") split.push(`without positions: in order of ${orderedBy}`);
  const shape = geometry === null ? describeSizes(files) : describeGeometry(geometry);
  return [...split, ...shape, ...notesOnFiles(files)];
}

/** Slices of a stack without places in space may be of several sizes: preprocessing takes each by itself. */
function describeSizes(files: Series["files"]): string[] {
  const sizes = new Set(files.map(({ header: { rows, columns } }) => `${columns} x ${rows}`));
  return sizes.size <= 1 ? [] : [`images of ${sizes.size} sizes, each resized by itself`];
}

/** What was out of the ordinary in reading the images, and in how many of them. */
function notesOnFiles(files: Series["files"]): string[] {
  const counts = new Map<ReadingNote, number>();
  for (const { header, raster } of files) {
    for (const note of raster?.notes ?? header.notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return notesInOrder(new Set(counts.keys())).map((note) =>
    `${READING_NOTES[note]} (${counts.get(note)} of ${countOf(files.length, "image")})`
  );
}

function withDefaults(rule: SeriesRule): Required<SeriesRule> {
  const preference = rule.series === "all" || rule.modality === "other" ? "allow" : "exclude";
  return {
    series: "one",
    contrast: preference,
    sharpKernel: preference,
    otherRegions: preference,
    thickness: 5,
    minimumCoverage: 120,
    minimumSlices: 3,
    modality: "CT",
    ...rule,
  };
}

/** A series with all that it is judged by. */
interface Candidate {
  series: Series;
  traits: SeriesTraits;
  kinds: Kind[];
  /** Why it cannot be taken at all, or null. */
  objection: Decision | null;
  /** One number a criterion, in their order; the smaller the better. */
  rank: number[];
}

/** A kind that a rule can exclude or avoid. */
interface Kind {
  criterion: Criterion;
  name: string;
  /** Why the series is of it, or null where it is not. */
  why: string | null;
  preference: Preference;
}

type Decision = Pick<SeriesChoice, "kept" | "criterion" | "reason">;

/** Two series of parts of the brain cover the same where they differ by less than about this, mm. */
const COVERAGE_STEP = 20;

/** What candidates are compared by, in the order of {@link Candidate.rank}. */
const RANKED = ["region", "contrast", "kernel", "coverage", "thickness", "slices"] as const;

/** The first of {@link RANKED}, in their order. */
function kindsOf(traits: SeriesTraits, rule: Required<SeriesRule>): Kind[] {
  const { otherRegion, oversize, contrast, kernel } = traits;
  const kind = (criterion: Criterion, name: string, why: string | null, preference: Preference) => {
    return { criterion, name, why, preference };
  };
  // A head is now and then reconstructed as wide as a chest: size alone excludes nothing.
  const isUnsure = otherRegion === null && rule.otherRegions === "exclude";
  const regions = isUnsure ? "avoid" : rule.otherRegions;
  return [
    kind("region", "another region", otherRegion ?? oversize, regions),
    kind("contrast", "with contrast agent", contrast, rule.contrast),
    kind("kernel", "bone or lung kernel", kernel.reason, rule.sharpKernel),
  ];
}

function describe(series: Series, rule: Required<SeriesRule>): Candidate {
  const traits = readTraits(series, rule.modality);
  const kinds = kindsOf(traits, rule);
  const extent = series.geometry?.extent ?? 0;
  const rank = [
    ...kinds.map(({ why, preference }) => why !== null && preference === "avoid" ? 1 : 0),
    // Coarsely: a slice more at the vertex decides nothing.
    Math.ceil(Math.max(0, rule.minimumCoverage - extent) / COVERAGE_STEP),
    // To a tenth of a millimeter: tables do not stop more exactly.
    Math.round(Math.abs(thickness(series) - wantedThickness(rule)) * 10),
    -series.files.length,
  ];
  return { series, traits, kinds, objection: objection(series, traits, kinds, rule), rank };
}

function wantedThickness({ thickness }: Required<SeriesRule>): number {
  return thickness === "thin" ? 0 : thickness;
}

/** Nominal thickness in mm, or the distance between slices where the header gives none. */
function thickness({ files, spacing }: Series): number {
  const nominal = files[0]!.header.sliceThickness ?? 0;
  return nominal > 0 ? nominal : spacing ?? 0;
}

/** Why a series cannot be taken at all, or null. */
function objection(
  series: Series,
  { unusable, otherPlane }: SeriesTraits,
  kinds: readonly Kind[],
  rule: Required<SeriesRule>,
): Decision | null {
  const dropped = (criterion: Criterion, reason: string) => ({ kept: false, criterion, reason });
  if (unusable !== null) return dropped("kind", unusable);
  const [count, minimum] = [series.files.length, rule.minimumSlices];
  if (count < minimum) {
    const slices = count === 1 ? "slice" : "slices";
    return dropped("slices", `${count} ${slices}; a series needs at least ${minimum}`);
  }
  if (count > 1 && series.spacing === null && series.orderedBy === "position") {
    return dropped("slices", "all slices are at one position");
  }
  if (otherPlane !== null) return dropped("plane", otherPlane);
  const excluded = kinds.find(({ why, preference }) => why !== null && preference === "exclude");
  return excluded === undefined ? null : dropped(excluded.criterion, describeKind(excluded));
}

function describeKind({ name, why }: Kind): string {
  return `${name}: ${why}`;
}

/** Better candidates first; equals stay in the order of their names. */
function compare(a: Candidate, b: Candidate): number {
  const differing = firstDifference(a, b);
  return differing === null ? 0 : a.rank[differing]! - b.rank[differing]!;
}

/** Where in {@link RANKED} two candidates differ first, or null where they are equals. */
function firstDifference(a: Candidate, b: Candidate): number | null {
  const index = a.rank.findIndex((value, i) => value !== b.rank[i]);
  return index === -1 ? null : index;
}

/** All of the best one's kind. */
function decideAll(
  candidates: readonly Candidate[],
  rule: Required<SeriesRule>,
  nameOf: (series: Series) => string,
): Decision[] {
  const [best] = takeable(candidates);
  return candidates.map((candidate) => {
    if (candidate.objection !== null) return candidate.objection;
    const differing = firstDifference(candidate, best!) ?? RANKED.length;
    if (differing < candidate.kinds.length) return lost(candidate, best!, rule, nameOf);
    return { kept: true, criterion: null, reason: readable(candidate.series, rule) };
  });
}

function readable({ files }: Series, { modality }: Required<SeriesRule>): string {
  return modality === "CT" && files[0]!.raster === undefined
    ? "readable axial CT"
    : "readable images";
}

function decideOne(
  candidates: readonly Candidate[],
  rule: Required<SeriesRule>,
  nameOf: (series: Series) => string,
): Decision[] {
  const ranked = takeable(candidates);
  const [best] = ranked;
  return candidates.map((candidate) => {
    if (candidate.objection !== null) return candidate.objection;
    return candidate === best ? won(ranked, rule) : lost(candidate, best!, rule, nameOf);
  });
}

function takeable(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ objection }) => objection === null).toSorted(compare);
}

function won(ranked: readonly Candidate[], rule: Required<SeriesRule>): Decision {
  const [best, second] = ranked;
  if (second === undefined) return { kept: true, criterion: null, reason: onlyOne(best!, rule) };
  const differing = firstDifference(best!, second);
  const criterion = differing === null ? "name" : RANKED[differing]!;
  const facts = factsUpTo(best!, differing ?? RANKED.length, rule).join(", ");
  return {
    kept: true,
    criterion,
    reason: `${facts}; the best of ${ranked.length} by ${criterion}`,
  };
}

function onlyOne({ series, kinds }: Candidate, rule: Required<SeriesRule>): string {
  const found = kinds.filter(({ why }) => why !== null).map(describeKind);
  if (readable(series, rule) === "readable images") return "the only images of the study";
  if (found.length === 0) return "the plain soft-tissue axial series of the study";
  return `the only axial series that can be taken, though ${found.join(", ")}`;
}

function lost(
  candidate: Candidate,
  best: Candidate,
  rule: Required<SeriesRule>,
  nameOf: (series: Series) => string,
): Decision {
  const differing = firstDifference(candidate, best);
  const name = `"${nameOf(best.series)}"`;
  if (differing === null) {
    const facts = factsUpTo(candidate, RANKED.length - 1, rule).join(", ");
    return {
      kept: false,
      criterion: "name",
      reason: `${facts}; ${name} is its equal and comes first`,
    };
  }
  const facts = factsUpTo(candidate, differing, rule);
  const flaw = facts.pop()!;
  const but = facts.length === 0 ? flaw : `${facts.join(", ")}, but ${flaw}`;
  const [there] = factsUpTo(best, differing, rule).slice(-1);
  return {
    kept: false,
    criterion: RANKED[differing]!,
    reason: `${but}; ${name} is taken: ${there}`,
  };
}

/** What a candidate is by each criterion, in words, up to the one with an index. */
function factsUpTo(candidate: Candidate, index: number, rule: Required<SeriesRule>): string[] {
  const { series, kinds, traits: { kernel } } = candidate;
  const extent = series.geometry?.extent ?? 0;
  const isPart = extent < rule.minimumCoverage;
  const otherwise = ["of the head", "plain", `${kernel.sharpness} kernel`];
  const facts = [
    ...kinds.map(({ name, why }, i) => why === null ? otherwise[i]! : `${name} (${why})`),
    `covers ${extent.toFixed(0)} mm${isPart ? `, less than ${rule.minimumCoverage}` : ""}`,
    `slices of ${Number(thickness(series).toFixed(2))} mm`,
    `${series.files.length} slices`,
  ];
  // That it is of the head goes without saying where nothing else is taken.
  const first = kinds[0]!.why === null && index > 0 ? 1 : 0;
  return facts.slice(first, index + 1);
}
