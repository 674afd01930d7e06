/** Where a cell stands in its slide: its field's ordinal and its index there, both from 0. */
export interface CellPlace {
  readonly ordinal: number;
  readonly cell: number;
}

/**
 * A cell's name on sheets: `F4C17` is the 17th cell of field 4, counted from 1 as the pages count fields. Letters, because a
 * spreadsheet would make a date of 4-17 or 4/17, and drop the last zero of 4.170.
 */
export function cellId({ ordinal, cell }: CellPlace): string {
  return `F${ordinal + 1}C${cell + 1}`;
}

/** The place that a name means, in either case; undefined for what is no name of a cell. */
export function parseCellId(text: string): CellPlace | undefined {
  const match = /^f([1-9]\d{0,8})c([1-9]\d{0,8})$/i.exec(text.trim());
  return match === null ? undefined : { ordinal: Number(match[1]) - 1, cell: Number(match[2]) - 1 };
}
