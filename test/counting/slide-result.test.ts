import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta } from '../../src/counting/rates/incomplete-beta.js';
import type { RateEstimate } from '../../src/counting/rate-estimate.js';
import { rateNodes, spreadOut } from '../../src/counting/rate-nodes.js';
import { slideResult, type SlideCircumstances } from '../../src/counting/slide-result.js';
import { rateOf } from './rate-of.js';

/** So many fields that their unevenness does not matter. */
const manyFields = 1e9;
const counted = (infected: number, redCells: number, fields = 20) => ({ fields, redCells, infected });
const today = { sensitivity: rateOf(0.9, 30), falsePositiveRate: rateOf(0.005, 150) };
const exact = { sensitivity: rateOf(0.9, 1e9), falsePositiveRate: rateOf(1e-9, 1e12) };
const judge = (tally: ReturnType<typeof counted>, how: Partial<SlideCircumstances> = {}) =>
  slideResult(tally, { ...today, stopped: 'no-more-fields', ...how });

const rates = fc.record({
  sensitivity: fc
    .tuple(fc.double({ min: 0.3, max: 0.995, noNaN: true }), fc.double({ min: 3, max: 1e5, noNaN: true }))
    .map(([mean, total]) => rateOf(mean, total)),
  falsePositiveRate: fc
    .tuple(fc.double({ min: 1e-6, max: 0.1, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }))
    .map(([mean, total]) => rateOf(mean, total)),
});

describe('the interval of a slide', () => {
  it('holds its value, lies in 0–1 and is a number, whatever was counted', () => {
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 0, max: 80_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (known, redCells, part, fields) => {
          const { value, low, high } = judge(
            counted(Math.round(redCells * part ** 3), redCells, fields),
            known,
          ).parasitaemia;
          expect(low >= 0 && low <= value && value <= high && high <= 1).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not fall when more cells are called', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 100, max: 6000 }), fc.nat(400), (known, redCells, k) => {
        // Near and above what the sensitivity allows at all, where the model cannot hold, `low` wobbles by some percent.
        const { alpha, beta } = known.sensitivity;
        const infected = Math.min(k, Math.floor((0.7 * redCells * alpha) / (alpha + beta)));
        const fewer = judge(counted(infected, redCells), known).parasitaemia;
        const more = judge(counted(infected + 1, redCells), known).parasitaemia;
        for (const limit of ['low', 'value', 'high'] as const) {
          expect(more[limit]).toBeGreaterThanOrEqual(fewer[limit] * (1 - 5e-4) - 1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('solves the equations it states: tails of 2.5 % under the model, integrated another way', () => {
    // Plain midpoints of equal probability, 300 × 300 rates, binomial tail itself at each.
    for (const [k, n] of [
      [80, 2000],
      [30, 5000],
      [300, 3000],
    ]) {
      const known = { sensitivity: rateOf(0.9, 30), falsePositiveRate: rateOf(0.002, 2000) };
      const { low, high } = judge(counted(k, n, manyFields), known).parasitaemia;
      const midpoints = (of: RateEstimate) => {
        const { alpha, beta } = of;
        // Quantiles by summing the density in fine steps: no code of ours but the density.
        const steps = 200_000;
        const most = Math.min(1, (alpha / (alpha + beta)) * 40);
        const points: number[] = [];
        let sum = 0;
        const density = Array.from({ length: steps }, (_, i) => {
          const x = ((i + 0.5) / steps) * most;
          return Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x));
        });
        const total = density.reduce((a, b) => a + b, 0);
        density.forEach((d, i) => {
          sum += d / total;
          while (points.length < 200 && sum >= (points.length + 0.5) / 200)
            points.push(((i + 0.5) / steps) * most);
        });
        return points;
      };
      const hits = midpoints(known.sensitivity);
      const alarms = midpoints(known.falsePositiveRate);
      const mean = (share: number, tail: (q: number) => number) => {
        let sum = 0;
        for (const s of hits) for (const f of alarms) sum += tail(f + share * Math.max(0, s - f));
        return sum / hits.length / alarms.length;
      };
      // P(K ≥ k | low) and P(K ≤ k | high) with I_q(k, n − k + 1).
      expect(mean(low, (q) => incompleteBeta(q, k, n - k + 1))).toBeCloseTo(0.025, 3);
      expect(mean(high, (q) => incompleteBeta(1 - q, n - k, k + 1))).toBeCloseTo(0.025, 3);
    }
  });

  it('is wider the less the rates are known', () => {
    const width = (sensitivity: number, falsePositives: number) => {
      const known = {
        sensitivity: rateOf(0.9, sensitivity),
        falsePositiveRate: rateOf(0.002, falsePositives),
      };
      const { low, high } = judge(counted(200, 5000), known).parasitaemia;
      return high - low;
    };
    expect(width(30, 2000)).toBeGreaterThan(width(300, 2000));
    expect(width(300, 2000)).toBeGreaterThan(width(300, 20_000));
    expect(width(300, 200)).toBeGreaterThan(width(300, 2000));
  });

  it('is wider the fewer fields the cells come from', () => {
    const width = (fields: number) => {
      const { low, high } = judge(counted(500, 5000, fields), exact).parasitaemia;
      return high - low;
    };
    expect(width(1)).toBeGreaterThan(1.3 * width(20));
    expect(width(20)).toBeGreaterThan(1.01 * width(manyFields));
  });

  it('narrows to Rogan–Gladen when everything is known and much is counted', () => {
    const known = { sensitivity: rateOf(0.9, 1e9), falsePositiveRate: rateOf(0.001, 1e9) };
    const { value, low, high } = judge(counted(46_000, 1_000_000, manyFields), known).parasitaemia;
    const roganGladen = (0.046 - 0.001) / (0.9 - 0.001);
    expect(value).toBeCloseTo(roganGladen, 4);
    // 1.96 standard errors of the raw share over S − F.
    const half = (1.96 * Math.sqrt((0.046 * 0.954) / 1e6)) / 0.899;
    expect((high - low) / 2 / half).toBeGreaterThan(0.98);
    expect((high - low) / 2 / half).toBeLessThan(1.03);
  });

  it('differs little from Rogan–Gladen once ten cells more than false alarms are called', () => {
    for (const k of [15, 30, 60, 200]) {
      const known = { sensitivity: rateOf(0.9, 100), falsePositiveRate: rateOf(0.001, 1000) };
      const { value } = judge(counted(k, 5000), known).parasitaemia;
      expect(value / ((k / 5000 - 0.001) / 0.899)).toBeGreaterThan(0.95);
      expect(value / ((k / 5000 - 0.001) / 0.899)).toBeLessThan(1.15);
    }
  });

  it('without a cell is 0 to 1 and no result', () => {
    const result = judge(counted(0, 0, 0));
    expect(result.parasitaemia).toEqual({ value: 0, low: 0, high: 1 });
    expect(result.verdict).toBe('no-result');
  });

  it('reaches 1 when every cell is called', () => {
    for (const n of [200, 5000, 75_000]) {
      const { verdict, parasitaemia } = judge(counted(n, n));
      expect(verdict).toBe('positive');
      expect([parasitaemia.value, parasitaemia.high]).toEqual([1, 1]);
      expect(parasitaemia.low).toBeGreaterThan(0.5);
    }
    // More called than the sensitivity allows is no proof that every single cell is infected.
    expect(judge(counted(5000, 5000, manyFields)).parasitaemia.low).toBeLessThan(1);
  });

  it('is the same every time', () => {
    expect(judge(counted(33, 5000))).toEqual(judge(counted(33, 5000)));
  });
});

describe('nothing seen', () => {
  it('bounds at −ln 0.025 / N over the sensitivity: the rule of three, two-sided, when the sensitivity is known', () => {
    const { high } = judge(counted(0, 5000, manyFields), exact).parasitaemia;
    expect(high).toBeCloseTo(-Math.log(0.025) / 5000 / 0.9, 5);
    expect(high).toBeGreaterThan(3 / 5000 / 0.9);
  });

  it('never bounds below 3 / N over the mean sensitivity, however many false alarms were expected', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 80_000 }), (known, redCells) => {
        const { high, low, value } = judge(counted(0, redCells), known).parasitaemia;
        expect([low, value]).toEqual([0, 0]);
        // Exact for small N too: (1 − S·high)^N; the 3 / N of the rule is its bound for large N.
        const mean = known.sensitivity.alpha / (known.sensitivity.alpha + known.sensitivity.beta);
        expect(high).toBeGreaterThanOrEqual(Math.min(1, (1 - 0.05 ** (1 / redCells)) / mean) * 0.999);
      }),
      { numRuns: 100 },
    );
  });

  it('does not depend on the false-positive rate', () => {
    const bounds = [1e-6, 1e-4, 1e-3, 0.01, 0.05].map(
      (mean) => judge(counted(0, 5000), { falsePositiveRate: rateOf(mean, 1e5) }).parasitaemia.high,
    );
    expect(Math.max(...bounds) / Math.min(...bounds)).toBeLessThan(1.02);
  });
});

describe('verdict and severity', () => {
  it('is positive only when false alarms cannot explain what was called', () => {
    expect(judge(counted(0, 5000)).verdict).toBe('not-seen');
    expect(judge(counted(25, 5000)).verdict).toBe('unclear');
    expect(judge(counted(250, 5000)).verdict).toBe('positive');
    expect(judge(counted(1, 5000), exact).verdict).toBe('positive');
  });

  it('says nothing of few cells unless they are clearly infected', () => {
    expect(judge(counted(0, 999)).verdict).toBe('no-result');
    expect(judge(counted(0, 1000)).verdict).toBe('not-seen');
    expect(judge(counted(40, 150)).verdict).toBe('positive');
    expect(judge(counted(40, 99)).verdict).toBe('no-result');
  });

  it('flags severity above 2 % and above 10 %, of a positive slide only', () => {
    const severity = (k: number) => judge(counted(k, 5000), exact).severity;
    expect(severity(89)).toBe('none');
    expect(severity(92)).toBe('above-2-percent');
    expect(severity(440)).toBe('above-2-percent');
    expect(severity(460)).toBe('above-10-percent');
    expect(judge(counted(20, 50)).severity).toBe('none');
  });

  it('scales with the patient’s own red cells and says whose they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 8_000_000 }), fc.nat(300), (cells, k) => {
        const own = judge(counted(k, 4000), { redCellsPerMicrolitre: cells });
        const assumed = judge(counted(k, 4000));
        expect(own.redCellsPerMicrolitre).toEqual({ value: cells, source: 'measured' });
        expect(assumed.redCellsPerMicrolitre).toEqual({ value: 5_000_000, source: 'assumed' });
        expect(own.parasitaemia).toEqual(assumed.parasitaemia);
        for (const limit of ['low', 'value', 'high'] as const) {
          expect(own.perMicrolitre[limit]).toBeCloseTo(own.parasitaemia[limit] * cells, 6);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what cannot be', () => {
    expect(() => judge(counted(6, 5))).toThrow(RangeError);
    expect(() => judge(counted(0, 5), { redCellsPerMicrolitre: 4.8 })).toThrow(RangeError);
    expect(() => judge(counted(0, 5), { sensitivity: { ...rateOf(0.9, 30), beta: 0 } })).toThrow(RangeError);
    expect(() => judge(counted(70, 2000), { stopped: 'precision-reached' })).toThrow(RangeError);
  });
});

describe('rate nodes', () => {
  const moments = ({ rates: at, weights }: ReturnType<typeof rateNodes>) => {
    let total = 0;
    let mean = 0;
    let square = 0;
    at.forEach((value, i) => {
      total += weights[i];
      mean += weights[i] * value;
      square += weights[i] * value * value;
    });
    return { total, mean, deviation: Math.sqrt(square - mean * mean) };
  };

  it('keep a beta distribution’s mean and spread', () => {
    // Beta(27, 3): mean 0.9, variance 81 / (900 · 31).
    const { total, mean, deviation } = moments(rateNodes(rateOf(0.9, 30), 48));
    expect(total).toBeCloseTo(1, 10);
    expect(mean).toBeCloseTo(0.9, 3);
    expect(deviation / Math.sqrt(81 / 900 / 31)).toBeCloseTo(1, 2);
  });

  it('add the unevenness of fields to the spread', () => {
    const { total, mean, deviation } = moments(spreadOut(rateNodes(rateOf(0.9, 30), 48), 0.05));
    expect(total).toBeCloseTo(1, 10);
    expect(mean).toBeCloseTo(0.9, 3);
    // E[S²]·(1 + v²) − mean².
    const expected = Math.sqrt((0.81 + 81 / 900 / 31) * 1.0025 - 0.81);
    expect(deviation / expected).toBeGreaterThan(0.97);
    expect(deviation / expected).toBeLessThan(1.03);
  });
});
