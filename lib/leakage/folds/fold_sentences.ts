import { auditInWords } from "../audit/audit_sentences.ts";
import { CLAIMED } from "../audit/claim.ts";
import { NO_SCORES } from "../audit/judged_slices.ts";
import {
  countOf,
  countText,
  decimalText,
  fixedText,
  intervalText,
  percentText,
  pText,
  signedText,
} from "../../text/numbers.ts";
import type { AuditedFold, FoldedAudit, FoldFindings } from "./folded_audit.ts";

type Findings = Omit<FoldedAudit, "sentences" | "notes">;

/** What was found, and the same in words. */
export function foldsInWords(found: FoldFindings): FoldedAudit {
  const folds = found.folds.map((fold) => ({ ...fold, audit: auditInWords(fold.audit) }));
  const findings = { ...found, folds };
  return { ...findings, sentences: foldSentences(findings), notes: foldNotes(findings) };
}

/** The verdict on folds in plain words: a sentence each, the verdict first. */
export function foldSentences(audit: Findings): string[] {
  return [
    ...verdictSentences(audit),
    ...audit.verdict === "leaks" ? oracleSentences(audit) : [],
    ...scoreSentences(audit),
    ...probeSentences(audit),
    ...audit.synthetic ? ["The data are SYNTHETIC: of the subjects none is a patient."] : [],
  ];
}

function verdictSentences(audit: Findings): string[] {
  const { verdict, folds, slices } = audit;
  const all = countOf(folds.length, "fold");
  if (verdict === "leaks") return leakSentences(audit);
  if (verdict === "unknown") {
    const first = folds.find((fold) => fold.audit.verdict === verdict)!;
    return [
      `Whether the folds leak cannot be determined, as it cannot in ${nameOf(first)}.`,
      ...first.audit.sentences.slice(0, 2),
    ];
  }
  const claim = folds[0]!.audit.claim;
  if (verdict === "mismatched") {
    const strangers = folds.reduce((sum, fold) => sum + fold.audit.known!.strangers.slices, 0);
    return [
      `The folds do not test the claim on known patients: of ${
        countOf(slices, "test slice")
      } in ${all} ` +
      `${countText(strangers)} (${
        percentText(strangers / slices)
      }) are of subjects that their fold was ` +
      "not trained on.",
    ];
  }
  if (claim?.target === "known-patients") {
    return [
      `The folds test the claim on known patients: each of the ${
        countOf(slices, "test slice")
      } in ` +
      `${all} is of a subject, and none of a study or slice, that its fold was trained on.`,
    ];
  }
  const what = claim?.site ? `a subject or a value of "${claim.site}"` : "a subject";
  return [
    `The folds keep ${claim?.site ? "sites and subjects" : "subjects"} apart: none of the ` +
    `${countOf(slices, "test slice")} in ${all} is of ${what} that its fold was trained on` +
    `${folds.some((fold) => fold.audit.sets.validation.slices > 0) ? " or chosen by" : ""}.`,
  ];
}

function leakSentences({ leaks, folds, slices }: Findings): string[] {
  return leaks.map(({ by, from, slices: reached, share, folds: leaking }, i) => {
    const { claim } = folds[0]!.audit;
    const set = from === "train" ? "training" : "validation";
    const what = {
      subject: `of subjects that their fold's ${set} set holds`,
      study: `of studies that their fold's ${set} set holds`,
      slice: `in their fold's ${set} set themselves`,
      image: `equal, pixel for pixel, to one of their fold's ${set} set`,
      site: `of a value of "${claim?.site}" that their fold's ${set} set holds`,
    }[by];
    const begin = claim === undefined
      ? "The folds leak: "
      : `Against the claim on ${CLAIMED[claim.target]} the folds leak: `;
    return `${i === 0 ? begin : ""}${countText(reached)} of ` +
      `${countOf(slices, "test slice")} (${percentText(share)}), in ${leaking} of ` +
      `${countOf(folds.length, "fold")}, are ${what}.`;
  });
}

function oracleSentences({ oracle, leaks }: Findings): string[] {
  const isKnown = leaks.some(({ by }) => by === "subject" || by === "study");
  if (oracle === null || !isKnown) return [];
  const reached = oracle.network === null
    ? "so may networks that recognize subjects"
    : `the networks reach ${decimalText(oracle.network)}`;
  return [
    "An oracle that looks at no image, and of each slice knows only whose it is (and where it lies) and " +
    `how that subject was labeled in training, would reach an AUC of ${
      decimalText(oracle.auc)
    } in the ` +
    `mean over folds; ${reached}.`,
  ];
}

function scoreSentences({ auc, pooled, corrected, folds, subjects, verdict }: Findings): string[] {
  const together = pooled === null ? [] : [
    `Pooled, as if one network had given all scores, ${
      auc === null ? "the AUC is" : "it would be"
    } ${intervalText(pooled.auc, pooled.ci)}.`,
  ];
  if (auc === null) {
    const { missing } = folds[0]!.audit.test;
    const why = missing === NO_SCORES ? "the test rows have no scores" : "each tests one label";
    return [`No fold has an AUC: ${why}.`, ...together];
  }
  const known = auc.folds.filter((each) => each !== null);
  const repeated = corrected === null ? [] : [
    `Over the repetitions the corrected resampled t-test finds the mean AUC ${
      signedText(corrected.difference)
    } from chance${
      corrected.t === null
        ? ""
        : `, t(${fixedText(corrected.degrees, 0)}) = ${fixedText(corrected.t, 2)}, ${
          pText(corrected.p)
        }; other subjects to train on counted in, its interval is ${
          intervalText(
            corrected.difference + 0.5,
            [Math.max(0, corrected.ci[0] + 0.5), Math.min(1, corrected.ci[1] + 0.5)],
          )
        }`
    }.`,
  ];
  return [
    `The AUC is ${intervalText(auc.auc, auc.ci)}, the mean of ${
      countOf(known.length, "fold")
    } over ${countOf(subjects, "subject")}; by fold it is ${decimalText(Math.min(...known))} to ` +
    `${decimalText(Math.max(...known))}.`,
    ...together,
    ...repeated,
    ...verdict === "leaks"
      ? ["None of these says how such a network does where nothing leaks."]
      : [],
  ];
}

function probeSentences({ probe, folds }: Findings): string[] {
  const found = probe?.contiguous;
  if (!found) return [];
  return [
    `From the features of each fold's network alone, ${
      percentText(found.accuracy)
    } of the slices that it ` +
    `tests are matched to the right subject, the mean of ${
      found.folds === folds.length ? "all" : found.folds
    } ${found.folds === 1 ? "fold" : "folds"}; by chance ${percentText(found.chance)} are.`,
  ];
}

/** What else to mind: what all folds have in common, and which have no AUC. */
export function foldNotes(audit: Findings): string[] {
  const { folds, auc } = audit;
  const [first, ...others] = folds;
  const common = first!.audit.notes.filter((note) =>
    others.every(({ audit }) => audit.notes.includes(note))
  );
  const differ = folds.some(({ audit }) => audit.notes.length > common.length);
  const without = auc === null ? [] : folds.filter((_, i) => auc.folds[i] === null);
  return [
    ...common,
    ...without.map((fold) =>
      `${nameOf(fold)} has ${fold.audit.test.missing} to test: it does not count in the mean.`
    ),
    ...imageNotes(audit),
    ...probeNotes(audit),
    ...differ ? ["More is to mind of single folds: it is in `folds` of the JSON."] : [],
  ];
}

function imageNotes({ images }: Findings): string[] {
  if (images === null) return [];
  const { nearOthers, altered, suspects } = images;
  const found = (nearOthers ?? 0) + (altered ?? 0);
  if (found === 0) return [];
  const shown = suspects.slice(0, SUSPECTS)
    .map(({ subjects: [one, other], slices }) => `"${one}" and "${other}" (${slices})`).join(", ");
  return [
    `${
      countOf(found, "test slice")
    } nearer to a training slice of another subject, as it is or once it is ` +
    "mirrored, turned, shifted or made brighter or darker, than subjects usually are to each other: look " +
    "for one person under two names, and for images that were altered before the folds were made. To " +
    `review, with their slices: ${shown}${suspects.length > SUSPECTS ? ", ..." : ""}.`,
  ];
}

/** What a column `fold` leaves no answer to. */
function probeNotes({ probe }: Findings): string[] {
  if (probe === null || probe.ofTraining) return [];
  return [
    "Each slice has the features of the network that tested it, and none of those that it taught: whether " +
    "training slices name a subject, and whether a linear head uses that, cannot be asked. It can of folds " +
    "that have their training rows, with features, beside them.",
  ];
}

/** So many pairs of subjects are named; all of them are in the JSON. */
const SUSPECTS = 10;

function nameOf({ name }: AuditedFold): string {
  return `fold "${name}"`;
}
