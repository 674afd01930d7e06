import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import type { FieldCounter } from '../../src/slide/field-counter.js';
import { photograph } from './field-counter-fixtures.js';

/** What every FieldCounter keeps. `start` gives a fresh one with the shipped weights. */
export function fieldCounterContract(name: string, start: () => Promise<FieldCounter>): void {
  describe(`${name} keeps the contract of a field counter`, () => {
    let counter: FieldCounter;
    const field = photograph(0);
    const count = (frame: RgbImage, ordinal = 0): ReturnType<FieldCounter['count']> =>
      counter.count(frame, { ordinal, name: `field-${ordinal}` });
    beforeAll(async () => {
      counter = await start();
    });
    afterAll(() => counter.close());

    it('accepts a good field, scores its cells and gives a fingerprint', async () => {
      await counter.open([], {});
      const { field: counted, fingerprint } = await count(field, 3);
      expect(counted.accepted).toBe(true);
      expect(counted.ordinal).toBe(3);
      expect(counted.name).toBe('field-3');
      expect(counted.redCells).toBeGreaterThan(20);
      expect(counted.cells.filter((cell) => cell.score !== null)).toHaveLength(counted.redCells);
      expect(fingerprint?.points.length).toBe(2 * counted.redCells);
    });

    it('does not accept a field out of focus, and gives no fingerprint of it', async () => {
      await counter.open([], {});
      const verdict = await count(photograph(0, { defocus: 2.5 }));
      expect(verdict.field.accepted).toBe(false);
      expect(verdict.field.quality.findings.some((finding) => !finding.ok && finding.advice)).toBe(true);
      expect(verdict).not.toHaveProperty('fingerprint');
    });

    it('goes on with a slide by the fingerprints of its fields', async () => {
      await counter.open([], {});
      const { fingerprint } = await count(field);
      if (!fingerprint) throw new Error('the field was not accepted');
      const later = await start();
      try {
        const again = photograph(0, {}, 1);
        await later.open([fingerprint], {});
        const repeated = await later.count(again, { ordinal: 1, name: 'again' });
        expect(repeated.field.accepted).toBe(false);
        expect(repeated.field.seenBefore).toBe(1);
        await later.open([], {});
        expect((await later.count(again, { ordinal: 0, name: 'new slide' })).field.accepted).toBe(true);
      } finally {
        await later.close();
      }
    });

    it('follows the view from glance to glance and knows the field last taken', async () => {
      await counter.open([], {});
      const first = await counter.glance(field);
      expect(first.moved).toBeNull();
      expect(first.overlapWithTaken).toBe(0);
      counter.markTaken();
      const moved = await counter.glance(photograph(0.3));
      expect(Math.abs((moved.moved ?? 0) - 0.3)).toBeLessThan(0.02);
      expect(Math.abs(moved.overlapWithTaken - 0.7)).toBeLessThan(0.03);
      await counter.open([], {});
      const fresh = await counter.glance(field);
      expect(fresh.moved).toBeNull();
      expect(fresh.overlapWithTaken).toBe(0);
    });

    it('serves calls in the order they were made', async () => {
      const order: string[] = [];
      const note = (what: string) => (): number => order.push(what);
      await Promise.all([
        counter.open([], {}).then(note('open')),
        count(field).then(note('count')),
        counter.glance(field).then(note('glance')),
        count(field, 1).then(note('count again')),
        counter.glance(field).then(note('glance again')),
      ]);
      expect(order).toEqual(['open', 'count', 'glance', 'count again', 'glance again']);
    });

    it('goes on after a call that failed', async () => {
      await counter.open([], { micrometresPerPixel: -1 });
      await expect(count(field)).rejects.toThrow('micrometresPerPixel must be positive');
      await counter.open([], {});
      expect((await count(field)).field.accepted).toBe(true);
    });

    it('finishes what waits when it is closed, and then refuses', async () => {
      const closing = await start();
      await closing.open([], {});
      const waiting = closing.count(field, { ordinal: 0, name: 'last' });
      await closing.close();
      expect((await waiting).field.accepted).toBe(true);
      const refused = await closing.glance(field).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ModelError);
      expect(refused).toMatchObject({ code: 'counter-closed' });
      await expect(closing.open([], {})).rejects.toMatchObject({ code: 'counter-closed' });
      await closing.close();
    });
  });
}
