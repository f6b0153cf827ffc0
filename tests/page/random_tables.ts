import { Random } from "hemoleak/random.ts";

/** What a table gives, as texts. */
export interface Outputs {
  audit: string;
  metrics: string;
  /** The report and the sheet; empty unless they are asked for. */
  html: string;
  sheet: string;
}

/** Defines `outputsOf(text, withReport)` in whatever runs it, of a table's text. */
export const OUTPUTS_SCRIPT = `
import { evaluate } from "hemoleak/evaluate";
import { audit } from "hemoleak/leakage";
import { readPredictions } from "hemoleak/predictions";
import { auditPage, infoSheet, infoSheetMarkdown } from "hemoleak/report";

globalThis.outputsOf = async (text, withReport) => {
  const bytes = [new TextEncoder().encode(text)];
  const table = await readPredictions((async function* () { yield* bytes; })(), "x.csv", { acrossSets: true });
  const audited = audit(table);
  const metrics = audited.test.auc === null ? null : evaluate(table);
  const sheet = () => infoSheet({ audit: audited, ...metrics && { metrics } });
  return {
    audit: JSON.stringify(audited),
    metrics: JSON.stringify(metrics),
    html: withReport ? await auditPage(audited, { title: "x.csv" }) : "",
    sheet: withReport ? infoSheetMarkdown(sheet(), { title: "x.csv" }) : "",
  };
};
`;

/** Tables of all kinds: few and many subjects, splits that leak and that do not, scores on any scale. */
export function randomTables(count: number): string[] {
  return Array.from({ length: count }, (_, i) => randomTable(new Random(i, "tables")));
}

function randomTable(random: Random): string {
  const subjects = 3 + random.integer(40), leaks = random.bool(), scale = 10 ** random.integer(3);
  const isProbability = random.bool(0.7), skill = random.uniform(-0.2, 1.5);
  const rows = Array.from({ length: subjects }, (_, subject) => {
    const isSick = random.bool(0.4), own = random.float();
    const place = (share: number) => share < 0.5 ? "train" : share < 0.7 ? "validation" : "test";
    const set = place(random.float());
    return Array.from({ length: 1 + random.integer(12) }, (_, slice) => {
      const label = isSick && random.bool(0.7) ? 1 : 0;
      const logit = skill * label + own + random.uniform(-1, 1);
      const score = isProbability ? 1 / (1 + Math.abs(logit - 2)) : scale * logit;
      const name = leaks ? place(random.float()) : set;
      return `S${subject},E${subject},${slice},${name},${label},${score}`;
    });
  });
  // At least one of each label is tested.
  const last = ["T1,T1,0,test,0,0.25", "T2,T2,0,test,1,0.5"];
  return ["subject,study,slice,set,label,score", ...rows.flat(), ...last, ""].join("\n");
}
