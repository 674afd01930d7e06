import { describe, expect, it } from 'vitest';
import { LANES } from '../../../src/record/lanes.js';
import { momentNumber, slideId, storageCode } from '../fixtures.js';
import { type Stores } from './stores.js';
import { DEVICE, finished, finishedWithPicture, ids, made, sealAll } from './outbox-kit.js';

/** Records leave when they are acknowledged, refused or given up. */
export function outboxLeavesContract({ name, opened, withSlide }: Stores): void {
  describe(`${name} lets records go`, () => {
    it('by their hash alone', async () => {
      const store = await finishedWithPicture(withSlide);
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
      expect(await store.outboxTotals()).toMatchObject({
        waiting: { results: 2 },
        refused: 1,
        resultsRefused: 1,
      });
      expect(await store.retryRefused()).toBe(1);
      expect(await store.retryRefused()).toBe(0);
      expect(await store.refused()).toEqual([]);
      expect((await store.waiting())[1]).toEqual({ ...rows[1], sealed: sealed[1] });
      // One that was put aside may be taken in after all.
      await store.refuse(rows[1].id, sealed[1].hash, 'unknown-device', momentNumber(1));
      expect(await store.acknowledge(rows[1].id, sealed[1].hash)).toBe(true);
      expect(await store.outboxTotals()).toMatchObject({
        waiting: { results: 2 },
        refused: 0,
        resultsRefused: 0,
      });
    });
  });

  describe(`${name} gives records up`, () => {
    it('one whose content is gone, never a result', async () => {
      const store = await finishedWithPicture(withSlide);
      const [result, picture] = await store.waiting();
      await expect(store.dropRow(result.sequence)).rejects.toThrow(RangeError);
      await store.dropRow(picture.sequence);
      await store.dropRow(picture.sequence);
      expect(await store.waiting()).toEqual([result]);
      expect(await store.outboxTotals()).toMatchObject({ dropped: [], droppedUnsealed: 1 });
    });

    it('thumbnails before health, oldest first, results never, and knows which numbers', async () => {
      const store = await finishedWithPicture(withSlide);
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
      const empty = {
        waiting: { results: 0, health: 0, thumbnails: 0 },
        ...{ refused: 0, resultsRefused: 0, dropped: [] },
      };
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
