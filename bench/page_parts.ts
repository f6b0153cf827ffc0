/**
 * Of which parts the page's scripts are made, what each part weighs, minified as it is in the page, and which
 * scripts it is in; then what each script loads.
 *
 *     deno run -A bench/page_parts.ts
 *
 * @module
 */
import { pageParts } from "../page/audit_page_file.ts";

const { parts, placesOf } = await pageParts();
const sizes = parts.map((code) => new TextEncoder().encode(code).length);

for (const [place, bytes] of sizes.entries()) {
  const scripts = [...placesOf].filter(([, places]) => places.includes(place));
  console.log(`${kilobytes(bytes)}  ${scripts.map(([name]) => name).join(", ")}`);
}
console.log();
for (const [name, places] of placesOf) {
  console.log(
    `${kilobytes(places.reduce((sum, place) => sum + sizes[place]!, 0))}  all of ${name}`,
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}
