import type { Moment } from '../clock/moment.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';
import { cellId, type CellPlace } from './cell-id.js';
import { readSheet } from './read-sheet.js';
import { isSameReviewer } from './reviewer-name.js';

/** What came of a filled sheet. */
export interface TakenReviews {
  readonly reviewer: string;
  readonly added: number;
  /** Of those added: how many stand in place of another word of the same reviewer on the same cell. */
  readonly changed: number;
  /** Lines that say what the reviewer said before. */
  readonly repeated: number;
  /** Lines without a label. */
  readonly empty: number;
}

/**
 * Takes a filled sheet into the store, all of it or nothing.
 *
 * @throws InputError as `readSheet`; StorageError.
 */
export async function takeReviews(
  store: SlideStore,
  slide: StoredSlide,
  sheet: string,
  { reviewer, at }: { readonly reviewer: string; readonly at: Moment },
): Promise<TakenReviews> {
  const cells = new Map<number, number>();
  for (const { ordinal } of await store.fields(slide.id))
    cells.set(ordinal, (await store.cells(slide.id, ordinal)).length);
  const isCell = ({ ordinal, cell }: CellPlace): boolean => cell < (cells.get(ordinal) ?? 0);
  const { words, empty } = await readSheet(sheet, slide, isCell);
  const before = await store.reviews(slide.id);
  // "amina" after "Amina" is she, not a second reader who agrees with her.
  const known = before.find((one) => isSameReviewer(one.reviewer, reviewer));
  const name = known?.reviewer ?? reviewer;
  const added = await store.addReviews(
    slide.id,
    words.map((word) => ({ ...word, reviewer: name, at })),
  );
  const own = new Set(before.filter((one) => one.reviewer === name).map(cellId));
  const seenBefore = words.filter((word) => own.has(cellId(word))).length;
  const repeated = words.length - added;
  return { reviewer: name, added, changed: seenBefore - repeated, repeated, empty };
}
