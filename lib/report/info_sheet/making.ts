import { claim, reforms, tripod } from "./guidelines.ts";
import type { InfoSheetItem } from "./item.ts";
import type { Told } from "./told.ts";

/** The questions on how the model was made, and whether somebody else could make it again. */
export function makingItems({ software, training, preparation }: Told): InfoSheetItem[] {
  return [
    {
      id: "software",
      sources: [reforms("2b"), reforms("2c"), reforms("2e"), claim("23")],
      question:
        "With which code, on which software and machine was it made, and by which one command can " +
        "it be made again?",
      ...software,
      concern: false,
    },
    {
      id: "training",
      sources: [reforms("5a"), claim("22"), claim("24"), claim("25"), claim("27"), tripod("12c")],
      question:
        "What is the model, how did its weights begin, and with which settings was it trained?",
      ...training,
      concern: false,
    },
    {
      id: "preparation",
      sources: [reforms("4b"), reforms("4c"), claim("12"), tripod("12b")],
      question:
        "How were damaged and missing data treated and values transformed, and alike in training " +
        "and in the test?",
      ...preparation,
      concern: false,
    },
  ];
}
