import { getOrMake } from "../../groups.ts";
import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { SET_NAMES, type SetName } from "../../split/split.ts";
import { normalName } from "../../text/normal_name.ts";
import { KnownForms } from "../audit/alike_names.ts";
import {
  type LabeledRows,
  sharedValues,
  type SliceShare,
  slicesOf,
  type ValueCounts,
  valueCounts,
} from "../audit/set_overlap.ts";
import { type Attribute, attributeOf } from "./attribute.ts";

const SHOWN = 3;

/** What two sets have in common of an attribute; slices are the later set's, as a share of those with a value. */
export interface SharedValues {
  /** Values (of numbers: ranges) that both sets have. */
  values: number;
  /** Slices of the later set with such a value. */
  bySlice: SliceShare;
}

/** What an attribute says about a split, whatever labels and scores are. */
export interface AttributeSharing {
  /** The column. */
  name: string;
  /** Names, each a group; or numbers, of which a range is a group. */
  kind: "names" | "numbers";
  /** Where numbers are cut: at the quartiles of the training rows. */
  cuts: number[];
  /** How many values there are; of numbers, ranges. */
  values: number;
  /** Slices of each set without a value: they are left out of everything that follows. */
  missing: Record<SetName, number>;
  /**
   * What makes it no attribute to judge by: it has no value, one value, or each value is one subject's, so
   * that it names the subject. Then no groups are judged. Null otherwise.
   */
  unfit: "no value" | "one value" | "names the subject" | null;
  /** What two sets have in common; null where one of them has no slice with a value. */
  shared: {
    trainTest: SharedValues | null;
    validationTest: SharedValues | null;
    trainValidation: SharedValues | null;
  };
  /**
   * Test slices of a value that may be another spelling of one that was learned from, such as `St. Mary` of
   * `St Mary`, and the first of these values.
   */
  respelled: { slices: number; examples: [other: string, test: string][] };
}

/** What was looked at beside. */
export interface FoundAttribute {
  attribute: Attribute;
  /** The training slices of each value. */
  train: ValueCounts;
  sharing: AttributeSharing;
}

/**
 * Whether sets share an attribute.
 *
 * @param table Each person has one name in it.
 * @param isSite Whether it names the site of a claim.
 * @throws {PredictionsError} There is no such column.
 */
export function findAttribute(table: LabeledRows, name: string, isSite = false): FoundAttribute {
  const attribute = attributeOf(table, name, isSite);
  const { kind, cuts, groups, of, missing } = attribute;
  const counts = SET_NAMES.map((set) => valueCounts(table, set, of, groups.length));
  const [train, validation, test] = counts.map(slicesOf);
  const sharing = {
    name,
    kind,
    cuts: [...cuts],
    values: groups.length,
    missing,
    unfit: unfitness(attribute, table),
    shared: {
      trainTest: shared(train!, test!),
      validationTest: shared(validation!, test!),
      trainValidation: shared(train!, validation!),
    },
    respelled: respelled(
      attribute,
      train!.map((count, group) => count + validation![group]!),
      test!,
      isSite,
    ),
  };
  return { attribute, train: counts[0]!, sharing };
}

function shared(earlier: Float64Array, later: Float64Array): SharedValues | null {
  const all = later.reduce((sum, count) => sum + count, 0);
  if (all === 0 || earlier.every((count) => count === 0)) return null;
  const { values, slices } = sharedValues(earlier, later);
  return { values, bySlice: { slices, share: slices / all } };
}

/** By the forms of names, which leave out signs as well: it is no evidence, but a doubt. */
function respelled(
  { kind, groups }: Attribute,
  learned: Float64Array,
  test: Float64Array,
  isSite: boolean,
): AttributeSharing["respelled"] {
  if (kind === "numbers") return { slices: 0, examples: [] };
  const knownIn = (counts: Float64Array) => groups.filter((_, group) => counts[group]! > 0);
  const isNew = (group: number) => test[group]! > 0 && learned[group] === 0;
  const others = groups.filter((_, group) => isNew(group));
  const find = (isSite ? bySite : byNormalName)(knownIn(learned), others);
  const found = groups.flatMap((value, group) => {
    const other = isNew(group) ? find(value) : undefined;
    return other === undefined
      ? []
      : [{ slices: test[group]!, pair: [other, value] as [string, string] }];
  });
  return {
    slices: found.reduce((sum, { slices }) => sum + slices, 0),
    examples: found.slice(0, SHOWN).map(({ pair }) => pair),
  };
}

type Find = (value: string) => string | undefined;

function byNormalName(values: readonly string[]): Find {
  const known = new Map<string, string>();
  for (const value of values) getOrMake(known, normalName(value), () => value);
  return (value) => known.get(normalName(value));
}

/** A claim's sites are compared as subjects are, without a word for a site before them. */
function bySite(values: readonly string[], others: readonly string[]): Find {
  const placeOf = (value: string) => value.replace(WORD_FOR_SITE, "");
  const written = new Map<string, string>();
  for (const value of values) getOrMake(written, placeOf(value), () => value);
  const known = new KnownForms([...written.keys()], others.map(placeOf));
  known.addAll();
  return (value) => written.get(known.find(placeOf(value)) ?? "");
}

const WORD_FOR_SITE =
  /^\s*(?:site|hospital|center|centre|clinic|institution)[\s_-]*(?=[\p{L}\p{N}])/iu;

function unfitness(
  { groups, of }: Attribute,
  { subjectOf, length }: PredictionRows,
): AttributeSharing["unfit"] {
  if (groups.length === 0) return "no value";
  if (groups.length === 1) return "one value";
  const holder = new Int32Array(groups.length).fill(-1);
  for (let row = 0; row < length; row++) {
    const group = of[row]!;
    if (group < 0) continue;
    if (holder[group] === -1) holder[group] = subjectOf[row]!;
    else if (holder[group] !== subjectOf[row]) return null;
  }
  return "names the subject";
}
