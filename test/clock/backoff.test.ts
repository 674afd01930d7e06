import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { backoffMs } from '../../src/clock/backoff.js';

const limits = { backoffBaseMs: 500, backoffCapMs: 60_000 };

it('the limit doubles with every failure, up to its cap', () => {
  const half = (failures: number): number => backoffMs(failures, 0.5, limits);
  expect([0, 1, 2, 6, 7, 8].map(half)).toEqual([250, 500, 1000, 16_000, 30_000, 30_000]);
  expect(half(1_000_000)).toBe(30_000);
});

it('the wait lies anywhere below its limit', () => {
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, chance) => {
        const wait = backoffMs(failures, chance, limits);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(60_000, 500 * 2 ** Math.min(failures, 40)));
      },
    ),
  );
});

it('at the cap it is still spread evenly: those that lost one server do not come back together', () => {
  const random = seededRandom(1);
  const atCap = Array.from({ length: 2_000 }, () => backoffMs(99, random.uniform(), limits));
  for (const share of [0.1, 0.5, 0.9]) {
    const below = atCap.filter((ms) => ms < share * 60_000).length / atCap.length;
    expect(Math.abs(below - share)).toBeLessThan(0.05);
  }
});
