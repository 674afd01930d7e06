import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../../src/counting/tally.js';
import { momentNumber, newField, resultFor, slideId, slideStart, storageCode } from '../fixtures.js';
import { unreadableFrame, type Stores } from './stores.js';

/** Slides: begun, listed, left open. */
export function slidesContract({ name, opened, withSlide }: Stores): void {
  describe(`${name} keeps slides`, () => {
    it('gives back what it was given', async () => {
      const store = await opened();
      const start = slideStart(7, { micrometresPerPixel: 0.1, nested: { list: [1, null, 'ä'] } });
      const slide = await store.startSlide(start);
      expect(slide).toEqual({ ...start, sequence: 1, state: 'open', tally: emptyTally, nextOrdinal: 0 });
      expect(await store.slide(start.id)).toEqual(slide);
      expect(await store.slide(slideId(8))).toBeUndefined();
    });

    it('refuses an id twice and what is no id', async () => {
      const store = await withSlide();
      expect(await storageCode(store.startSlide(slideStart(1)))).toBe('slide-exists');
      await expect(store.startSlide({ ...slideStart(2), id: '../etc' })).rejects.toThrow(RangeError);
      await expect(store.startSlide(slideStart(2, { limit: NaN }))).rejects.toThrow(RangeError);
      expect(await store.slides()).toHaveLength(1);
    });

    it('lists newest first by sequence, page by page, whatever the clock says', async () => {
      const store = await opened();
      for (const n of [3, 1, 4, 2]) await store.startSlide(slideStart(n));
      const ids = (await store.slides()).map((slide) => slide.id);
      expect(ids).toEqual([2, 4, 1, 3].map(slideId));
      const first = await store.slides({ limit: 3 });
      const rest = await store.slides({ before: first.at(-1)!.sequence });
      expect([...first, ...rest].map((slide) => slide.id)).toEqual(ids);
    });

    it('names the open ones, oldest first, with where to go on', async () => {
      const store = await opened();
      for (const n of [3, 1, 2]) await store.startSlide(slideStart(n));
      await store.commitField(slideId(3), newField(0));
      await store.commitUnreadable(slideId(3), unreadableFrame(1));
      await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(9));
      const open = await store.openSlides();
      expect(open.map((slide) => [slide.id, slide.nextOrdinal])).toEqual([
        [slideId(3), 2],
        [slideId(2), 0],
      ]);
    });
  });

  it(`${name} can be closed twice and then refuses`, async () => {
    const store = await opened();
    await store.close();
    await store.close();
    await expect(store.slides()).rejects.toThrow();
    await expect(store.startSlide(slideStart(1))).rejects.toThrow();
  });
}
