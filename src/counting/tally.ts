import type { DotCount, Tally } from './result.js';

/** No field counted yet. */
export const emptyTally: Tally = { fields: 0, redCells: 0, infected: 0 };

/** Throws RangeError unless both are whole numbers with 0 ≤ infected ≤ redCells. */
export function checkCounts(counts: { readonly redCells: number; readonly infected: number }): void {
  const { redCells, infected } = counts;
  if (!(
    Number.isSafeInteger(redCells) &&
    Number.isSafeInteger(infected) &&
    infected >= 0 &&
    infected <= redCells
  )) {
    throw new RangeError(`${infected} infected of ${redCells} red cells is not a count`);
  }
}

/**
 * The tally with one more field: its red cells counted and, of them, the cells called infected.
 * Throws RangeError for an impossible count.
 */
export function addField(
  tally: Tally,
  field: { readonly redCells: number; readonly infected: number; readonly dots?: DotCount },
): Tally {
  checkCounts(field);
  const dots = addDots(tally.dots, field.dots);
  return {
    fields: tally.fields + 1,
    redCells: tally.redCells + field.redCells,
    infected: tally.infected + field.infected,
    lastField: { redCells: field.redCells, infected: field.infected },
    ...(dots && { dots }),
  };
}

function addDots(before: DotCount | undefined, of: DotCount | undefined): DotCount | undefined {
  if (!before || !of) return before ?? (of && { cells: of.cells, dotted: of.dotted });
  return { cells: before.cells + of.cells, dotted: before.dotted + of.dotted };
}
