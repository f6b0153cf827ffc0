/** What the sets of a split are called, in small letters and without blanks and hyphens. */
export const SET_WORDS = {
  train: words("train training trn tr learn learning"),
  validation: words("validation val valid validate dev tune tuning"),
  test: words("test testing tst te holdout heldout"),
} as const;

function words(text: string): readonly string[] {
  return text.split(" ");
}
