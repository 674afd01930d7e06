import { describe, expect, it } from 'vitest';
import type { ChainLink } from '../../../src/store/outbox.js';
import { storageCode } from '../fixtures.js';
import { type Stores } from './stores.js';
import { DEVICE, OTHER, finished, finishedWithPicture, made, sealAll } from './outbox-kit.js';

/** Records get their place in a chain, once. */
export function outboxSealsContract({ name, withSlide }: Stores): void {
  describe(`${name} seals records`, () => {
    it('in a chain for each lane and device, each after the one before, whatever was acknowledged', async () => {
      const store = await finishedWithPicture(withSlide);
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
      const store = await finishedWithPicture(withSlide);
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
      const store = await finishedWithPicture(withSlide);
      const [row] = await store.waiting();
      const failing = store.seal(row.sequence, DEVICE, () => {
        throw new RangeError('no key');
      });
      await expect(failing).rejects.toThrow(new RangeError('no key'));
      expect((await store.waiting())[0]).toEqual(row);
      expect((await store.seal(row.sequence, DEVICE, made)).number).toBe(1);
    });

    it('anew under another key, and says that the old number will not come', async () => {
      const store = await finishedWithPicture(withSlide);
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
      const store = await finishedWithPicture(withSlide);
      expect(await storageCode(store.seal(9999, DEVICE, made))).toBe('no-such-record');
    });

    it('several at once as one after another would be, each lane in its own chain', async () => {
      const [together, apart] = [await finishedWithPicture(withSlide), await finishedWithPicture(withSlide)];
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
      const store = await finishedWithPicture(withSlide);
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
}
