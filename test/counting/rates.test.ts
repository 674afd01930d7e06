import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { drawBeta, drawBinomial } from '../../src/counting/coverage/draws.js';
import { areaUnderCurve } from '../../src/counting/rates/area-under-curve.js';
import { clusteredRateInterval } from '../../src/counting/rates/clustered-rate.js';
import { fitBetaBinomial } from '../../src/counting/rates/fit-beta-binomial.js';
import { betaQuantile } from '../../src/counting/rates/incomplete-beta.js';
import { proportionInterval } from '../../src/counting/rates/proportion-interval.js';

const patients = (cells: number, ...positives: number[]) =>
  positives.map((count) => ({ positives: count, cells }));
const repeated = (values: readonly number[], times: readonly number[]) =>
  values.flatMap((value, i) => Array.from({ length: times[i] }, () => value));

describe('proportionInterval', () => {
  // scipy.stats.binomtest(k, n).proportion_ci(0.95, 'exact'), scipy 1.10.1
  it.each([
    [10, 100, 0.04900468922148595, 0.17622259774017532],
    [0, 20, 0, 0.16843347098308548],
    [20, 20, 0.8315665290169145, 1],
    [1, 5000, 5.063548766174133e-6, 0.0011138193803339582],
  ])('%d of %d: %d to %d', (k, n, low, high) => {
    const interval = proportionInterval(k, n);
    expect(interval.value).toBe(k / n);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });
  it('knows nothing of nothing, and refuses more than all', () => {
    expect(proportionInterval(0, 0)).toEqual({ value: 0.5, low: 0, high: 1 });
    expect(() => proportionInterval(3, 2)).toThrow(RangeError);
    expect(() => proportionInterval(Number.NaN, 2)).toThrow(RangeError);
  });
});

describe('clusteredRateInterval', () => {
  it('equals Korn & Graubard worked through with scipy 1.10.1', () => {
    // r = Σk/Σn; v = 10/9 Σ(k − rn)²/(Σn)²; n* = r(1 − r)/v·(t.ppf(.975, 799)/t.ppf(.975, 9))²; beta.ppf(.025, rn*, n* − rn* + 1), …
    const { value, low, high } = clusteredRateInterval(patients(80, 60, 72, 75, 79, 70, 66, 78, 80, 54, 77));
    expect(value).toBeCloseTo(0.88875, 12);
    expect(low).toBeCloseTo(0.7839884820716083, 5);
    expect(high).toBeCloseTo(0.9541364409967344, 5);
  });
  it('is never narrower than if cells were independent', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 30 }), (counts) => {
        const clustered = clusteredRateInterval(patients(50, ...counts));
        const total = counts.reduce((a, b) => a + b, 0);
        const exact = proportionInterval(total, 50 * counts.length);
        return clustered.low <= exact.low + 1e-9 && clustered.high >= exact.high - 1e-9;
      }),
    );
  });
  it('holds the true mean of patients that differ, 1,000 studies of 20 patients', () => {
    const random = seededRandom(11);
    let held = 0;
    for (let study = 0; study < 1000; study++) {
      const counts = Array.from({ length: 20 }, () => drawBinomial(random, 80, drawBeta(random, 3.5, 31.5)));
      const { low, high } = clusteredRateInterval(patients(80, ...counts));
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    // 95 % less three standard errors of the simulation.
    expect(held).toBeGreaterThan(929);
  });
  it('with no event assumes that patients differ, so bounds above 3.7 / n', () => {
    const { value, low, high } = clusteredRateInterval(patients(80, ...new Array<number>(32).fill(0)));
    expect([value, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(3.69 / 2560);
    expect(high).toBeLessThan(4.2 / 2560);
  });
  it('says nothing from one patient or none, and refuses impossible counts', () => {
    expect(clusteredRateInterval(patients(80, 8))).toEqual({ value: 0.1, low: 0, high: 1 });
    expect(clusteredRateInterval(patients(0, 0))).toEqual({ value: 0.5, low: 0, high: 1 });
    expect(() => clusteredRateInterval(patients(10, 11))).toThrow(RangeError);
    expect(() => clusteredRateInterval(patients(10, 1.5))).toThrow(RangeError);
  });
});

describe('fitBetaBinomial', () => {
  it('finds the mean and spread that many patients show', () => {
    const random = seededRandom(5);
    const counts = Array.from({ length: 400 }, () => drawBinomial(random, 80, drawBeta(random, 27, 3)));
    const { value, alpha, beta, low, high } = fitBetaBinomial(patients(80, ...counts));
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(0.9);
    expect(value).toBeGreaterThan(low);
    // Beta(27, 3) has standard deviation 0.0539.
    const mean = alpha / (alpha + beta);
    expect(Math.sqrt((mean * (1 - mean)) / (alpha + beta + 1))).toBeCloseTo(0.0539, 2);
  });
  it('holds the true mean in its interval and a new patient in its distribution, 300 studies', () => {
    const random = seededRandom(6);
    let meanHeld = 0;
    let patientHeld = 0;
    for (let study = 0; study < 300; study++) {
      const counts = Array.from({ length: 32 }, () => drawBinomial(random, 80, drawBeta(random, 1, 99)));
      const fit = fitBetaBinomial(patients(80, ...counts));
      if (fit.low <= 0.01 && 0.01 <= fit.high) meanHeld++;
      const next = drawBeta(random, 1, 99);
      const { alpha, beta } = fit;
      if (betaQuantile(0.025, alpha, beta) <= next && next <= betaQuantile(0.975, alpha, beta)) patientHeld++;
    }
    expect(meanHeld / 300).toBeGreaterThan(0.91);
    expect(patientHeld / 300).toBeGreaterThan(0.91);
  });
  it('lets every patient speak alike, however many cells one has', () => {
    const easy = { positives: 970, cells: 1000 };
    const hard = Array.from({ length: 20 }, () => ({ positives: 24, cells: 30 }));
    const { value, low, high } = fitBetaBinomial([easy, ...hard]);
    expect(value).toBeLessThan(0.85);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });
  it('is sure of neither 0 nor 1 without events, and the surer the more cells', () => {
    const none = (cells: number, count: number) =>
      fitBetaBinomial(patients(cells, ...new Array<number>(count).fill(0)));
    expect(none(80, 32).value).toBeGreaterThan(0);
    expect(none(80, 32).value).toBeLessThan(1 / 2560);
    expect(none(80, 32).high).toBeGreaterThan(1 / 2560);
    expect(none(80, 32).high).toBeLessThan(5 / 2560);
    expect(none(800, 32).high).toBeLessThan(none(80, 32).high);
    expect(none(80, 3).high).toBeGreaterThan(none(80, 32).high);
  });
  it('treats a rate and its complement alike', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }), (counts) => {
        const fit = fitBetaBinomial(patients(40, ...counts));
        const mirrored = fitBetaBinomial(patients(40, ...counts.map((count) => 40 - count)));
        expect(mirrored.alpha / fit.beta).toBeCloseTo(1, 4);
        expect(mirrored.beta / fit.alpha).toBeCloseTo(1, 4);
        expect(mirrored.low).toBeCloseTo(1 - fit.high, 6);
        expect(fit.alpha > 0 && fit.beta > 0 && fit.low <= fit.value && fit.value <= fit.high).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
  it('refuses to fit nothing', () => {
    expect(() => fitBetaBinomial([])).toThrow(RangeError);
    expect(() => fitBetaBinomial(patients(0, 0, 0))).toThrow(RangeError);
  });
});

describe('areaUnderCurve', () => {
  // Hanley & McNeil 1982, Table I: ratings of 58 normal and 51 abnormal CT images.
  const normal = repeated([1, 2, 3, 4, 5], [33, 6, 6, 11, 2]);
  const abnormal = repeated([1, 2, 3, 4, 5], [3, 2, 2, 11, 33]);
  const scores = [...normal, ...abnormal];
  const labels = scores.map((_, i) => i >= normal.length);

  it('gives the published 0.893, with DeLong’s interval on the logit scale (numpy)', () => {
    const { value, low, high } = areaUnderCurve(scores, labels);
    expect(value).toBeCloseTo(0.8931710615280595, 12);
    expect(low).toBeCloseTo(0.8164434579114811, 9);
    expect(high).toBeCloseTo(0.9401761946121983, 9);
  });
  it('equals the share of pairs ranked right, whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 40 }),
        (rows) => {
          const positives = rows.filter(([, label]) => label).map(([score]) => score);
          const negatives = rows.filter(([, label]) => !label).map(([score]) => score);
          fc.pre(positives.length > 0 && negatives.length > 0);
          let right = 0;
          for (const p of positives) for (const n of negatives) right += p > n ? 1 : p === n ? 0.5 : 0;
          const area = areaUnderCurve(
            rows.map(([score]) => score),
            rows.map(([, label]) => label),
          );
          expect(area.value).toBeCloseTo(right / positives.length / negatives.length, 10);
          expect(area.low).toBeLessThanOrEqual(area.value);
          expect(area.high).toBeGreaterThanOrEqual(area.value);
        },
      ),
    );
  });
  it('widens when cells of one patient err together', () => {
    // Each image five times over, as five cells of one patient: no more is known than from the images alone.
    const five = <T>(values: readonly T[]): T[] =>
      values.flatMap((value) => [value, value, value, value, value]);
    const names = five(scores.map((_, i) => `patient ${i}`));
    const once = areaUnderCurve(scores, labels);
    const blind = areaUnderCurve(five(scores), five(labels));
    const clustered = areaUnderCurve(five(scores), five(labels), names);
    expect(blind.high - blind.low).toBeLessThan(0.6 * (once.high - once.low));
    expect(clustered.low).toBeCloseTo(once.low, 2);
    expect(clustered.high).toBeCloseTo(once.high, 2);
  });
  it('does not call a perfect ranking of few cells certain', () => {
    const { value, low, high } = areaUnderCurve([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 1]);
    expect([value, high]).toEqual([1, 1]);
    expect(low).toBeCloseTo(0.025 ** (1 / 3), 12);
    expect(areaUnderCurve([4, 5, 1, 2], [0, 0, 1, 1]).low).toBe(0);
  });
  it('refuses one class, scores that are no numbers, and lists of different length', () => {
    expect(() => areaUnderCurve([1, 2], [1, 1])).toThrow(RangeError);
    expect(() => areaUnderCurve([1, Number.NaN], [1, 0])).toThrow(RangeError);
    expect(() => areaUnderCurve([1, 2, 3], [1, 0])).toThrow(RangeError);
  });
});
