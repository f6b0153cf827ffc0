import type { Layer } from "./figure.ts";
import { COLORS } from "./theme.ts";

/** A horizontal axis of AUCs, to be given to every layer alike. */
export function aucAxis(domain: [number, number]) {
  return {
    type: "quantitative" as const,
    title: "AUC",
    scale: { domain, nice: false },
    axis: { values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], format: ".1f" },
  };
}

/** A dashed line at an AUC of 0.5. */
export function chanceRule(domain: [number, number]): Layer {
  return {
    data: { values: [{ chance: 0.5 }] },
    mark: { type: "rule", color: COLORS.quiet, strokeDash: [4, 4] },
    encoding: { x: { field: "chance", ...aucAxis(domain) } },
  };
}
