import { dotRows, dotsOf } from './font.js';

/** A large character's cell on a graphic display, dots. */
export const cellWidth = 8;
export const cellHeight = 16;

/** Which of the font's five columns each of seven takes: outer stems two dots wide, inner ones one, so that "m" stays open. */
const columnOf = [0, 0, 1, 2, 3, 4, 4] as const;

/**
 * A character twice as high and a good third wider than the font's 5 × 8 dots: 7 × 16, in eight columns, one number a column,
 * top dot in bit 0. A stem alone in the middle (i, l, T, 1) is two dots wide like the others. Blank where the font has nothing.
 */
export function largeColumns(character: string): Uint16Array {
  const columns = new Uint16Array(cellWidth);
  const dots = dotsOf(character);
  if (!dots) return columns;
  for (let row = 0; row < dotRows; row++) {
    const bits = dots[row] ?? 0;
    const two = 3 << (row * 2);
    columnOf.forEach((source, column) => {
      if (bits & (0x10 >> source)) columns[column] |= two;
    });
    if (bits === 0b00100) columns[4] |= two;
  }
  return columns;
}
