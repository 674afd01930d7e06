import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTails } from '../../src/counting/called-count.js';
import type { Tally } from '../../src/counting/result.js';
import { shouldStop, stoppingPolicy, type StoppingPolicy } from '../../src/counting/stopping.js';
import { addField, emptyTally } from '../../src/counting/tally.js';
import { rateOf } from './rate-of.js';

/** Binomial probabilities by Pascal's recurrence: a way of its own, for small n. */
function pascal(n: number, q: number): number[] {
  let row = [1];
  for (let i = 0; i < n; i++) {
    row = Array.from({ length: row.length + 1 }, (_, k) => (row[k] ?? 0) * (1 - q) + (row[k - 1] ?? 0) * q);
  }
  return row;
}

/** Every way a slide of these fields can end under the policy, from the lowest outcome to the highest, with probability. */
function outcomes(
  fields: readonly number[],
  policy: StoppingPolicy,
  q: number,
): { tally: Tally; chance: number }[] {
  let open: { tally: Tally; chance: number }[] = [{ tally: emptyTally, chance: 1 }];
  const stages: { tally: Tally; chance: number }[][] = [];
  fields.forEach((redCells, stage) => {
    const added = pascal(redCells, q);
    const next = new Map<number, { tally: Tally; chance: number }>();
    for (const { tally, chance } of open) {
      added.forEach((p, infected) => {
        const grown = addField(tally, { redCells, infected });
        const same = next.get(grown.infected);
        next.set(grown.infected, { tally: grown, chance: (same?.chance ?? 0) + chance * p });
      });
    }
    const reached = [...next.values()].sort((a, b) => a.tally.infected - b.tally.infected);
    const ends = stage === fields.length - 1;
    const stopped = reached.filter(({ tally }) => ends || shouldStop(tally, policy));
    open = ends ? [] : reached.filter(({ tally }) => !shouldStop(tally, policy));
    stages.push(stopped);
  });
  return stages.reverse().flat();
}

describe('countTails under a stopping rule', () => {
  const policy: StoppingPolicy = { calledCells: 4, minimumCells: 12, cellLimit: 30 };

  it('equals full enumeration of all ways a small slide can end', () => {
    for (const q of [0.02, 0.1, 0.3, 0.7, 1]) {
      const all = outcomes([6, 7, 5, 8, 6], policy, q);
      expect(all.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 12);
      let below = 0;
      for (const { tally, chance } of all) {
        const tails = countTails(tally, policy);
        expect(tails.atMost(q)).toBeCloseTo(below + chance, 10);
        expect(tails.atLeast(q)).toBeCloseTo(1 - below, 10);
        below += chance;
      }
    }
  });

  it('without a policy is the binomial’s', () => {
    for (const [k, chance] of pascal(25, 0.2).entries()) {
      const tails = countTails({ fields: 1, redCells: 25, infected: k });
      expect(tails.atMost(0.2) + tails.atLeast(0.2) - chance).toBeCloseTo(1, 10);
    }
  });

  it('are tails: between 0 and 1, falling and rising with q, both holding what was seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 50, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 25,
        }),
        (fields) => {
          const used = { calledCells: 76, minimumCells: 1000, cellLimit: 5000 };
          let tally = emptyTally;
          for (const [redCells, part] of fields) {
            tally = addField(tally, { redCells, infected: Math.floor(redCells * part * part * part) });
            if (shouldStop(tally, used)) break;
          }
          const tails = countTails(tally, used);
          const at = Array.from({ length: 41 }, (_, i) => i / 40);
          const low = at.map(tails.atMost);
          const high = at.map(tails.atLeast);
          for (const p of [...low, ...high]) expect(p >= 0 && p <= 1).toBe(true);
          for (let i = 0; i < at.length; i++) expect(low[i] + high[i]).toBeGreaterThan(1 - 1e-9);
          for (let i = 1; i < at.length; i++) {
            expect(low[i]).toBeLessThanOrEqual(low[i - 1] + 1e-9);
            expect(high[i]).toBeGreaterThanOrEqual(high[i - 1] - 1e-9);
          }
        },
      ),
      {
        // Once summed up to a little more than 1.
        examples: [
          [
            [50, 182, 55, 293, 140, 180, 54, 50, 77, 50].map((cells): [number, number] => [
              cells,
              cells === 77 ? 0.9956521189993476 : 0,
            ]),
          ],
        ],
      },
    );
  });

  it('refuses a tally that cannot say where it stood one field earlier', () => {
    expect(() => countTails({ fields: 9, redCells: 2000, infected: 90 }, policy)).toThrow(RangeError);
  });
});

describe('stoppingPolicy and shouldStop', () => {
  it('asks for (1.96 / precision)² called cells when false alarms hardly matter, for more when they do', () => {
    expect(stoppingPolicy(rateOf(1e-9, 1e12)).calledCells).toBe(62);
    expect(stoppingPolicy(rateOf(1e-9, 1e12), { precision: 0.5 }).calledCells).toBe(16);
    expect(stoppingPolicy(rateOf(0.005, 150)).calledCells).toBeGreaterThan(62);
  });

  it('leaves the precision asked when no more false alarms than half their spread come', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 0.05, noNaN: true }),
        fc.double({ min: 20, max: 1e5, noNaN: true }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        (mean, total, precision) => {
          const { alpha, beta } = rateOf(mean, total);
          const { calledCells, cellLimit } = stoppingPolicy(rateOf(mean, total), { precision });
          const spread = Math.sqrt(beta / (alpha * (alpha + beta + 1)));
          const alarms = Math.min(Math.sqrt(calledCells) / spread, mean * cellLimit);
          expect((1.96 * Math.sqrt(calledCells)) / (calledCells - alarms)).toBeLessThan(precision * 1.001);
        },
      ),
    );
  });

  it('stops at neither before the minimum, and says which came', () => {
    const policy = { calledCells: 62, minimumCells: 1000, cellLimit: 5000 };
    const at = (redCells: number, infected: number) => shouldStop({ fields: 9, redCells, infected }, policy);
    expect(at(999, 500)).toBeUndefined();
    expect(at(1000, 62)).toBe('precision-reached');
    expect(at(4999, 61)).toBeUndefined();
    expect(at(5000, 61)).toBe('cell-limit');
  });

  it('refuses wishes that make no sense', () => {
    expect(() => stoppingPolicy(rateOf(0.01, 100), { precision: 0 })).toThrow(RangeError);
    expect(() => stoppingPolicy(rateOf(0.01, 100), { cellLimit: 500, minimumCells: 501 })).toThrow(
      RangeError,
    );
    expect(() => stoppingPolicy(rateOf(0.01, 100), { cellLimit: Number.NaN })).toThrow(RangeError);
  });
});

describe('addField', () => {
  it('adds up, and refuses impossible fields', () => {
    const tally = addField(addField(emptyTally, { redCells: 200, infected: 3 }), {
      redCells: 250,
      infected: 0,
    });
    expect(tally).toEqual({
      fields: 2,
      redCells: 450,
      infected: 3,
      lastField: { redCells: 250, infected: 0 },
    });
    expect(() => addField(tally, { redCells: 5, infected: 6 })).toThrow(RangeError);
    expect(() => addField(tally, { redCells: -1, infected: -1 })).toThrow(RangeError);
    expect(() => addField(tally, { redCells: 2.5, infected: 1 })).toThrow(RangeError);
  });
});
