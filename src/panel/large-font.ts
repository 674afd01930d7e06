import { dotRows, dotsOf } from './font.js';

/** A large character's cell on a graphic display, dots. */
export const cellWidth = 8;
export const cellHeight = 16;

/** Which of the font's five columns each of seven takes: outer stems two dots wide, inner ones one, so that "m" stays open. */
const wide = [0, 0, 1, 2, 3, 4, 4] as const;
/** The same for characters that leave the outer columns empty (1, i, l, brackets): every stem two dots wide. */
const narrow = [0, 1, 1, 2, 2, 3, 3] as const;

/**
 * A character twice as high and a good third wider than the font's 5 × 8 dots: 7 × 16, in eight columns, one number a column,
 * top dot in bit 0. A stem alone in the middle (T, Y) is two dots wide like the others. The eighth row is half as high, so
 * that what hangs down never touches the next line. Blank where the font has nothing.
 */
export function largeColumns(character: string): Uint16Array {
  const columns = new Uint16Array(cellWidth);
  const dots = dotsOf(character);
  if (!dots) return columns;
  const columnOf = dots.every((bits) => (bits & 0b10001) === 0) ? narrow : wide;
  for (let row = 0; row < dotRows; row++) {
    const bits = dots[row] ?? 0;
    const lit = (row === dotRows - 1 ? 1 : 3) << (row * 2);
    columnOf.forEach((source, column) => {
      if (bits & (0x10 >> source)) columns[column] |= lit;
    });
    if (bits === 0b00100) columns[4] |= lit;
  }
  return columns;
}
