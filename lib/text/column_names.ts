/**
 * What other tools call columns, without case and punctuation, the surest name first: pandas and
 * scikit-learn (`y_true`, `y_score`), BIDS (`participant_id`), DICOM (`PatientID`, `SOPInstanceUID`),
 * MONAI, fastai, R's caret and pROC.
 */
export const OTHER_NAMES = {
  subject: words(
    "subjectid patientid patient participantid participant pid subjid subj subjectname patientname " +
      "patientnumber personid person caseid mrn",
  ),
  study: words(
    "studyid studyinstanceuid studyuid accessionnumber accession examid exam sessionid session visitid " +
      "visit studyname scanid",
  ),
  slice: words(
    "sliceid slicenumber sliceindex slicename sopinstanceuid sopuid imageid image imagename instancenumber " +
      "filename file filepath path imagepath",
  ),
  position: words(
    "sliceposition slicelocation slicenumber sliceno slicenum sliceindex sliceidx instancenumber z",
  ),
  path: words("filepath file filename imagepath imagefile image imagename imageid imageindex"),
  set: words("split subset partition splitset datasplit setname phase"),
  label: words(
    "labels ytrue truelabel target targets truth groundtruth gt true actual outcome class y ytest findinglabels",
  ),
  score: words(
    "scores yscore yprob yproba ypredproba predprob predproba predictedprobability probability prob proba " +
      "probs prediction predictions predicted confidence logit output p p1 prob1 proba1 ypred pred preds yhat",
  ),
} as const satisfies Record<string, readonly string[]>;

function words(text: string): readonly string[] {
  return text.split(" ");
}

/**
 * A column's name by which names are compared: without case, blanks and punctuation. A single letter is one
 * only by itself: `y]` is what stays of ChestX-ray14's unquoted `[x,y]`.
 */
export function plainColumn(name: string): string {
  const lower = name.normalize("NFKC").toLowerCase().trim();
  const plain = lower.replace(/[^\p{L}\p{N}]/gu, "");
  return plain.length === 1 ? lower : plain;
}
