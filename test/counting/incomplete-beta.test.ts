import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  binomialAtLeast,
  binomialAtMost,
  incompleteBeta,
  logGamma,
  studentQuantile,
} from '../../src/counting/rates/incomplete-beta.js';

// Reference values by scipy 1.10.1; the call stands at each table.
describe('logGamma, scipy.special.gammaln(x)', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1, 0],
    [3.7, 1.428072326665388],
    [100.5, 361.43554046777757],
    [75001, 766899.7860002241],
  ])('ln Γ(%d) = %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, expected));
  });
  it('refuses what has no logarithm', () => {
    for (const x of [0, -1, Number.NaN, Infinity]) expect(() => logGamma(x)).toThrow(RangeError);
  });
});

describe('incompleteBeta, scipy.special.betainc(a, b, x)', () => {
  it.each([
    [2, 3, 0.5, 0.6875],
    [0.5, 0.5, 0.01, 0.06376856085851987],
    [30, 0.2, 0.999, 0.46389281018655126],
    [75.5, 4000, 0.02, 0.763566233542542],
    [4500, 501, 0.9, 0.5119076271637186],
    [0.04, 173, 1e-5, 0.7923398212727717],
    [1200, 75000, 0.0155, 0.29342615010801687],
  ])('I(a = %d, b = %d, x = %d) = %d', (a, b, x, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 9);
  });
  it('mirrors: I_x(a, b) = 1 − I_{1−x}(b, a)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.05, max: 5000, noNaN: true }),
        fc.double({ min: 0.05, max: 5000, noNaN: true }),
        (x, a, b) => Math.abs(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a) - 1) < 1e-9,
      ),
    );
  });
  it('refuses parameters that are no distribution', () => {
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow(RangeError);
    expect(() => incompleteBeta(Number.NaN, 1, 1)).toThrow(RangeError);
  });
});

describe('quantiles', () => {
  it.each([
    [0.025, 27, 3, 0.7723381100555138],
    [0.975, 0.75, 149, 0.02085681650305655],
    [0.5, 0.04, 173, 1.0017170579721286e-10],
    [0.001, 4500, 501, 0.8862489816637255],
  ])('scipy.stats.beta.ppf(%d, %d, %d) = %d', (p, a, b, expected) => {
    expect(betaQuantile(p, a, b)).toBeCloseTo(expected, 11);
  });
  it.each([
    [31, 2.0395134463964077],
    [1, 12.706204736432095],
    [1000, 1.9623390808264074],
  ])('scipy.stats.t.ppf(0.975, %d) = %d', (degrees, expected) => {
    expect(studentQuantile(0.05, degrees)).toBeCloseTo(expected, 6);
  });
  it('inverts the distribution function', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.7, max: 500, noNaN: true }),
        fc.double({ min: 0.7, max: 500, noNaN: true }),
        (p, a, b) => Math.abs(incompleteBeta(betaQuantile(p, a, b), a, b) - p) < 1e-6,
      ),
    );
  });
});

describe('binomial tails', () => {
  it.each([
    [3, 20, 0.1, 0.8670466765656649],
    [40, 5000, 0.01, 0.08499265788600309],
  ])('scipy.stats.binom.cdf(%d, %d, %d) = %d', (k, n, q, expected) => {
    expect(binomialAtMost(k, n, q)).toBeCloseTo(expected, 10);
    expect(binomialAtLeast(k + 1, n, q)).toBeCloseTo(1 - expected, 10);
  });
  it('keeps the far tail: none of 5,000 at one half is 2⁻⁵⁰⁰⁰ and underflows to 0, none of 500 does not', () => {
    expect(binomialAtMost(0, 500, 0.5) / 2 ** -500).toBeCloseTo(1, 9);
    expect(binomialAtMost(0, 5000, 0.5)).toBe(0);
  });
});
