import { grouped } from '../counting/rounding.js';
import type { FieldFacts } from '../store/slide-store.js';

/** Cells in the page's gallery, and overlays embedded in it: beyond that a page is too heavy to mail. */
export const GALLERY = 24;
export const EMBEDDED = 12;

/** A picture inside the page: `data:` URI, so that the file stands alone when it is copied or mailed. */
export interface EmbeddedPicture {
  readonly dataUri: string;
  readonly caption: string;
  /** Framed in red: called infected. */
  readonly marked?: boolean;
}

/** A field with its counts below. */
export function fieldPicture(
  jpeg: Uint8Array,
  field: Pick<FieldFacts, 'name' | 'redCells' | 'infected' | 'accepted'>,
): EmbeddedPicture {
  const counts = `${grouped(field.redCells)} red cells, ${grouped(field.infected)} called infected`;
  return {
    dataUri: dataUri(jpeg),
    caption: `${field.name}: ${counts}${field.accepted ? '' : ' (left out)'}`,
  };
}

/** A cell with its score below. */
export function cellPicture(
  jpeg: Uint8Array,
  score: number,
  infected: boolean,
  ordinal: number,
): EmbeddedPicture {
  return {
    dataUri: dataUri(jpeg),
    caption: `${score.toFixed(3)} · field ${ordinal + 1}`,
    marked: infected,
  };
}

function dataUri(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}
