/** Which part of an experiment a slice belongs to. */
export type SetName = "train" | "validation" | "test";
