import { InvalidArgumentError, Option } from "commander";
import { type ColumnNames, NAMED_COLUMNS } from "hemoleak/predictions/prediction_columns.ts";
import { SET_NAMES, type SetName } from "hemoleak/split/split.ts";

/** Options of commands that read a `predictions.csv`. */
export interface TableOptions {
  columns?: ColumnNames;
  positive?: string;
  classes?: string[];
  class?: string;
  sets?: Record<string, SetName>;
}

/**
 * `--columns subject=PatientID,score=p1`: columns of other names than usual; `study=`: none is to be taken
 * for it.
 *
 * @param known The columns that there are.
 */
export function columnsOption(
  known: readonly string[] = NAMED_COLUMNS,
  example = "subject=PatientID,score=p1",
): Option {
  return new Option("--columns <names>", `columns of other names, such as ${example}`)
    .argParser((text) => parseColumns(text, known, example));
}

/** `--positive ICH`: the label that is positive. */
export function positiveOption(): Option {
  return new Option("--positive <label>", "the positive label, where labels are not 0 and 1");
}

/**
 * `--classes EDH,SDH,none`: which classes there are.
 *
 * @param when Where they have to be named.
 */
export function classesOption(when = "where not every column score_NAME is of one"): Option {
  return new Option(
    "--classes <names>",
    `the classes, ${when}, such as EDH,SDH,none`,
  ).argParser((text) => text.split(",").map((name) => name.trim()).filter((name) => name !== ""));
}

/** `--class EDH`: one class against the rest. */
export function classOption(): Option {
  return new Option(
    "--class <name>",
    "of several classes: judge this one against the rest, as two labels",
  );
}

/** `--sets 0=test,1=train`: what the values of the column `set` stand for. */
export function setsOption(): Option {
  const example = "0=test,1=train";
  return new Option(
    "--sets <names>",
    `what sets stand for that have other names, such as ${example}`,
  )
    .argParser((text) => {
      const pairs = text.split(",").map((part) => /^(.+)=([a-z]+)$/.exec(part.trim()) ?? []);
      const sets = pairs.map(([, name = "", set]) => [name, SET_NAMES.find((one) => one === set)]);
      if (sets.every(([, set]) => set !== undefined)) return Object.fromEntries(sets);
      throw new InvalidArgumentError(
        `Expected names such as ${example} (of ${SET_NAMES.join(", ")}) but found "${text}".`,
      );
    });
}

/** Names of columns; one may hold a comma where no column follows, and of predictions be empty. */
function parseColumns(
  text: string,
  known: readonly string[],
  example: string,
): Record<string, string> {
  const one = known.join("|"), any = known === NAMED_COLUMNS ? ".*" : ".+";
  return Object.fromEntries(
    text.split(new RegExp(`,(?=(?:${one})=)`)).map((part) => {
      const [, column, name] = new RegExp(`^\\s*(${one})=(${any})$`).exec(part) ?? [];
      if (column !== undefined) return [column, name!];
      throw new InvalidArgumentError(
        `Expected names such as ${example} (of ${known.join(", ")}) but found "${part}".`,
      );
    }),
  );
}
