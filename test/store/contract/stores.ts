import { onTestFinished } from 'vitest';
import type { NewCellReview } from '../../../src/store/review-ledger.js';
import type { SlideStore, UnreadableFrame } from '../../../src/store/slide-store.js';
import { momentNumber, slideStart } from '../fixtures.js';

/** Opens empty stores for the tests of a contract, each closed when its test ends. */
export interface Stores {
  readonly name: string;
  readonly opened: () => Promise<SlideStore>;
  /** With `slideStart(1)` begun. */
  readonly withSlide: () => Promise<SlideStore>;
}

export function storesOf(name: string, open: () => Promise<SlideStore>): Stores {
  const opened = async (): Promise<SlideStore> => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  const withSlide = async (): Promise<SlideStore> => {
    const store = await opened();
    await store.startSlide(slideStart(1));
    return store;
  };
  return { name, opened, withSlide };
}

export const frame = { kind: 'frame', path: 'frames/a.jpg', bytes: 900 } as const;
export const thumbnail = { kind: 'thumbnail', path: 'thumbnails/a.webp', bytes: 90, cell: 3 } as const;

export const unreadableFrame = (ordinal: number): UnreadableFrame => ({
  ordinal,
  name: 'broken.jpg',
  code: 'damaged-image',
  message: 'The image is cut short or damaged.',
  remedy: 'Take the field again.',
  at: momentNumber(ordinal),
});

export const review = (change: Partial<NewCellReview> = {}): NewCellReview => ({
  ordinal: 0,
  cell: 3,
  label: 'parasitized',
  reviewer: 'Amina',
  note: '',
  blind: true,
  at: momentNumber(20),
  ...change,
});
