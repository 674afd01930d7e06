import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { chooseCells, spread } from '../../src/evaluate/choose.js';
import {
  clusteredShare,
  complement,
  operatingCurve,
  perMicrolitre,
  ratesAt,
  type ScoredCell,
} from '../../src/evaluate/rates.js';
import { summariseCells, type ClassifiedCell } from '../../src/evaluate/summarise-cells.js';
import type { LabelledCell } from '../../src/evaluate/truth.js';

const nothing = { patients: [], cells: 0, reason: '' };
const cell = (infected: boolean, score: number, patient: string): ClassifiedCell => ({
  file: `${patient}-${infected}-${score}.png`,
  path: '/x',
  infected,
  score,
  patient,
});

/** Patient A: 3 of 4 infected found, 1 of 2 uninfected falsely; B: 1 of 1 found; C: 0 of 3 falsely. */
const small = [
  ...[0.9, 0.8, 0.5, 0.2].map((score) => cell(true, score, 'A')),
  ...[0.7, 0.1].map((score) => cell(false, score, 'A')),
  cell(true, 0.6, 'B'),
  ...[0.3, 0.2, 0.05].map((score) => cell(false, score, 'C')),
];

const scored = fc.array(
  fc.record({
    infected: fc.boolean(),
    score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    cluster: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('figures of labelled cells', () => {
  it('are what can be counted by hand', () => {
    const result = summariseCells(small, 0.5, 0.85, nothing);
    expect(result).toMatchObject({
      n: 10,
      infected: 5,
      uninfected: 5,
      threshold: 0.5,
      clusteredBy: 'patient',
    });
    expect(result.sensitivity?.value).toBeCloseTo(4 / 5, 12);
    expect(result.specificity?.value).toBeCloseTo(4 / 5, 12);
    expect(result.accuracy?.value).toBeCloseTo(8 / 10, 12);
    expect(result.falsePositivesPerMicrolitre?.value).toBeCloseTo(1_000_000, 6);
    // Of 25 pairs 0.9 and 0.8 win 5 each, 0.6 and 0.5 win 4 each, 0.2 wins 2 and draws 1.
    expect(result.auc?.value).toBeCloseTo((5 + 5 + 4 + 4 + 2.5) / 25, 12);
    expect(result.atAccuracyThreshold?.sensitivity?.value).toBeCloseTo(1 / 5, 12);
    expect(result.atAccuracyThreshold?.specificity?.value).toBe(1);
    expect(result.perPatient).toEqual([
      { patient: 'A', infected: 4, uninfected: 2, sensitivity: 0.75, specificity: 0.5, accuracy: 4 / 6 },
      { patient: 'B', infected: 1, uninfected: 0, sensitivity: 1, specificity: null, accuracy: 1 },
      { patient: 'C', infected: 0, uninfected: 3, sensitivity: null, specificity: 1, accuracy: 1 },
    ]);
  });

  it('are null where one class is missing, never a made-up number', () => {
    const infected = summariseCells(small.filter((one) => one.infected), 0.5, undefined, nothing); // prettier-ignore
    expect(infected).toMatchObject({
      uninfected: 0,
      specificity: null,
      auc: null,
      falsePositivesPerMicrolitre: null,
      calibration: null,
      atAccuracyThreshold: null,
    });
    const uninfected = summariseCells(small.filter((one) => !one.infected), 0.5, undefined, nothing); // prettier-ignore
    expect(uninfected).toMatchObject({ infected: 0, sensitivity: null, auc: null, byStage: [] });
  });

  it('give the Brier score and the bins of scores', () => {
    const two = [cell(true, 0.9, 'A'), cell(false, 0.2, 'B')];
    expect(summariseCells(two, 0.5, undefined, nothing).calibration).toMatchObject({
      brier: expect.closeTo((0.01 + 0.04) / 2, 12) as number,
      expectedError: expect.closeTo((0.1 + 0.2) / 2, 12) as number,
      bins: [{ n: 1, infectedShare: 0 }, { n: 1, infectedShare: 1 }], // prettier-ignore
    });
  });

  it('rank by score alone: any growing function of it leaves the AUC as it is', () => {
    fc.assert(
      fc.property(scored, (cells) => {
        fc.pre(cells.some((one) => one.infected) && cells.some((one) => !one.infected));
        const of = (map: (score: number) => number): number | undefined =>
          summariseCells(cells.map((one) => cell(one.infected, map(one.score), one.cluster)), 0.5, undefined, nothing).auc?.value; // prettier-ignore
        expect(of((score) => score ** 3 / 2)).toBeCloseTo(
          of((score) => score)!,
          12,
        );
      }),
    );
  });

  it('widen their interval when patients differ', () => {
    const uneven = Array.from({ length: 80 }, (_, i) => cell(true, i % 8 < 6 ? 0.9 : 0.1, `P${i % 8}`));
    const even = Array.from({ length: 80 }, (_, i) =>
      cell(true, Math.floor(i / 8) % 4 < 3 ? 0.9 : 0.1, `P${i % 8}`),
    );
    const width = (cells: ClassifiedCell[]): number => {
      const { low, high } = summariseCells(cells, 0.5, undefined, nothing).sensitivity!;
      return high - low;
    };
    expect(width(uneven)).toBeGreaterThan(2 * width(even));
    expect(summariseCells(uneven, 0.5, undefined, nothing).sensitivity!.value).toBe(0.75);
  });
});

describe('rates at a threshold', () => {
  it('hold their value inside the interval and inside 0–1', () => {
    fc.assert(
      fc.property(scored, fc.double({ min: 0, max: 1, noNaN: true }), (cells, threshold) => {
        const rates = ratesAt(cells, threshold);
        for (const rate of [rates.accuracy, rates.sensitivity, rates.specificity]) {
          if (rate === null) continue;
          expect(rate.low).toBeLessThanOrEqual(rate.value);
          expect(rate.high).toBeGreaterThanOrEqual(rate.value);
          expect(rate.low).toBeGreaterThanOrEqual(0);
          expect(rate.high).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are told per µL and turned round with their intervals', () => {
    const share = { value: 0.1, low: 0.05, high: 0.3 };
    expect(perMicrolitre(share)).toEqual({ value: 500_000, low: 250_000, high: 1_500_000 });
    expect(complement(share)).toEqual({ value: 0.9, low: 0.7, high: 0.95 });
    expect(clusteredShare([], () => true)).toBeNull();
  });
});

describe('the curve', () => {
  it('agrees with the rates at each of its thresholds and never falls', () => {
    fc.assert(
      fc.property(scored, (cells) => {
        const curve = operatingCurve(cells);
        let last = -1;
        for (const point of curve) {
          const rates = ratesAt(cells, point.threshold);
          expect(point.sensitivity).toEqual(rates.sensitivity);
          expect(point.falsePositivesPerMicrolitre).toBeCloseTo(
            rates.falsePositivesPerMicrolitre?.value ?? 0,
            6,
          );
          const height = (point.sensitivity?.value ?? 0) + (point.falsePositiveRate?.value ?? 0);
          expect(height).toBeGreaterThan(last);
          last = height;
        }
        expect(curve.at(-1)?.sensitivity?.value ?? 1).toBe(1);
      }),
      { numRuns: 40 },
    );
  });

  it('is thinned, but keeps the strictest and the most lenient point and the thresholds asked for', () => {
    const cells: ScoredCell[] = Array.from({ length: 4000 }, (_, i) => ({
      infected: i % 2 === 0,
      score: ((i * 7919) % 4000) / 4000,
      cluster: `${i % 20}`,
    }));
    const curve = operatingCurve(cells, [0.3333]);
    expect(curve.length).toBeLessThan(300);
    expect(curve[0].threshold).toBe(3999 / 4000);
    expect(curve.at(-1)?.threshold).toBe(0);
    const kept = curve.filter((point) => point.threshold >= 0.3333).at(-1)!;
    expect(kept.sensitivity).toEqual(ratesAt(cells, 0.3333).sensitivity);
  });

  it('never reaches infected cells that were not found as cells', () => {
    const curve = operatingCurve([
      { infected: true, score: 0.9, cluster: 'a' },
      { infected: true, score: -1, cluster: 'b' },
    ]);
    expect(curve.map((point) => point.sensitivity?.value)).toEqual([0.5]);
  });
});

describe('the choice of cells', () => {
  const labelled = (patient: string | undefined, infected: boolean, fold?: string): LabelledCell => ({
    file: `${patient}${infected}`,
    path: '/x',
    infected,
    ...(patient !== undefined && { patient }),
    ...(fold !== undefined && { fold }),
  });
  const cells = [
    labelled('C1', true, '0'),
    labelled('C2', true, '1'),
    labelled('C2', false, '1'),
    labelled('C10', false, '1'),
  ];

  it('leaves out patients that the weights were fitted on, and says so', () => {
    const chosen = chooseCells(cells, ['c2', 'C1'], {});
    expect(chosen.cells.map((one) => one.patient)).toEqual(['C10']);
    expect(chosen.leftOut).toMatchObject({ patients: ['C1', 'C2'], cells: 3 });
    expect(chosen.warnings).toEqual([expect.stringMatching(/No infected cell remains/)]);
  });

  it('keeps them when asked to or when no others remain, with a warning', () => {
    for (const chosen of [
      chooseCells(cells, ['C1', 'C2'], { includeTrained: true }),
      chooseCells(cells, ['C1', 'C2', 'C10'], {}),
    ]) {
      expect(chosen.cells).toHaveLength(4);
      expect(chosen.leftOut.cells).toBe(0);
      expect(chosen.warnings.join()).toMatch(/fitted on/);
    }
  });

  it('knows folds, and refuses one that is not there', () => {
    expect(chooseCells(cells, [], { fold: 1 }).cells).toHaveLength(3);
    expect(() => chooseCells(cells, [], { fold: 7 })).toThrow(UsageError);
    expect(() => chooseCells([labelled('C1', true)], [], { fold: 0 })).toThrow(/no cell is in fold 0/);
  });

  it('spreads a limit evenly', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2)).toEqual([2, 7]);
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 50 }), (items, limit) => {
        expect(spread(items, limit)).toHaveLength(Math.min(items.length, limit));
      }),
    );
  });
});
