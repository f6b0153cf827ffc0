import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { SetCounts } from "../../leakage/audit/set_overlap.ts";
import type { ImageAudit } from "../../leakage/images/image_audit.ts";
import type { SetName } from "../../split/split.ts";
import { countOf, countShareText, countText, percentText } from "../../text/numbers.ts";
import {
  claim,
  infoSheetType,
  metricsScore,
  probast,
  reforms,
  stard,
  tripod,
} from "./guidelines.ts";
import type { InfoSheetItem, InfoSheetSource, RecordedRun } from "./item.ts";
import type { Told } from "./told.ts";

/** The questions on the separation of training and test data: L1, L2 and L3.2. */
export function separationItems(source: InfoSheetSource, told: Told): InfoSheetItem[] {
  return [
    assignment(source),
    level(source, told),
    duplicates(source),
    preprocessing(told),
    features(told),
    choice(source, told),
    inputs(source, told),
  ];
}

function assignment({ audit: { sets, verdict }, record }: InfoSheetSource): InfoSheetItem {
  const { train, validation, test } = sets;
  const sizes = `${setText("Training", train)}, ${setText("validation", validation)}, ${
    setText("test", test)
  }.`;
  return {
    id: "assignment",
    sources: [
      infoSheetType("L1.1", "Q9"),
      reforms("5c"),
      claim("19"),
      probast("4.5"),
      probast("4.7"),
      tripod("12a"),
      stard("15b"),
      metricsScore("18"),
    ],
    question: "Is there a test set that takes part in nothing but the test, and how were slices " +
      "assigned to the sets?",
    answer: record ? `${sizes} ${drawText(record)}` : sizes,
    evidence: record ? `audit; record.json; split.csv, SHA-256 ${record.splitSha256}` : "audit",
    open: record
      ? "whether this test set had been looked at before the last choice was made"
      : "how slices were assigned to the sets, and whether the test set had been looked at before " +
        "the last choice was made",
    concern: verdict === "unknown",
  };
}

function setText(name: string, { slices, subjects }: SetCounts): string {
  return slices === 0
    ? `${name} none`
    : `${name} ${countOf(slices, "slice")} of ${countOf(subjects, "subject")}`;
}

function drawText({ cell: { split, seed, dose, gap, subjects } }: RecordedRun): string {
  const drawn = gap !== undefined
    ? `From a random start, every twentieth slice of a subject is tested, and none is trained on that ` +
      `is nearer than ${gap} positions`
    : split === "subject"
    ? "Whole subjects were drawn at random, each label in its proportion"
    : "Single slices were drawn at random, whoever they are of, each label in its proportion";
  const dosed = dose === undefined
    ? ""
    : ` Then ${
      percentText(dose)
    } of the slices that are kept back of each test subject were moved ` +
      "into the training set, to measure leakage.";
  const cut = subjects === undefined ? "" : ` Only ${subjects} subjects of the cohort were used.`;
  return `${drawn} (seed ${seed}).${dosed}${cut}`;
}

function level({ audit }: InfoSheetSource, { names }: Told): InfoSheetItem {
  const spoiled = sharesSubjects(audit);
  return {
    id: "level",
    sources: [infoSheetType("L3.2", "Q11"), reforms("6b"), claim("20")],
    question:
      "At which level are the sets disjoint: person, study or slice? If below the person, " +
      "what justifies it?",
    answer: audit.verdict === "unknown" ? null : levelText(audit),
    evidence: audit.verdict === "unknown" ? null : "audit",
    open: [
      ...spoiled
        ? [
          audit.claim?.target === "known-patients"
            ? "that the claim is on new studies of known patients, and where it is of use"
            : "why the sets are not disjoint by person",
        ]
        : [],
      ...names === null ? [] : [names],
      ...audit.verdict === "unknown" ? ["the level at which the sets are disjoint"] : [],
    ].join("; ") || null,
    concern: spoiled && audit.claim?.target !== "known-patients",
  };
}

function sharesSubjects({ overlaps: { trainTest, validationTest } }: Audit): boolean {
  return trainTest.subjects > 0 || validationTest.subjects > 0;
}

function levelText({ overlaps: { trainTest, validationTest }, sets }: Audit): string {
  const overlaps = [trainTest, validationTest];
  const all = countOf(sets.test.slices, "test slice");
  const known = (overlap: typeof trainTest) =>
    countShareText(overlap.bySubject.slices, overlap.bySubject.share);
  if (overlaps.every(({ subjects }) => subjects === 0)) {
    return `By subject: of ${
      countOf(sets.test.subjects, "test subject")
    } none is in the training ` +
      "or validation set.";
  }
  const disjoint = overlaps.every(({ studies }) => studies === 0)
    ? "By study only"
    : overlaps.every(({ repeated }) => repeated.slices === 0)
    ? "By slice only"
    : "By nothing";
  return `${disjoint}: of ${all}, ${known(trainTest)} are of subjects in the training set, ` +
    `${known(validationTest)} of subjects in the validation set.`;
}

function duplicates({ audit }: InfoSheetSource): InfoSheetItem {
  const { images, overlaps: { trainTest, validationTest }, sets } = audit;
  const [trained, validated] = [trainTest.repeated.slices, validationTest.repeated.slices];
  const names = `Of ${countOf(sets.test.slices, "test slice")}, ${countText(trained)} are in the ` +
    `training set and ${countText(validated)} in the validation set by their names.`;
  const answered = audit.verdict !== "unknown";
  return {
    id: "duplicates",
    sources: [infoSheetType("L1.4", "Q10"), reforms("6b")],
    question: "Is the same slice or image in two sets, and what was done about it?",
    answer: answered ? [names, ...images === null ? [] : imageTexts(images)].join(" ") : null,
    evidence: answered ? images === null ? "audit" : "audit, of names and of images" : null,
    open: images === null ? "whether images repeat under different names" : null,
    concern: trained + validated + (images === null ? 0 : equalSlices(images)) > 0,
  };
}

function equalSlices({ exact }: ImageAudit): number {
  return exact.filter(({ sets }) => sets[1] === "test").reduce((sum, each) => sum + each.slices, 0);
}

function imageTexts({ exact, near }: ImageAudit): string[] {
  const adjective = (set: SetName) => set === "train" ? "training" : set;
  const equal = exact.map(({ sets: [first, second], slices }) =>
    `${countOf(slices, `${second} slice`)} with the very pixels of a ${adjective(first)} slice`
  );
  return [
    ...equal.length === 0 ? [] : [`By pixels: ${equal.join(", ")}.`],
    ...near === null
      ? []
      : [`Nearly equal to a training slice: ${countOf(near.slices, "test slice")}.`],
  ];
}

function preprocessing(told: Told): InfoSheetItem {
  return {
    id: "preprocessing",
    sources: [infoSheetType("L1.2", "Q12-13"), reforms("6a"), claim("9")],
    question: "Was any step before training fitted to data of the test set: normalization, " +
      "imputation, resampling, a learned filter?",
    ...told.preprocessing,
    concern: false,
  };
}

function features(told: Told): InfoSheetItem {
  return {
    id: "features",
    sources: [infoSheetType("L1.3", "Q14-15"), reforms("6a")],
    question: "Were the inputs selected with a look at the test set?",
    ...told.features,
    concern: false,
  };
}

function choice({ audit }: InfoSheetSource, told: Told): InfoSheetItem {
  const { validationTest } = audit.overlaps;
  const shared = validationTest.bySubject;
  const hasValidation = audit.sets.validation.slices > 0;
  const apart = !hasValidation || audit.sets.test.slices === 0
    ? null
    : shared.slices === 0
    ? "The validation set shares no subject with the test set."
    : `The validation set has subjects of ${
      countShareText(shared.slices, shared.share)
    } test slices.`;
  const { answer, evidence, open } = told.choice;
  const joined = (parts: readonly (string | null)[], by: string) =>
    parts.filter((part) => part !== null).join(by) || null;
  return {
    id: "choice",
    sources: [reforms("5d"), reforms("5e"), claim("26")],
    question:
      "By which set were the epoch, the threshold, the hyperparameters and the final model " +
      "chosen?",
    answer: joined([answer, apart], " "),
    evidence: joined([evidence, apart === null ? null : "audit"], "; "),
    open,
    concern: shared.slices > 0,
  };
}

function inputs({ audit: { probe } }: InfoSheetSource, told: Told): InfoSheetItem {
  const { answer, evidence, open } = told.inputs;
  const named = probe?.contiguous ? "the network's features do tell subjects apart (audit)" : null;
  return {
    id: "inputs",
    sources: [infoSheetType("L2", "Q21"), reforms("6c"), metricsScore("19")],
    question: "Can each input be had for a new patient, and is none a stand-in for the label?",
    answer,
    evidence,
    open: [open, named].filter((part) => part !== null).join("; ") || null,
    concern: false,
  };
}
