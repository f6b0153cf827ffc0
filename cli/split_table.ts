import { OptionsError } from "hemoleak/error.ts";
import { joinByEmbeddings } from "hemoleak/leakage/separate/near_embeddings.ts";
import { type People, peopleOf } from "hemoleak/leakage/separate/person_groups.ts";
import { repairTable } from "hemoleak/leakage/separate/repair_table.ts";
import { splitTable } from "hemoleak/leakage/separate/split_table.ts";
import { BY_SLICE, namesOf } from "hemoleak/leakage/separate/table_people.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import type { WholeTable } from "hemoleak/predictions/whole_table.ts";
import type { WantedOptions } from "hemoleak/split/assign/wanted_sets.ts";
import { printable, printableLines } from "hemoleak/text/printable.ts";
import type { TableOptions } from "./columns_option.ts";
import { describeRepair, describeSplit } from "./split_text.ts";
import type { FileSystem, ImageEngine } from "./system.ts";
import { expectOtherFiles, readTableFile, writeTableFile } from "./table_files.ts";

/** The options of `hemoleak split`. */
export interface SplitCliOptions extends Pick<TableOptions, "columns">, WantedOptions {
  out?: string;
  by: string;
  stratify?: string;
  seed: number;
  repair?: true;
  keepNetwork?: true;
  images?: string;
  embeddings?: string;
  json?: true;
}

/** Splits a table, or repairs the split that it has, and says how that came out. */
export async function splitTableFile(
  path: string,
  options: SplitCliOptions,
  system: FileSystem & Pick<ImageEngine, "joinImages">,
): Promise<void> {
  const { out, by, images, embeddings, json } = options;
  expectMeaning(options);
  await expectOtherFiles([path, ...embeddings === undefined ? [] : [embeddings]], {
    "--out": out,
  }, system);
  const table = await readTableFile(path, options.columns, system);
  const names = namesOf(table);
  const people = peopleOf(names);
  if (by !== BY_SLICE) {
    if (embeddings !== undefined) {
      const features = system.openEmbeddings(embeddings);
      try {
        joinByEmbeddings(people, names, features);
      } finally {
        features[Symbol.dispose]();
      }
    }
    if (images !== undefined) await system.joinImages(images, people, names);
  }
  const { columns, text, report, leftOut } = worked(table, names, people, options);
  await writeTableFile(out, table, columns, leftOut, system);
  const said = printableLines(json ? JSON.stringify(report, null, 2) : text);
  if (out === undefined) console.error(said);
  else console.log(said);
  if (by === BY_SLICE) console.error(printable(`hemoleak: warning: ${report.notes[0]}`));
}

/** Options of the one use that the other has no meaning for. */
function expectMeaning(options: SplitCliOptions): void {
  const { repair, keepNetwork, by, test, validation, folds, stratify } = options;
  const refused = Object.entries({ test, validation, folds, stratify })
    .filter(([, value]) => value !== undefined).map(([name]) => `--${name}`);
  if (repair && refused.length > 0) {
    throw new OptionsError({
      expected: "--repair alone, which keeps the sets that there are,",
      found: refused.join(" and "),
      hint: "leave --repair out to split the table anew",
    });
  }
  if (repair && by === BY_SLICE) {
    throw new OptionsError({
      expected: "--repair by subject or by a column",
      found: "--by slice, by which every split is whole",
    });
  }
  if (keepNetwork && !repair) {
    throw new OptionsError({ expected: "--keep-network with --repair", found: "it alone" });
  }
}

function worked(
  table: WholeTable,
  names: PredictionTable,
  people: People,
  { repair, keepNetwork, by, stratify, seed, test, validation, folds }: SplitCliOptions,
) {
  if (repair) {
    const mode = keepNetwork ? "trained" : "fewest";
    const { columns, report } = repairTable(table, names, people, { by, mode });
    return { columns, report, text: describeRepair(report), leftOut: report.leftOut };
  }
  const { columns, report } = splitTable(table, names, people, {
    by,
    seed,
    ...stratify !== undefined && { stratify: columnsOf(stratify) },
    ...test !== undefined && { test },
    ...validation !== undefined && { validation },
    ...folds !== undefined && { folds },
  });
  return { columns, report, text: describeSplit(report), leftOut: null };
}

function columnsOf(text: string): string[] {
  if (text === "none") return [];
  return [...new Set(text.split(",").map((name) => name.trim()).filter((name) => name !== ""))];
}
