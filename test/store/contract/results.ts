import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../../src/counting/tally.js';
import { momentNumber, newField, resultFor, slideId, slideStart, storageCode } from '../fixtures.js';
import { type Stores } from './stores.js';

/** Results, and whether anybody has seen them. */
export function resultsContract({ name, opened, withSlide }: Stores): void {
  describe(`${name} keeps results`, () => {
    it('closes the slide with the device’s own result', async () => {
      const store = await withSlide();
      const tally = await store.commitField(slideId(1), newField(0));
      const own = await store.finishSlide(slideId(1), resultFor(tally), momentNumber(8));
      expect(own).toMatchObject({ revision: 1, author: 'device', note: '', result: resultFor(tally) });
      expect(await store.latestResult(slideId(1))).toEqual(own);
      expect(await store.slide(slideId(1))).toMatchObject({ state: 'finished', finishedAt: momentNumber(8) });
      expect(await store.openSlides()).toEqual([]);
      expect(await store.finishedSlides()).toBe(1);
      await store.startSlide(slideStart(2));
      expect(await store.finishedSlides()).toBe(1);
    });

    it('refuses a result about other counts than were committed', async () => {
      const store = await withSlide();
      const tally = await store.commitField(slideId(1), newField(0));
      for (const key of ['fields', 'redCells', 'infected'] as const) {
        const wrong = resultFor({ ...tally, [key]: tally[key] + 1 });
        expect(await storageCode(store.finishSlide(slideId(1), wrong, momentNumber(1)))).toBe(
          'result-differs',
        );
      }
      expect((await store.slide(slideId(1)))?.state).toBe('open');
      expect(await store.results(slideId(1))).toEqual([]);
    });

    it('refuses a result with a number that is none', async () => {
      const store = await withSlide();
      const endless = {
        ...resultFor(emptyTally),
        perMicrolitre: { value: 0, low: 0, high: Infinity },
      };
      await expect(store.finishSlide(slideId(1), endless, momentNumber(1))).rejects.toThrow(RangeError);
      expect((await store.slide(slideId(1)))?.state).toBe('open');
    });

    it('finishes twice with the same result, never with another', async () => {
      const store = await withSlide();
      const result = resultFor(emptyTally);
      const own = await store.finishSlide(slideId(1), result, momentNumber(1));
      expect(await store.finishSlide(slideId(1), result, momentNumber(2))).toEqual(own);
      const other = resultFor(emptyTally, 'Something else.');
      expect(await storageCode(store.finishSlide(slideId(1), other, momentNumber(3)))).toBe('slide-closed');
      expect(await store.results(slideId(1))).toEqual([own]);
    });

    it('adds revisions and leaves the device’s own as it was', async () => {
      const store = await withSlide();
      const entry = {
        author: 'reviewer 3',
        note: 'Platelet.',
        result: resultFor(emptyTally, 'Overruled.'),
        at: momentNumber(5),
      };
      expect(await storageCode(store.reviseResult(slideId(1), entry))).toBe('slide-still-open');
      const own = await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(1));
      const revised = await store.reviseResult(slideId(1), entry);
      expect(revised).toMatchObject({ ...entry, revision: 2 });
      expect(revised.sequence).toBeGreaterThan(own.sequence);
      expect(await store.results(slideId(1))).toEqual([own, revised]);
      expect(await store.latestResult(slideId(1))).toEqual(revised);
      expect(await storageCode(store.reviseResult(slideId(2), entry))).toBe('no-such-slide');
    });
  });

  describe(`${name} knows which result nobody has seen`, () => {
    it('the slide finished last, until it is accepted', async () => {
      const store = await opened();
      expect(await store.unseenResult()).toBeUndefined();
      for (const n of [1, 2, 3]) await store.startSlide(slideStart(n));
      for (const n of [2, 1]) await store.finishSlide(slideId(n), resultFor(emptyTally), momentNumber(n));
      const unseen = await store.unseenResult();
      expect(unseen).toEqual(await store.slide(slideId(1)));
      expect(unseen).not.toHaveProperty('acceptedAt');
      await store.acceptResult(slideId(1), momentNumber(10));
      await store.acceptResult(slideId(1), momentNumber(11));
      expect((await store.slide(slideId(1)))?.acceptedAt).toEqual(momentNumber(10));
      // Slide 2 was finished before it: whoever saw the later result had their turn.
      expect(await store.unseenResult()).toBeUndefined();
      expect((await store.slide(slideId(2)))?.acceptedAt).toBeUndefined();
    });

    it('accepts nothing that is not there or not finished', async () => {
      const store = await withSlide();
      expect(await storageCode(store.acceptResult(slideId(2), momentNumber(1)))).toBe('no-such-slide');
      expect(await storageCode(store.acceptResult(slideId(1), momentNumber(1)))).toBe('slide-still-open');
    });
  });
}
