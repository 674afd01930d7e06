import { readSlide } from '../report/stored-slide.js';
import type { Disk } from '../store/disk.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';
import { cellId } from './cell-id.js';
import { cellPictures, type CellPicture } from './cell-pictures.js';
import { rankCells, scoredCells, shuffled, type ScoredCell } from './rank-cells.js';
import { isSameReviewer } from './reviewer-name.js';

export interface SheetOptions {
  /** So many cells at most. */
  readonly cells: number;
  /** Nothing of what the device said, and an order that does not tell it either. */
  readonly blind: boolean;
  /** Leave out what this reviewer has labelled already. */
  readonly reviewer?: string;
}

export interface SheetCell extends ScoredCell {
  readonly picture: CellPicture;
}

/** Cells of one slide for a reviewer to label. */
export interface ReviewSheet {
  readonly slide: StoredSlide;
  readonly blind: boolean;
  readonly cells: readonly SheetCell[];
  /** Cells with a score that are not on this sheet. */
  readonly left: number;
  /** The threshold that the slide was counted at, where it was kept. */
  readonly threshold?: number;
}

/** The cells of a slide that are most worth a look, with their pictures. Rejects with StorageError. */
export async function reviewSheet(
  store: SlideStore,
  disk: Pick<Disk, 'read'>,
  slide: StoredSlide,
  { cells, blind, reviewer }: SheetOptions,
): Promise<ReviewSheet> {
  const from = await readSlide(store, slide);
  const done = new Set(
    (await store.reviews(slide.id))
      .filter((review) => reviewer !== undefined && isSameReviewer(review.reviewer, reviewer))
      .map(cellId),
  );
  const waiting = scoredCells(from).filter((cell) => !done.has(cellId(cell)));
  const { threshold } = from.model;
  const ranked = rankCells(waiting, threshold).slice(0, cells);
  const chosen = blind ? shuffled(ranked, slide.id) : ranked;
  const pictures = await cellPictures(disk, chosen);
  return {
    slide,
    blind,
    cells: chosen.map((one, i) => ({ ...one, picture: pictures[i] })),
    left: waiting.length - chosen.length,
    ...(threshold !== undefined && { threshold }),
  };
}
