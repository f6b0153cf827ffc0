import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { Figure } from "../media/figure.ts";
import type { AuditFigureOptions } from "./audit_auc_figure.ts";
import { forestFigure, type ForestRow } from "./forest_figure.ts";

/** The AUC of each group of an audit's attributes below that of the whole test set. */
export function attributeFigure(
  { test, attributes = [], synthetic }: Audit,
  options: AuditFigureOptions = {},
): Promise<Figure> {
  const suffix = options.synthetic ?? synthetic ? " (synthetic data)" : "";
  const whole: ForestRow = {
    name: "all test slices",
    auc: test.auc?.clustered.auc ?? null,
    ci: test.auc?.clustered.ci ?? null,
    missing: test.missing,
    whole: true,
  };
  const groups = attributes.flatMap(({ name, groups }) =>
    groups.map(({ value, auc, missing }): ForestRow => ({
      name: `${name}: ${value}`,
      auc: auc?.auc ?? null,
      ci: auc?.ci ?? null,
      missing,
    }))
  );
  return forestFigure(`AUC on the test set by group${suffix}`, [whole, ...groups]);
}
