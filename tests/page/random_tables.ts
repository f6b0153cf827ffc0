import { Random } from "hemoleak/random.ts";

/** What a table gives, as texts. */
export interface Outputs {
  audit: string;
  metrics: string;
  /** New sets, and the old ones mended; this and the sheet are empty where the table has folds or classes. */
  split: string;
  sheet: string;
  html: string;
}

/** Defines `outputsOf(text)` in whatever runs it, of a table's text. */
export const OUTPUTS_SCRIPT = `
import { evaluate, evaluateClasses, evaluateFolds } from "hemoleak/evaluate";
import { audit, auditClasses, auditFolds, personGroups, PredictionsError } from "hemoleak/leakage";
import { readAnyPredictions } from "hemoleak/predictions";
import { auditPage, classPage, foldsPage, infoSheet, infoSheetMarkdown } from "hemoleak/report";
import { assignSets, Random, repairSets, SplitError } from "hemoleak/split";

/** What is refused is refused everywhere, in the same words. */
const json = (make) => {
  try {
    return JSON.stringify(make());
  } catch (error) {
    if (error instanceof PredictionsError || error instanceof SplitError) return error.message;
    throw error;
  }
};

const splitOf = (text) => {
  const [header, ...lines] = text.trim().split("\\n").map((line) => line.split(","));
  const rows = lines.map((fields) => Object.fromEntries(header.map((name, i) => [name, fields[i]])));
  const { people } = personGroups(rows);
  const random = new Random(1, "split");
  const of = rows.map((row, i) => ({ ...row, person: people[i] }));
  return json(() => assignSets(of, { by: "person", stratify: ["label"], random })) +
    json(() => assignSets(of, { by: "person", folds: 3, random })) + json(() => repairSets(rows));
};

globalThis.outputsOf = async (text) => {
  const bytes = [new TextEncoder().encode(text)];
  const read = { acrossSets: true };
  const table = await readAnyPredictions((async function* () { yield* bytes; })(), "x.csv", read);
  const told = { title: "x.csv" };
  if ("classes" in table) {
    const audited = auditClasses(table);
    return {
      audit: JSON.stringify(audited),
      metrics: json(() => evaluateClasses(table)),
      split: "",
      sheet: "",
      html: await classPage(audited, told),
    };
  }
  if (table.folds !== null) {
    const audited = auditFolds(table);
    return {
      audit: JSON.stringify(audited),
      metrics: json(() => evaluateFolds(table)),
      split: "",
      sheet: "",
      html: await foldsPage(audited, told),
    };
  }
  const audited = audit(table);
  const metrics = audited.test.auc === null ? null : evaluate(table);
  return {
    audit: JSON.stringify(audited),
    metrics: JSON.stringify(metrics),
    split: splitOf(text),
    sheet: infoSheetMarkdown(infoSheet({ audit: audited, ...metrics && { metrics } }), told),
    html: await auditPage(audited, told),
  };
};
`;

/**
 * Tables of all kinds: few and many subjects, splits that leak and that do not, scores on any scale; every
 * fifth has folds in place of sets, every tenth classes in place of two labels.
 */
export function randomTables(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(i, "tables");
    return i % 10 === 8
      ? randomClassTable(random)
      : randomTable(random, i % 5 === 4 ? "fold" : "set");
  });
}

function randomClassTable(random: Random): string {
  const classes = ["EDH", "SDH", "IVH", "SAH", "none"].slice(random.integer(3));
  const subjects = 4 + random.integer(30), leaks = random.bool(), areProbabilities = random.bool();
  const set = () => ["train", "train", "validation", "test"][random.integer(4)]!;
  const rows = Array.from({ length: subjects }, (_, subject) => {
    const own = random.integer(classes.length), ownSet = set();
    return Array.from({ length: 1 + random.integer(10) }, (_, slice) => {
      const of = random.bool(0.7) ? own : random.integer(classes.length);
      return classRow(`S${subject}`, slice, leaks ? set() : ownSet, of);
    });
  });
  function classRow(subject: string, slice: number, set: string, of: number): string {
    const scores = classes.map((_, at) => random.float() + (at === of ? 0.4 : 0));
    const sum = areProbabilities ? scores.reduce((total, score) => total + score) : 1;
    const given = scores.map((score) => score / sum).join(",");
    return `${subject},E${subject},${slice},${set},${classes[of]},${given}`;
  }
  // Of each class at least one is tested.
  const last = classes.map((_, of) => classRow(`T${of}`, 0, "test", of));
  const columns = classes.map((name) => `score_${name}`).join(",");
  return [`subject,study,slice,set,label,${columns}`, ...rows.flat(), ...last, ""].join("\n");
}

function randomTable(random: Random, column: "set" | "fold"): string {
  const subjects = 3 + random.integer(40), leaks = random.bool(), scale = 10 ** random.integer(3);
  const isProbability = random.bool(0.7), skill = random.uniform(-0.2, 1.5);
  const place = (share: number) =>
    column === "fold"
      ? 1 + Math.floor(3 * share)
      : share < 0.5
      ? "train"
      : share < 0.7
      ? "validation"
      : "test";
  const rows = Array.from({ length: subjects }, (_, subject) => {
    const isSick = random.bool(0.4), own = random.float();
    const set = place(random.float());
    return Array.from({ length: 1 + random.integer(12) }, (_, slice) => {
      const label = isSick && random.bool(0.7) ? 1 : 0;
      const logit = skill * label + own + random.uniform(-1, 1);
      const score = isProbability ? 1 / (1 + Math.abs(logit - 2)) : scale * logit;
      const name = leaks ? place(random.float()) : set;
      return `S${subject},E${subject},${slice},${name},${label},${score}`;
    });
  });
  // At least one of each label is tested, in two folds.
  const last = [0, 0.99].map(place).flatMap((set, i) => [
    `T${i},T${i},0,${set},0,0.25`,
    `U${i},U${i},0,${set},1,0.5`,
  ]);
  return [`subject,study,slice,${column},label,score`, ...rows.flat(), ...last, ""].join("\n");
}
