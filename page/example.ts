import { Random } from "hemoleak/random.ts";

const SUBJECTS = 40, SLICES = 12;

/**
 * Predictions of a classifier that knows its subjects, as somebody's table might have them: 40 subjects, of
 * whom most are in several sets. Synthetic.
 */
export function exampleFile(): File {
  const random = new Random(7, "example");
  const rows = Array.from({ length: SUBJECTS }, (_, subject) => {
    const isSick = subject % 2 === 1, bias = random.float();
    return Array.from({ length: SLICES }, (_, slice) => {
      const label = isSick && random.bool(0.7) ? 1 : 0;
      const score = 0.35 * Number(isSick) + 0.2 * bias + 0.15 * label + 0.25 * random.float();
      const place = random.float();
      const split = place < 0.6 ? "training" : place < 0.75 ? "val" : "test";
      const name = `P${String(subject).padStart(3, "0")}`;
      return [name, `E${subject}`, `image_${slice}.dcm`, split, label, score.toFixed(4)].join(",");
    });
  });
  const text = ["PatientID,StudyUID,image,split,y_true,y_prob", ...rows.flat(), ""].join("\n");
  return new File([text], "example.csv", { type: "text/csv" });
}
