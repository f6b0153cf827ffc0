/** The paper's two networks. */
export type ModelName = "cnn4" | "vgg16";
