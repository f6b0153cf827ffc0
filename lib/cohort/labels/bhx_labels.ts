import type { ScannedFile } from "../scan/scan_folder.ts";
import { type BhxBoxes, none } from "./bhx_boxes.ts";
import {
  type FileReason,
  type Labels,
  type LabelTable,
  type LabelUnit,
  type Owner,
  type Remark,
  type TableStudy,
  withFinding,
} from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";
import type { ReadsLabels } from "./reads_labels.ts";

/**
 * Brain Hemorrhage Extended: boxes as labels of CQ500's slices, joined by SOPInstanceUID, beside the
 * readers' votes on the studies.
 *
 * BHX says where blood is and nowhere that there is none, so that a slice without a box is not yet a
 * slice without blood. It is taken for one where its series has boxes on other slices, for then the
 * series was looked at, and where the study has no box at all and the readers call it negative. Slices
 * of other series of a study with boxes, and of studies that the readers call positive but BHX does not
 * know, have no label.
 */
export class BhxLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "slice";
  readonly problems: readonly Reason[] = [];
  readonly #reads: ReadsLabels;
  readonly #boxes: BhxBoxes;
  readonly #finding: string;
  /** Boxed images that were seen among the files. */
  readonly #seen = new Set<string>();

  /**
   * @param boxes The parsed table.
   * @param reads The readers' votes on any hemorrhage: they name the studies.
   * @param finding `ICH` or a type: what the label of a slice is about.
   */
  constructor(boxes: BhxBoxes, file: string, reads: ReadsLabels, finding = "ICH") {
    this.file = file;
    this.#boxes = boxes;
    this.#reads = reads;
    this.#finding = finding;
    withFinding(none(), finding, file);
  }

  get studies(): ReadonlyMap<string, TableStudy> {
    return this.#reads.studies;
  }

  owner(image: ScannedFile): Owner {
    const { sopInstanceUid } = image.header;
    if (this.#boxes.images.has(sopInstanceUid)) this.#seen.add(sopInstanceUid);
    return this.#reads.owner(image);
  }

  objection(_study: string, images: readonly ScannedFile[]): Reason | null {
    const boxed = images.filter(({ header }) => this.#boxes.images.has(header.sopInstanceUid));
    const strange = boxed.find(({ header }) => {
      const { series, study } = this.#boxes.images.get(header.sopInstanceUid)!;
      return series !== header.seriesInstanceUid ||
        study !== "" && study !== header.studyInstanceUid;
    });
    if (strange !== undefined) {
      return (names) =>
        `${this.file} has the image ${
          names.path(strange.file)
        } in another series or study than its ` +
        `header; its boxes could be anyone's`;
    }
    const known = images.find(({ header }) => this.#knows(header));
    if (boxed.length > 0 || known === undefined) return null;
    return () =>
      `${this.file} has boxes on this study, but none of its images; their SOPInstanceUIDs may ` +
      `have been replaced, and their labels are lost with them`;
  }

  ofStudy(study: string): Labels | null {
    const labels = this.#reads.ofStudy(study);
    return labels && withFinding(labels, this.#finding, this.file);
  }

  ofSlice(study: string, { header }: ScannedFile): Labels | null {
    const boxed = this.#boxes.images.get(header.sopInstanceUid);
    if (boxed !== undefined) return withFinding(boxed.labels, this.#finding, this.file);
    const isCovered = this.#boxes.series.has(header.seriesInstanceUid);
    const isNegative = this.#reads.ofStudy(study)?.label === 0 &&
      !this.#boxes.studies.has(header.studyInstanceUid);
    return isCovered || isNegative ? none() : null;
  }

  personOf(study: string, subject: string): string {
    return this.#reads.personOf(study, subject);
  }

  notes(): Remark[] {
    return this.#reads.notes();
  }

  unused(found: ReadonlySet<string>): FileReason[] {
    const missing = this.#boxes.images.size - this.#seen.size;
    const reason = () =>
      `${missing} of ${this.#boxes.images.size} images with boxes are not among the files`;
    const boxes = missing === 0 ? [] : [{ file: this.file, reason }];
    return [...this.#reads.unused(found), ...boxes];
  }

  #knows({ seriesInstanceUid, studyInstanceUid }: ScannedFile["header"]): boolean {
    return this.#boxes.series.has(seriesInstanceUid) || this.#boxes.studies.has(studyInstanceUid);
  }
}
