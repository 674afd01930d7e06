import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../../src/counting/tally.js';
import { recordId } from '../../../src/record/names.js';
import { MOST_REVIEWS, MOST_THUMBNAILS } from '../../../src/store/outbox-rules.js';
import { momentNumber, newField, resultFor, slideId } from '../fixtures.js';
import { review, type Stores } from './stores.js';
import { finished, finishedWithPicture, ids } from './outbox-kit.js';

/** What goes into the outbox with slides, reviews, pictures and health, and in which order it is given out. */
export function outboxPutsContract({ name, opened, withSlide }: Stores): void {
  describe(`${name} puts records into the outbox`, () => {
    it('with the result of a slide and every revision of it, once each, under the result’s own number', async () => {
      const store = await withSlide();
      expect(await store.waiting()).toEqual([]);
      const own = await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(6));
      await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(7));
      const again = { author: 'Ben', note: 'Platelet.', result: resultFor(emptyTally), at: momentNumber(8) };
      const revised = await store.reviseResult(slideId(1), again);
      const common = { lane: 'results', kind: 'slide' };
      expect(await store.waiting()).toEqual([
        {
          ...{ ...common, sequence: own.sequence, id: `${slideId(1)}.1`, at: momentNumber(6) },
          subject: { kind: 'slide', slide: slideId(1), revision: 1 },
        },
        {
          ...{ ...common, sequence: revised.sequence, id: `${slideId(1)}.2`, at: momentNumber(8) },
          subject: { kind: 'slide', slide: slideId(1), revision: 2 },
        },
      ]);
    });

    it('nothing of a result or reviews that were refused', async () => {
      const store = await withSlide();
      const wrong = resultFor({ ...emptyTally, fields: 3 });
      await expect(store.finishSlide(slideId(1), wrong, momentNumber(1))).rejects.toThrow();
      await store.commitField(slideId(1), newField(0));
      await expect(store.addReviews(slideId(1), [review(), review({ cell: 99 })])).rejects.toThrow();
      expect(await store.waiting()).toEqual([]);
      expect((await store.outboxTotals()).bytes).toBe(0);
    });

    it('with reviews, those added together in one record, none for what was passed over', async () => {
      const store = await withSlide();
      await store.commitField(slideId(1), newField(0));
      await store.addReviews(slideId(1), [review(), review({ cell: 2, at: momentNumber(9) })]);
      await store.addReviews(slideId(1), [review()]);
      const [first, last] = (await store.reviews(slideId(1))).map(({ sequence }) => sequence);
      expect(await store.waiting()).toEqual([
        {
          ...{ sequence: last, id: `${slideId(1)}.r${last}`, lane: 'results', kind: 'review' },
          ...{
            subject: { kind: 'review', slide: slideId(1), sequences: [first, last] },
            at: momentNumber(9),
          },
        },
      ]);
    });

    it('with many reviews in several records', async () => {
      const store = await withSlide();
      await store.commitField(slideId(1), newField(0));
      const many = Array.from({ length: 2 * MOST_REVIEWS + 1 }, (_, i) =>
        review({ reviewer: `reader ${i}` }),
      );
      await store.addReviews(slideId(1), many);
      const rows = await store.waiting();
      const sequences = rows.map(({ subject }) => (subject.kind === 'review' ? subject.sequences : []));
      expect(sequences.map(({ length }) => length)).toEqual([MOST_REVIEWS, MOST_REVIEWS, 1]);
      expect(sequences.flat()).toEqual((await store.reviews(slideId(1))).map(({ sequence }) => sequence));
      expect(new Set(ids(rows)).size).toBe(3);
    });

    it('with the close-ups of highest score, one of a cell, none that was removed, then the fields made small', async () => {
      const store = await withSlide();
      const picture = (path: string, cell?: number): object => ({
        path,
        ...(cell !== undefined && { cell }),
      });
      const fields = [newField(0, 1, 40), newField(1, 2, 40)];
      for (const field of fields) {
        const files = field.cells.map((_, cell) => picture(`thumbnails/${field.ordinal}-${cell}.jpg`, cell));
        const others = [picture(`thumbnails/${field.ordinal}-7.png`, 7), picture(`f${field.ordinal}.jpg`)];
        const all = [...files, ...others].map((file) => ({ kind: 'thumbnail', bytes: 5, ...file }));
        await store.commitField(slideId(1), { ...field, files: all as typeof field.files & object });
      }
      const scores = fields
        .flatMap(({ ordinal, cells }) =>
          cells.map(({ score }, cell) => ({ ordinal, cell, score: score ?? -1 })),
        )
        .sort((a, b) => b.score - a.score);
      const [removed, ...best] = scores;
      await store.forgetFiles([`thumbnails/${removed.ordinal}-${removed.cell}.jpg`], momentNumber(1));
      const { tally } = (await store.slide(slideId(1)))!;
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(6));
      const rows = await store.waiting({ lanes: ['thumbnails'] });
      expect(rows.map(({ subject }) => subject)).toEqual([
        ...best.slice(0, MOST_THUMBNAILS).map(({ ordinal, cell }) => ({
          ...{ kind: 'thumbnail', slide: slideId(1), ordinal, cell },
          path: `thumbnails/${ordinal}-${cell}.jpg`,
        })),
        // The removed close-up lay in one of the two: the other has more to look at.
        ...[1 - removed.ordinal, removed.ordinal].map((ordinal) => ({
          ...{ kind: 'thumbnail', slide: slideId(1), ordinal },
          path: `f${ordinal}.jpg`,
        })),
      ]);
      expect(rows[0]).toMatchObject({
        id: `${slideId(1)}.c${best[0].ordinal}-${best[0].cell}`,
        at: momentNumber(6),
      });
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(7));
      expect(await store.waiting({ lanes: ['thumbnails'] })).toEqual(rows);
    });

    it('a whole field made small once, though its picture was kept twice', async () => {
      const store = await withSlide();
      const files = ['a.jpg', 'b.jpg'].map((path) => ({ kind: 'thumbnail', path, bytes: 5 }) as const);
      const tally = await store.commitField(slideId(1), { ...newField(4), files });
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(6));
      const [row, ...more] = await store.waiting({ lanes: ['thumbnails'] });
      expect(more).toEqual([]);
      expect(row.id).toBe(`${slideId(1)}.f4`);
      expect(row.subject).toEqual({ kind: 'thumbnail', slide: slideId(1), ordinal: 4, path: 'a.jpg' });
    });

    it('the health of the device, as it was given, under ids of their own; also dates what came before', async () => {
      const store = await opened();
      const body = { doing: 'ready', nested: [1, 'ä'] };
      await store.enqueueHealth(body, momentNumber(3));
      await store.enqueueHealth(body, momentNumber(4));
      const rows = await store.waiting();
      expect(rows.map(({ lane, kind, subject, at }) => ({ lane, kind, subject, at }))).toEqual(
        [3, 4].map((n) => ({
          ...{ lane: 'health', kind: 'health', subject: { kind: 'health', body }, at: momentNumber(n) },
        })),
      );
      expect(new Set(ids(rows)).size).toBe(2);
      expect((await store.anchors()).map(({ at }) => at)).toEqual([momentNumber(3)]);
      // Another store of the same device would number its records alike.
      const other = await opened();
      await other.enqueueHealth(body, momentNumber(3));
      expect(ids(await other.waiting())[0]).not.toBe(rows[0].id);
      for (const bad of [{ charge: NaN }, 'well', null, undefined, [1]])
        await expect(store.enqueueHealth(bad, momentNumber(5))).rejects.toThrow(RangeError);
      expect(await store.waiting()).toHaveLength(2);
    });

    it('under ids that the wire format takes, in the device’s order of events', async () => {
      const store = await finishedWithPicture(withSlide);
      await store.addReviews(slideId(1), [review()]);
      await store.enqueueHealth({}, momentNumber(9));
      const rows = await store.waiting();
      for (const { id } of rows) expect(recordId.safeParse(id).success, id).toBe(true);
      expect(rows.map(({ kind }) => kind)).toEqual(['slide', 'review', 'health', 'thumbnail']);
      expect(new Set(rows.map(({ sequence }) => sequence)).size).toBe(4);
    });
  });

  describe(`${name} gives out what waits`, () => {
    it('results before health before thumbnails, then by number, page by page', async () => {
      const store = await finishedWithPicture(withSlide);
      await store.enqueueHealth({ n: 1 }, momentNumber(9));
      await finished(store, 2, 3);
      await store.enqueueHealth({ n: 2 }, momentNumber(9));
      const all = await store.waiting();
      expect(all.map(({ lane }) => lane)).toEqual([
        ...['results', 'results', 'results', 'health', 'health', 'thumbnails'],
      ]);
      expect(ids(all).slice(0, 3)).toEqual([1, 2, 3].map((n) => `${slideId(n)}.1`));
      expect(await store.waiting({ limit: 4 })).toEqual(all.slice(0, 4));
      expect(await store.waiting({ limit: 0 })).toEqual([]);
      expect(await store.waiting({ lanes: ['thumbnails', 'results'], limit: 5 })).toEqual([
        ...all.slice(0, 3),
        all[5],
      ]);
      const after = { results: all[1].sequence, health: all[4].sequence };
      expect(await store.waiting({ after })).toEqual([all[2], all[5]]);
      expect(await store.waiting({ lanes: [] })).toEqual([]);
    });
  });
}
