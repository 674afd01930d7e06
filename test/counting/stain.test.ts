import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { drawBeta, drawBinomial } from '../../src/counting/coverage/draws.js';
import type { DotSlope, RateEstimate } from '../../src/counting/rate-estimate.js';
import { fitDotSlope } from '../../src/counting/rates/fit-dot-slope.js';
import { slideResult } from '../../src/counting/slide-result.js';
import { dirtyFrom, minimumForStain, rateWithDots } from '../../src/counting/stain.js';
import { addField, emptyTally } from '../../src/counting/tally.js';

const dots: DotSlope = {
  reference: 0.12,
  slope: 4.8,
  low: 2.5,
  high: 6.7,
  standardError: 1.1,
  patients: 158,
};
const alarms: RateEstimate = {
  value: 0.013,
  low: 0.011,
  high: 0.016,
  patients: 158,
  cells: 10_833,
  alpha: 2.1,
  beta: 158,
  dots,
};
const sensitivity: RateEstimate = { ...alarms, value: 0.85, low: 0.8, high: 0.9, alpha: 8.2, beta: 1.5 };
const judge = (infected: number, dotted?: number, rate: RateEstimate = alarms) =>
  slideResult(
    addField(emptyTally, {
      redCells: 4000,
      infected,
      ...(dotted !== undefined && { dots: { cells: 4000 - infected, dotted } }),
    }),
    { sensitivity, falsePositiveRate: rate, stopped: 'no-more-fields' },
  );
const mean = ({ alpha, beta }: RateEstimate): number => alpha / (alpha + beta);
const relativeSpread = ({ alpha, beta }: RateEstimate): number => beta / (alpha * (alpha + beta + 1));

describe('the false-positive rate of a dirty slide', () => {
  it('is the usual one times what the slope says, and less certain', () => {
    const raised = rateWithDots(alarms, { cells: 4000, dotted: 1480 })!;
    expect(raised.factor).toBeCloseTo(1 + 4.8 * (0.37 - 0.12), 10);
    expect(mean(raised.rate)).toBeCloseTo(mean(alarms) * raised.factor, 10);
    expect(relativeSpread(raised.rate)).toBeGreaterThan(relativeSpread(alarms));
  });

  it.each([
    ['a slide as clean as the reference', { cells: 1000, dotted: 120 }, alarms],
    ['a cleaner one', { cells: 1000, dotted: 0 }, alarms],
    ['too few cells looked at', { cells: minimumForStain - 1, dotted: 100 }, alarms],
    ['weights without a slope', { cells: 1000, dotted: 900 }, { ...alarms, dots: undefined }],
  ])('stays what it is for %s', (_, seen, rate) => {
    expect(rateWithDots(rate, seen)).toBeUndefined();
  });

  it('stays a distribution of a rate whatever is seen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: minimumForStain, max: 80_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1e-5, max: 0.4, noNaN: true }),
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (cells, part, usual, slope) => {
          const rate = { ...alarms, alpha: 2, beta: 2 / usual - 2, dots: { ...dots, slope } };
          const raised = rateWithDots(rate, { cells, dotted: Math.round(cells * part) });
          if (!raised) return;
          const { alpha, beta, low, value, high } = raised.rate;
          expect(alpha > 0 && beta > 0 && Number.isFinite(alpha + beta)).toBe(true);
          expect(raised.factor).toBeGreaterThanOrEqual(1);
          expect(low <= value && value <= high && high <= 1).toBe(true);
        },
      ),
    );
  });
});

describe('the interval of a dirty slide', () => {
  it('always holds the interval it had without dots', () => {
    fc.assert(
      fc.property(fc.nat(700), fc.double({ min: 0, max: 1, noNaN: true }), (infected, part) => {
        const plain = judge(infected).parasitaemia;
        const dirty = judge(infected, Math.floor(part * (4000 - infected))).parasitaemia;
        expect(dirty.low).toBeLessThanOrEqual(plain.low);
        expect(dirty.high).toBeGreaterThanOrEqual(plain.high);
        expect(dirty.low <= dirty.value && dirty.value <= dirty.high).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('turns a slide that is positive when clean into an unclear one, and says why', () => {
    const clean = judge(200, 200);
    const dirty = judge(200, 1600);
    expect(clean).toMatchObject({ verdict: 'positive', stain: { dirty: false, falsePositives: 1 } });
    expect(dirty).toMatchObject({ verdict: 'unclear', stain: { dirty: true } });
    expect(dirty.wording.join('\n')).toMatch(
      /Dirty stain: dark dots on 42 % of red cells\. .*make a new slide/,
    );
    expect(clean.wording.join('\n')).not.toMatch(/stain|dots/);
  });

  it('says when it allows for dots that call for no new slide', () => {
    const result = judge(20, Math.floor(3980 * (dirtyFrom - 0.02)));
    expect(result.stain).toMatchObject({ dirty: false });
    expect(result.wording.join('\n')).toMatch(/The interval allows for stain deposits: dark dots on 18 %/);
  });

  it('gives the verdict on the stain without a slope too, and none where nothing was looked at', () => {
    const without = { ...alarms, dots: undefined };
    expect(judge(20, 2000, without).stain).toMatchObject({ dirty: true, falsePositives: 1 });
    expect(judge(20, 2000, without).parasitaemia).toEqual(judge(20).parasitaemia);
    expect(judge(20).stain).toBeUndefined();
  });
});

describe('the slope of false positives over dots', () => {
  const study = (seed: number, slope: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 158 }, () => {
      const share = drawBeta(random, 2, 14);
      const rate = 0.013 * (1 + slope * (share - 0.125));
      const positives = drawBinomial(random, 69, drawBeta(random, rate * 200, (1 - rate) * 200));
      const cells = 69 - positives;
      return { cells: 69, positives, dots: { cells, dotted: drawBinomial(random, cells, share) } };
    });
  };

  it('is found again in studies of the size of the real one', () => {
    const steep = [1, 2, 3, 4].map((seed) => fitDotSlope(study(seed, 6)));
    const flat = [1, 2, 3, 4].map((seed) => fitDotSlope(study(seed, 0)));
    const average = (fits: readonly DotSlope[]) =>
      fits.reduce((sum, fit) => sum + fit.slope, 0) / fits.length;
    expect(average(steep)).toBeGreaterThan(3);
    expect(Math.abs(average(flat))).toBeLessThan(2);
    expect(steep.filter(({ low }) => low > 0).length).toBeGreaterThanOrEqual(3);
    expect(flat.filter(({ low, high }) => low <= 0 && high >= 0).length).toBeGreaterThanOrEqual(3);
    expect(steep[0]).toMatchObject({ patients: 158 });
    expect(Math.abs(steep[0].reference - 0.125)).toBeLessThan(0.03);
  });

  it('is refused where it cannot be told', () => {
    const one = { cells: 50, positives: 1, dots: { cells: 49, dotted: 5 } };
    expect(() => fitDotSlope(Array.from({ length: 9 }, () => one))).toThrow(RangeError);
    expect(() => fitDotSlope(Array.from({ length: 20 }, () => ({ ...one, positives: 0 })))).toThrow(
      RangeError,
    );
    expect(() =>
      fitDotSlope(Array.from({ length: 20 }, () => ({ ...one, dots: { cells: 49, dotted: 0 } }))),
    ).toThrow(RangeError);
  });
});
