import type { NetworkMaps } from "../../leakage/lesions/lesion_maps.ts";
import { type PointingGame, pointingGame } from "../../leakage/lesions/pointing_game.ts";
import { syntheticMark } from "../../provenance.ts";
import { MISSING } from "../../text/numbers.ts";
import { Note } from "../media/note.ts";
import { Table } from "../media/table.ts";

/** What stands in the place of what needs boxes. */
export const NO_BOXES =
  "No table of this cohort has boxes around lesions, so there is nothing to compare the maps with.";

/**
 * How often each network's map is greatest within a lesion's box, on the slices it was tested on.
 *
 * @param networks Their maps; null where no table has boxes, which a sentence then says.
 */
export function pointingTable(
  networks: readonly NetworkMaps[] | null,
  { synthetic }: { synthetic: boolean },
): Table | Note {
  if (networks === null) return new Note(NO_BOXES);
  return new Table({
    title: `Where the network looks most: in the lesion's box?${syntheticMark(synthetic)}`,
    columns: [
      { title: "Network" },
      { title: "Test slices with a box", align: "right" },
      { title: "Subjects", align: "right" },
      { title: "In the box [95 %, over subjects]", align: "right" },
      { title: "By another subject's map", align: "right" },
    ],
    rows: networks.map(({ title, maps }) => [title, ...cells(pointingGame(maps))]),
    notes: [
      "The last column judges each map's greatest place on the slices of other subjects: what looking at " +
      "the usual places reaches.",
    ],
  });
}

function cells(game: PointingGame | null): string[] {
  if (game === null) return ["0", "0", MISSING, MISSING];
  const { slices, subjects, hits: { value, ci: [low, high] }, elsewhere } = game;
  return [
    String(slices),
    String(subjects),
    `${percent(value)} % [${percent(low)}, ${percent(high)}]`,
    `${percent(elsewhere)} %`,
  ];
}

function percent(share: number): string {
  return String(Math.round(100 * share));
}
