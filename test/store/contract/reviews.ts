import { describe, expect, it } from 'vitest';
import type { SlideStore } from '../../../src/store/slide-store.js';
import { momentNumber, newField, resultFor, slideId, storageCode } from '../fixtures.js';
import { review, type Stores } from './stores.js';

/** What people say of single cells. */
export function reviewsContract({ name, withSlide }: Stores): void {
  describe(`${name} keeps reviews`, () => {
    const reviewable = async (): Promise<SlideStore> => {
      const store = await withSlide();
      await store.commitField(slideId(1), newField(0));
      await store.commitField(slideId(1), newField(2));
      return store;
    };

    it('in the order they came, and leaves the cells as the device had them', async () => {
      const store = await reviewable();
      const tally = (await store.slide(slideId(1)))!.tally;
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(9));
      const given = [
        review({ ordinal: 2, cell: 11, label: 'not-a-red-cell', note: 'Platelet, "on top"', blind: false }),
        review(),
        review({ reviewer: 'Ben', label: 'unsure' }),
      ];
      expect(await store.addReviews(slideId(1), given)).toBe(3);
      const stored = await store.reviews(slideId(1));
      expect(stored.map(({ sequence, ...rest }) => [typeof sequence, rest])).toEqual(
        given.map((each) => ['number', each]),
      );
      expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, i) => stored[0].sequence + i));
      expect(await store.cells(slideId(1), 0)).toEqual(newField(0).cells);
      expect((await store.slide(slideId(1)))?.tally).toEqual(tally);
      expect(await store.results(slideId(1))).toHaveLength(1);
      expect(await store.reviews(slideId(2))).toEqual([]);
    });

    it('adds a reviewer’s second thought and keeps the first; the same again changes nothing', async () => {
      const store = await reviewable();
      const thoughts = [review(), review({ label: 'uninfected' }), review()];
      for (const thought of thoughts) expect(await store.addReviews(slideId(1), [thought])).toBe(1);
      expect(await store.addReviews(slideId(1), [review({ at: momentNumber(40) })])).toBe(0);
      expect(await store.addReviews(slideId(1), [review({ reviewer: 'Ben' }), review()])).toBe(1);
      expect((await store.reviews(slideId(1))).map(({ label, reviewer }) => [label, reviewer])).toEqual([
        ['parasitized', 'Amina'],
        ['uninfected', 'Amina'],
        ['parasitized', 'Amina'],
        ['parasitized', 'Ben'],
      ]);
    });

    it('takes all or none', async () => {
      const store = await reviewable();
      const sequence = (await store.fields(slideId(1))).at(-1)!.sequence;
      for (const bad of [{ cell: 12 }, { ordinal: 1 }])
        expect(await storageCode(store.addReviews(slideId(1), [review(), review(bad)]))).toBe('no-such-cell');
      expect(await storageCode(store.addReviews(slideId(2), [review()]))).toBe('no-such-slide');
      const bugs = [
        { label: 'infected' as 'unsure' },
        { reviewer: ' ' },
        { cell: -1 },
        { cell: 0.5 },
        { at: { ...momentNumber(1), uptimeMs: NaN } },
      ];
      for (const bug of bugs)
        await expect(store.addReviews(slideId(1), [review(), review(bug)])).rejects.toThrow(RangeError);
      expect(await store.reviews(slideId(1))).toEqual([]);
      expect(await store.addReviews(slideId(1), [review()])).toBe(1);
      expect((await store.reviews(slideId(1)))[0].sequence).toBe(sequence + 1);
    });
  });
}
