import { createHash } from 'node:crypto';
import type { StoredSlide } from '../store/slide-store.js';
import type { CellPlace } from './cell-id.js';

/** As many as the training code splits patients into. */
export const FOLDS = 5;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * What stands for a slide under `patient`: from the slide's random id, which says nothing of a person, and hashed so that it leads nobody
 * without the device's store back to the slide. The same in every export.
 */
export function slidePseudonym({ id }: Pick<StoredSlide, 'id'>): string {
  return `S${digest(`ringform patient ${id}`).toString('hex').slice(0, 12)}`;
}

/**
 * The fold that a slide is in, the same in every export. Of the label, not the id: slides under one label may be one person's, and must never
 * stand on both sides of a split. Five folds of a label say next to nothing about it.
 */
export function foldOf({ label }: Pick<StoredSlide, 'label'>): number {
  return digest(`ringform fold ${label.normalize('NFC').trim().toLowerCase()}`).readUInt32BE(0) % FOLDS;
}

/** The `field` column: which field of which slide. */
export const fieldName = (slide: Pick<StoredSlide, 'id'>, ordinal: number): string =>
  `${slidePseudonym(slide)}_F${ordinal + 1}`;

/** The file of a cell's cut-out, within the export. */
export function cutOutPath(
  label: string,
  slide: Pick<StoredSlide, 'id'>,
  { ordinal, cell }: CellPlace,
): string {
  return `${label}/${fieldName(slide, ordinal)}_cell_${cell + 1}.webp`;
}
