/**
 * The scripts for browsers that stand in the page as their makers publish them, by the packages that have them
 * and their paths there, in the order in which they run. The first asks for D3 by a global name.
 */
export const PUBLISHED = [
  { name: "vega", path: "build/vega-core.min.js" },
  { name: "vega-lite", path: "build/vega-lite.min.js" },
] as const;

/** A published script as the page holds it: all of it but the address of its source map, which no page could load. */
export function withoutSourceMap(published: string): string {
  return published.replace(/\s*(?:\/\/# sourceMappingURL=\S+\s*)?$/, "");
}
