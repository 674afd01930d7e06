import type { RgbImage } from '../base/image.js';
import { decodeImage } from '../capture/decode.js';
import { analyseField } from '../imaging/analyse-field.js';
import { cropDiameter } from '../imaging/crop.js';
import type { Disk } from '../store/disk.js';
import type { StoredCell, StoredField, StoredSlide } from '../store/slide-store.js';
import { frameOf, open } from './cell-pictures.js';
import { cutOnBlack, findAgain } from './cut-out.js';

/** One cell on black, at its frame's resolution. */
export interface CellCut {
  readonly image: RgbImage;
  /** The diameter that sets the scale of this field's crops on the device (`cropDiameter`), px. */
  readonly scaleDiameter: number;
  /** Overlap (0–1) of the stored box and that of the object cut out. */
  readonly overlap: number;
}

export type CutOrNot =
  | { readonly cut: CellCut }
  | {
      readonly reason:
        /** Today's analysis of the frame finds no object in its place. */
        | 'not-found-again'
        /** Parts of it are black, and would be lost on black. */
        | 'black'
        | 'no-frame';
      /** More about it, in a few words. */
      readonly detail?: string;
    };

/**
 * Cuts cells of a field from its kept frame, by a fresh analysis under the slide's own settings. `cells` are all of the field's, `wanted` the
 * indices of those to cut; each gets an answer. A frame that the disk does not give is an answer, not an error.
 */
export async function cutCells(
  disk: Pick<Disk, 'read'>,
  { settings }: StoredSlide,
  field: StoredField,
  cells: readonly StoredCell[],
  wanted: readonly number[],
): Promise<ReadonlyMap<number, CutOrNot>> {
  const frame = await open(disk, frameOf(field), decodeImage);
  if ('why' in frame) return new Map(wanted.map((cell) => [cell, { reason: 'no-frame', detail: frame.why }]));
  const { micrometresPerPixel } = settings;
  const known = typeof micrometresPerPixel === 'number' ? { micrometresPerPixel } : {};
  const { analysis, objects } = findAgain(analyseField(frame.content, known), cells);
  const scaleDiameter = cropDiameter(analysis);
  return new Map(
    wanted.map((cell): [number, CutOrNot] => {
      const found = objects.get(cell);
      if (found === undefined) return [cell, { reason: 'not-found-again' }];
      const image = cutOnBlack(frame.content, analysis, found.object);
      if (image === undefined) return [cell, { reason: 'black' }];
      return [cell, { cut: { image, scaleDiameter, overlap: found.overlap } }];
    }),
  );
}
