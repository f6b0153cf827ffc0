/**
 * What a page has in place of packages that Vega loads and no figure uses: maps, and ColorBrewer's schemes.
 *
 * @module
 */

function noMaps(): never {
  throw new Error("The page draws no maps");
}
export {
  noMaps as feature,
  noMaps as geoArea,
  noMaps as geoBounds,
  noMaps as geoCentroid,
  noMaps as mesh,
};

const noColors: readonly string[] = [];
export {
  noColors as schemeAccent,
  noColors as schemeCategory10,
  noColors as schemeDark2,
  noColors as schemeObservable10,
  noColors as schemePaired,
  noColors as schemePastel1,
  noColors as schemePastel2,
  noColors as schemeSet1,
  noColors as schemeSet2,
  noColors as schemeSet3,
};
