import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../../src/counting/tally.js';
import { LANES } from '../../../src/record/lanes.js';
import { recordId } from '../../../src/record/names.js';
import type { ChainLink, OutboxRow, Sealed } from '../../../src/store/outbox.js';
import { MOST_REVIEWS, MOST_THUMBNAILS } from '../../../src/store/outbox-rules.js';
import type { SlideStore } from '../../../src/store/slide-store.js';
import { momentNumber, newField, resultFor, slideId, slideStart, storageCode } from '../fixtures.js';
import { review, type Stores } from './stores.js';

const DEVICE = 'rf-aaaaaaaaaaaa';
const OTHER = 'rf-bbbbbbbbbbbb';

/** A message made of its link alone, so that a test knows it. */
export function made(link: ChainLink): { readonly hash: string; readonly message: Uint8Array } {
  const message = Buffer.from(`${link.number} after ${link.previous ?? 'nothing'}`);
  return { hash: createHash('sha256').update(message).digest('hex'), message };
}

const ids = (rows: readonly OutboxRow[]): string[] => rows.map(({ id }) => id);

/** Slides that are begun and finished at once, without a field. */
async function finished(store: SlideStore, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    await store.startSlide(slideStart(n));
    await store.finishSlide(slideId(n), resultFor(emptyTally), momentNumber(n));
  }
}

/** Seals all that waits, in order. */
async function sealAll(store: SlideStore, device = DEVICE): Promise<Sealed[]> {
  const sealed: Sealed[] = [];
  for (const row of await store.waiting({ limit: 1000 }))
    sealed.push(await store.seal(row.sequence, device, made));
  return sealed;
}

/** Records on their way out. */
export function outboxContract({ name, opened, withSlide }: Stores): void {
  /** Slide 1 with a field, finished with one close-up. */
  const withPicture = async (): Promise<SlideStore> => {
    const store = await withSlide();
    const file = { kind: 'thumbnail', path: 'thumbnails/0-3.jpg', bytes: 90, cell: 3 } as const;
    const tally = await store.commitField(slideId(1), { ...newField(0), files: [file] });
    await store.finishSlide(slideId(1), resultFor(tally), momentNumber(6));
    return store;
  };

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
      const store = await withPicture();
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
      const store = await withPicture();
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

  describe(`${name} seals records`, () => {
    it('in a chain for each lane and device, each after the one before, whatever was acknowledged', async () => {
      const store = await withPicture();
      await finished(store, 2, 3);
      const rows = await store.waiting();
      const links: ChainLink[] = [];
      for (const { id, sequence } of rows) {
        const { hash } = await store.seal(sequence, DEVICE, (link) => {
          links.push(link);
          return made(link);
        });
        await store.acknowledge(id, hash);
      }
      expect(links.map(({ number }) => number)).toEqual([1, 2, 3, 1]);
      expect(links.map(({ previous }) => previous)).toEqual([
        ...[null, made(links[0]).hash, made(links[1]).hash, null],
      ]);
      expect(new Set(links.map((link) => link.store)).size).toBe(1);
      expect(links[0].store).toMatch(/^[0-9a-f]{16}$/);
    });

    it('once: what was sealed is given back, also with the rows', async () => {
      const store = await withPicture();
      const [row] = await store.waiting();
      const sealed = await store.seal(row.sequence, DEVICE, made);
      expect(sealed).toMatchObject({ device: DEVICE, number: 1 });
      const again = await store.seal(row.sequence, DEVICE, () => {
        throw new Error('sealed twice');
      });
      expect(again).toEqual(sealed);
      expect((await store.waiting())[0]).toEqual({ ...row, sealed });
    });

    it('not at all when what makes the message fails', async () => {
      const store = await withPicture();
      const [row] = await store.waiting();
      const failing = store.seal(row.sequence, DEVICE, () => {
        throw new RangeError('no key');
      });
      await expect(failing).rejects.toThrow(new RangeError('no key'));
      expect((await store.waiting())[0]).toEqual(row);
      expect((await store.seal(row.sequence, DEVICE, made)).number).toBe(1);
    });

    it('anew under another key, and says that the old number will not come', async () => {
      const store = await withPicture();
      await finished(store, 2);
      const [old] = await sealAll(store);
      const [row] = await store.waiting();
      const sealed = await store.seal(row.sequence, OTHER, made);
      expect(sealed).toMatchObject({ device: OTHER, number: 1 });
      expect((await store.outboxTotals()).dropped).toEqual([
        { device: DEVICE, lane: 'results', from: 1, to: 1 },
      ]);
      // The first message is void, and its hash may be the same only by this test's making.
      expect((await store.waiting())[0].sealed).toEqual({ ...old, device: OTHER });
      const [, second] = await store.waiting();
      expect(second.sealed?.device).toBe(DEVICE);
    });

    it('no row that is gone', async () => {
      const store = await withPicture();
      expect(await storageCode(store.seal(9999, DEVICE, made))).toBe('no-such-record');
    });

    it('several at once as one after another would be, each lane in its own chain', async () => {
      const [together, apart] = [await withPicture(), await withPicture()];
      for (const store of [together, apart]) await finished(store, 2, 3);
      const rows = await together.waiting();
      const links: ChainLink[] = [];
      const make = (link: ChainLink): ReturnType<typeof made> => {
        links.push(link);
        return made(link);
      };
      const sealed = await together.sealAll(
        DEVICE,
        rows.map(({ sequence }) => ({ sequence, make })),
      );
      expect(sealed).toEqual(await sealAll(apart));
      expect(links.map(({ number, previous }) => [number, previous])).toEqual([
        [1, null],
        [2, sealed[0].hash],
        [3, sealed[1].hash],
        [1, null],
      ]);
      expect((await together.waiting()).map((row) => row.sealed)).toEqual(sealed);
      expect(await together.sealAll(DEVICE, [])).toEqual([]);
      // Those that are sealed come as they are, among others.
      await finished(together, 4);
      const all = await together.waiting();
      const again = await together.sealAll(
        DEVICE,
        all.map(({ sequence }) => ({ sequence, make: made })),
      );
      expect(again.map(({ number }) => number)).toEqual([1, 2, 3, 4, 1]);
      expect(again[0]).toEqual(sealed[0]);
    });

    it('all or none of several: where one fails no number is used up, and nothing is noted as dropped', async () => {
      const store = await withPicture();
      await finished(store, 2, 3);
      const [first, ...rest] = await store.waiting();
      await store.seal(first.sequence, OTHER, made);
      const before = await store.waiting();
      const fails = (): never => {
        throw new RangeError('no key');
      };
      const faults = [
        { sequence: rest[1].sequence, make: fails },
        { sequence: 9999, make: made },
      ];
      for (const fault of faults) {
        const rows = [first, rest[0]].map(({ sequence }) => ({ sequence, make: made }));
        await expect(store.sealAll(DEVICE, [...rows, fault])).rejects.toThrow();
        expect(await store.waiting()).toEqual(before);
        expect((await store.outboxTotals()).dropped).toEqual([]);
      }
      expect((await store.seal(rest[0].sequence, DEVICE, made)).number).toBe(1);
    });
  });

  describe(`${name} lets records go`, () => {
    it('by their hash alone', async () => {
      const store = await withPicture();
      const [row] = await store.waiting();
      expect(await store.acknowledge(row.id, '')).toBe(false);
      const { hash } = await store.seal(row.sequence, DEVICE, made);
      expect(await store.acknowledge(row.id, hash.replace(/^./, 'x'))).toBe(false);
      expect(await store.acknowledge('never.heard.of', hash)).toBe(false);
      expect(await store.waiting()).toHaveLength(2);
      expect(await store.acknowledge(row.id, hash)).toBe(true);
      expect(await store.acknowledge(row.id, hash)).toBe(false);
      expect(await store.waiting()).toHaveLength(1);
      expect(await storageCode(store.seal(row.sequence, DEVICE, made))).toBe('no-such-record');
      expect(await store.results(slideId(1))).toHaveLength(1);
    });

    it('many at once', async () => {
      const store = await opened();
      await finished(store, 1, 2, 3);
      const rows = await store.waiting();
      const sealed = await sealAll(store);
      const all = rows.map(({ id }, i) => ({ id, hash: sealed[i].hash }));
      expect(await store.acknowledgeAll([all[0], { ...all[1], hash: all[0].hash }, all[2], all[0]])).toBe(2);
      expect(ids(await store.waiting())).toEqual([rows[1].id]);
    });

    it('not when they are refused: kept with the reason, sent again when asked to', async () => {
      const store = await opened();
      await finished(store, 1, 2, 3);
      const rows = await store.waiting();
      const sealed = await sealAll(store);
      expect(await store.refuse(rows[1].id, sealed[0].hash, 'x', momentNumber(1))).toBe(false);
      expect(await store.refuse(rows[1].id, sealed[1].hash, 'unknown-device', momentNumber(1))).toBe(true);
      expect(ids(await store.waiting())).toEqual([rows[0].id, rows[2].id]);
      expect(await store.refused()).toEqual([{ ...rows[1], sealed: sealed[1], reason: 'unknown-device' }]);
      expect(await store.outboxTotals()).toMatchObject({ waiting: { results: 2 }, refused: 1 });
      expect(await store.retryRefused()).toBe(1);
      expect(await store.retryRefused()).toBe(0);
      expect(await store.refused()).toEqual([]);
      expect((await store.waiting())[1]).toEqual({ ...rows[1], sealed: sealed[1] });
      // One that was put aside may be taken in after all.
      await store.refuse(rows[1].id, sealed[1].hash, 'unknown-device', momentNumber(1));
      expect(await store.acknowledge(rows[1].id, sealed[1].hash)).toBe(true);
      expect(await store.outboxTotals()).toMatchObject({ waiting: { results: 2 }, refused: 0 });
    });
  });

  describe(`${name} gives records up`, () => {
    it('one whose content is gone, never a result', async () => {
      const store = await withPicture();
      const [result, picture] = await store.waiting();
      await expect(store.dropRow(result.sequence)).rejects.toThrow(RangeError);
      await store.dropRow(picture.sequence);
      await store.dropRow(picture.sequence);
      expect(await store.waiting()).toEqual([result]);
      expect(await store.outboxTotals()).toMatchObject({ dropped: [], droppedUnsealed: 1 });
    });

    it('thumbnails before health, oldest first, results never, and knows which numbers', async () => {
      const store = await withPicture();
      for (let n = 0; n < 4; n++) await store.enqueueHealth({ n }, momentNumber(9));
      const [result, ...health] = await store.waiting();
      const picture = health.pop()!;
      for (const row of [health[1], health[0], health[2]]) await store.seal(row.sequence, DEVICE, made);
      const { bytes } = await store.outboxTotals();
      expect(await store.trimOutbox(bytes)).toBe(0);
      expect(await store.trimOutbox(bytes - 1)).toBe(1);
      expect(ids(await store.waiting({ lanes: ['thumbnails'] }))).toEqual([]);
      expect(ids([picture])[0]).toMatch(/\.c0-3$/);
      expect(await store.trimOutbox((await store.outboxTotals()).bytes - 1)).toBe(1);
      expect(ids(await store.waiting({ lanes: ['health'] }))).toEqual(ids(health.slice(1)));
      const dropped = { device: DEVICE, lane: 'health' } as const;
      expect((await store.outboxTotals()).dropped).toEqual([{ ...dropped, from: 2, to: 2 }]);
      // The second oldest has number 1: both ranges become one.
      await store.dropRow(health[1].sequence);
      expect((await store.outboxTotals()).dropped).toEqual([{ ...dropped, from: 1, to: 2 }]);
      expect(await store.trimOutbox(0)).toBe(2);
      expect(await store.outboxTotals()).toMatchObject({
        dropped: [{ ...dropped, from: 1, to: 3 }],
        droppedUnsealed: 2,
        waiting: { results: 1, health: 0, thumbnails: 0 },
      });
      expect(ids(await store.waiting())).toEqual([result.id]);
      // The chain goes on behind what was given up.
      await store.enqueueHealth({}, momentNumber(9));
      expect((await store.seal((await store.waiting())[1].sequence, DEVICE, made)).number).toBe(4);
    });

    it('numbers that are apart as ranges apart', async () => {
      const store = await opened();
      for (let n = 0; n < 5; n++) await store.enqueueHealth({ n }, momentNumber(9));
      const rows = await store.waiting();
      await sealAll(store);
      for (const i of [0, 4, 2]) await store.dropRow(rows[i].sequence);
      const range = (from: number, to: number): object => ({ device: DEVICE, lane: 'health', from, to });
      expect((await store.outboxTotals()).dropped).toEqual([range(1, 1), range(3, 3), range(5, 5)]);
      await store.dropRow(rows[1].sequence);
      expect((await store.outboxTotals()).dropped).toEqual([range(1, 3), range(5, 5)]);
      await store.dropRow(rows[3].sequence);
      expect((await store.outboxTotals()).dropped).toEqual([range(1, 5)]);
    });

    it('and counts what is left', async () => {
      const store = await opened();
      const empty = { waiting: { results: 0, health: 0, thumbnails: 0 }, refused: 0, dropped: [] };
      expect(await store.outboxTotals()).toEqual({ ...empty, droppedUnsealed: 0, bytes: 0 });
      await finished(store, 1);
      const { bytes } = await store.outboxTotals();
      expect(bytes).toBeGreaterThan(200);
      const [{ message, hash }] = await sealAll(store);
      expect((await store.outboxTotals()).bytes).toBe(bytes + message.length);
      await store.refuse(`${slideId(1)}.1`, hash, 'bad-signature', momentNumber(1));
      expect((await store.outboxTotals()).bytes).toBe(bytes + message.length);
      await store.acknowledge(`${slideId(1)}.1`, hash);
      expect(await store.outboxTotals()).toEqual({ ...empty, droppedUnsealed: 0, bytes: 0 });
      expect(LANES.every((lane) => lane in empty.waiting)).toBe(true);
    });
  });
}
