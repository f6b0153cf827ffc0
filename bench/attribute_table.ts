/**
 * Writes predictions of a million slices with attributes, to measure `audit --attributes` by.
 *
 *     deno run bench/attribute_table.ts [subjects] > million.csv
 *     /usr/bin/time -v deno task hemoleak audit million.csv --attributes site,scanner,sex,age
 *
 * A subject has 200 slices, is of one of six sites with three scanners each, and is the likelier to be
 * positive the higher the number of its site; `slice_id` is another one in each row.
 *
 * @module
 */
import { Random } from "hemoleak/random.ts";

const SLICES = 200;

const subjects = Number(Deno.args[0] ?? 5000);
const random = new Random(1, "attributes");
console.log("subject,study,slice,set,label,score,site,scanner,sex,age,slice_id");
for (let subject = 0; subject < subjects; subject++) {
  const set = subject < 0.7 * subjects ? "train" : subject < 0.8 * subjects ? "validation" : "test";
  const site = random.integer(6), scanner = 3 * site + random.integer(3);
  const person = `H${site},SC${scanner},${random.bool() ? "F" : "M"},${18 + random.integer(77)}`;
  const usual = random.bool(0.3 + 0.08 * site) ? 1 : 0;
  const rows = Array.from({ length: SLICES }, (_, slice) => {
    const label = random.bool(0.9) ? usual : 1 - usual;
    const score = Math.min(1, Math.max(0, random.normal(0.4 + 0.2 * label, 0.15))).toFixed(6);
    return `S${subject},E${subject},${slice},${set},${label},${score},${person},u${
      subject * SLICES + slice
    }`;
  });
  console.log(rows.join("\n"));
}
