/**
 * Scripts by names that do not depend on the folder of the build, as the bundler's hashes do: what entries share
 * is numbered in the order in which it is imported.
 *
 * @param entries The scripts that keep their names.
 * @param scripts All by their names, which are in one folder.
 */
export function stableNames(
  entries: readonly string[],
  scripts: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map(entries.map((entry) => [entry, entry]));
  for (const [name] of names) {
    for (const [, imported] of scripts.get(name)!.matchAll(IMPORTED)) {
      if (scripts.has(imported!) && !names.has(imported!)) {
        const part = imported!.replace(/-[0-9A-Z]{8}\.js$/, "");
        names.set(imported!, `${part}-${names.size - entries.length + 1}.js`);
      }
    }
  }
  return new Map(
    [...names].map(([name, stable]) => [
      stable,
      scripts.get(name)!.replaceAll(IMPORTED, (whole, imported: string) => {
        return whole.replace(imported, names.get(imported) ?? imported);
      }),
    ]),
  );
}

/** Where a script imports another one that lies beside it. */
const IMPORTED = /(?:from|import\(?)"\.\/([^"/]+\.js)"/g;
