/** The data sets whose label tables are known. */
export const DATASETS = ["cq500", "bhx", "rsna2019", "physionet", "slices"] as const;

/** One of them. */
export type DatasetName = typeof DATASETS[number];
