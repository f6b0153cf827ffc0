/** Slices of 24 subjects with what a hospital would write beside them. */
export function attributeTable(): string {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const subject = i % 24, label = subject % 3 === 0 || i % 7 === 0 ? 1 : 0;
    const set = ["train", "train", "validation", "test"][((i * 31) % 17) % 4];
    const score = ((i * 61) % 97) / 194 + 0.4 * label + 0.004 * subject;
    const hospital = ["North", "south ", "South", "East"][subject % 4];
    const scanner = ["GE", "Siemens", ""][(subject >> 1) % 3];
    return [
      `P${subject}`,
      `E${subject}-${i % 2}`,
      i,
      set,
      label,
      score.toFixed(4),
      hospital,
      scanner,
      `0${30 + 2 * subject}Y`,
      `Doe^${subject}`,
    ].join(",");
  });
  return [
    "PatientID,StudyUID,image,split,y_true,y_prob,hospital,scanner type,age,PatientName",
    ...rows,
    "",
  ].join("\n");
}

/** The sets in which three folds have the subjects whose numbers leave 0, 1 and 2 when divided by 3. */
export const SETS_OF = [
  ["test", "train", "train"],
  ["train", "test", "train"],
  ["train", "train", "test"],
] as const;

/** Slices of 18 subjects with another column: its name, and what it says of the subjects of a remainder. */
export function foldTable([column, ...values]: readonly string[]): string {
  const rows = Array.from({ length: 72 }, (_, i) => {
    const subject = i % 18, label = Math.floor(subject / 3) % 2;
    const score = ((i * 37) % 101) / 200 + 0.3 * label;
    return [`S${subject}`, "1", i, values[subject % 3], label, score].join(",");
  });
  return [`subject,study,slice,${column},label,score`, ...rows].join("\n") + "\n";
}

/** Slices of 30 subjects of three classes, most of whom are in several sets. */
export function classTable(): string {
  const classes = ["EDH", "SDH", "none"];
  const rows = Array.from({ length: 240 }, (_, i) => {
    const subject = i % 30, own = (subject + (i % 7 === 0 ? 1 : 0)) % 3;
    const set = ["train", "train", "validation", "test"][((i * 31) % 17) % 4];
    const scores = classes.map((_, at) =>
      ((i * (37 + 11 * at)) % 97) / 97 + (at === own ? 0.6 : 0)
    );
    const sum = scores.reduce((total, score) => total + score);
    return [
      `P${subject}`,
      `E${subject}-${i % 2}`,
      i,
      set,
      classes[own],
      ...scores.map((score) => (score / sum).toFixed(4)),
      ["North", "South"][subject % 2],
    ].join(",");
  });
  const columns = classes.map((name) => `score_${name}`).join(",");
  return [`PatientID,StudyUID,image,split,label,${columns},site`, ...rows, ""].join("\n");
}

/** One subject of many is in two sets; no name but that of the columns says what they are. */
export function unclearTable(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    return `P${i % 20},${i < 40 ? "fold A" : "fold B"},${i % 3 === 0 ? "ICH" : "healthy"},${
      i / 60
    }`;
  });
  return ["PatientID,split,diagnosis,p", ...rows, ""].join("\n");
}

/** Slices of 2,000 subjects, whom its sets keep apart. */
export function largeTable(rows: number): string {
  const parts = ["subject,study,slice,set,label,score\n"];
  for (let i = 0; i < rows; i++) {
    const subject = i % 2000, set = subject % 10 < 6 ? "train" : "test";
    const score = (Math.imul(i, 2654435761) >>> 0) / 2 ** 32;
    parts.push(
      `P${subject},E${subject},img_${i}.dcm,${set},${i % 7 === 0 ? 1 : 0},${score.toFixed(6)}\n`,
    );
  }
  return parts.join("");
}
