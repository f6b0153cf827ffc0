import { createHash } from "node:crypto";

/** Leaves room for the hash, the extension and a temporary file's suffix within 255 bytes. */
const LONGEST_NAME = 120;

/**
 * File names, without extension, for the images of series: `<study>_<series>` with everything but
 * ASCII letters, digits, `.`, `_` and `-` replaced by `-`. Names that would be the same, on file
 * systems that do not distinguish upper from lower case too, get a hash of the original names.
 */
export function arrayNames(series: readonly { study: string; series: string }[]): string[] {
  const plain = series.map(({ study, series }) =>
    `${study}_${series}`.normalize("NFKD").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "-")
      .slice(0, LONGEST_NAME)
  );
  const counts = new Map<string, number>();
  for (const name of plain) {
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  }
  return plain.map((name, index) => {
    if (counts.get(name.toLowerCase()) === 1) return name;
    const { study, series: original } = series[index]!;
    const hash = createHash("sha256").update(`${study}\0${original}`).digest("hex");
    return `${name}-${hash.slice(0, 12)}`;
  });
}
