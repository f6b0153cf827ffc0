/** Scripts made of ES modules, cut into the parts that several of them need. */
export interface ScriptParts {
  /** The code of each part, after those that it needs: a script that a `<script>` or a worker runs. */
  parts: readonly string[];
  /** Of each module that was asked for, the places of the parts that it takes, itself the last. */
  placesOf: ReadonlyMap<string, readonly number[]>;
}

/** What esbuild writes, minified: imports first, of names or of none, and one export at the end. */
const IMPORT = /^import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/;
const EXPORT = /export\{([^}]*)\};?\s*$/;

/**
 * Makes scripts of ES modules that import one another: of each a part, which puts what it exports into a
 * constant of its own. A page that forbids all scripts but its own cannot import modules into a worker, but can
 * start one of several parts of itself.
 *
 * @param modules As esbuild writes them, by their names.
 * @param entries The names of those that were asked for.
 * @throws {Error} A module is not written so, or they import each other.
 */
export function scriptParts(
  modules: ReadonlyMap<string, string>,
  entries: readonly string[],
): ScriptParts {
  const parts: string[] = [], placeOf = new Map<string, number>();
  const needs = new Map<string, ReadonlySet<number>>();
  const add = (name: string, within: readonly string[]): ReadonlySet<number> => {
    if (within.includes(name)) throw new Error(`Modules import each other: ${within.join(", ")}`);
    const known = needs.get(name);
    if (known !== undefined) return known;
    const needed = new Set<number>();
    let code = modules.get(name)!, imports = "";
    for (let found = IMPORT.exec(code); found !== null; found = IMPORT.exec(code)) {
      const [whole, names = "", from] = found;
      for (const place of add(from!, [...within, name])) needed.add(place);
      if (names !== "") imports += `const{${pairs(names)}}=part${placeOf.get(from!)};`;
      code = code.slice(whole.length);
    }
    const [exported, names] = EXPORT.exec(code) ?? [""];
    const body = code.slice(0, code.length - exported.length).trim();
    const place = parts.length;
    // Who imports it takes what it exports by the name outside.
    const given = names === undefined ? "" : `;return{${pairs(names, true)}}`;
    parts.push(asScript(`const part${place}=(()=>{"use strict";${imports}${body}${given}})();`));
    placeOf.set(name, place);
    needed.add(place);
    needs.set(name, needed);
    return needed;
  };
  const placesOf = new Map(entries.map((name) => {
    const places = [...add(name, [])].sort((a, b) => a - b);
    return [name, places];
  }));
  return { parts, placesOf };
}

/** `a as b,c` as what takes an object apart, or makes it: `a:b,c`, or the other way around. */
function pairs(names: string, isExported = false): string {
  return names.split(",").map((pair) => {
    const [first, second] = pair.split(" as ");
    return second === undefined ? first : isExported ? `${second}:${first}` : `${first}:${second}`;
  }).join(",");
}

/** Makes sure that it is a script as it stands: no import or export is left in it. */
function asScript(code: string): string {
  new Function(code);
  if (/\bimport\("\.\//.test(code)) throw new Error("A module is imported later");
  return code;
}
