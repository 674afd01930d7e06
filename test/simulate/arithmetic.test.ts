import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { bell, decay, direction, hash, poisson, smoothStep } from '../../src/simulate/arithmetic.js';

const draws = (n: number, draw: () => number): { mean: number; variance: number; values: number[] } => {
  const values = Array.from({ length: n }, draw);
  const mean = values.reduce((a, b) => a + b, 0) / n;
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1), values };
};

describe('arithmetic that is the same on every CPU', () => {
  it('decays like the exponential', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (x) => {
        expect(Math.abs(decay(x) / Math.exp(-x) - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  it('steps smoothly from 0 to 1 and never back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (t, more) => {
          expect(smoothStep(t)).toBeGreaterThanOrEqual(0);
          expect(smoothStep(t + more)).toBeGreaterThanOrEqual(smoothStep(t));
          expect(smoothStep(t) + smoothStep(-t)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('draws bells of mean 0 and variance 1, bounded', () => {
    const random = seededRandom(5);
    const { mean, variance, values } = draws(20_000, () => bell(random));
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(4.25);
  });

  it.each([0, 0.3, 7, 90])('draws Poisson counts of mean and variance %d', (expected) => {
    const random = seededRandom(6);
    const { mean, variance } = draws(4000, () => poisson(random, expected));
    // Four standard errors of the mean; the variance of the sample variance of a Poisson is about (μ + 2μ²)/n.
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected / 4000));
    expect(Math.abs(variance - expected)).toBeLessThanOrEqual(
      4 * Math.sqrt((expected + 2 * expected ** 2) / 4000),
    );
  });

  it('draws directions evenly, of length 1', () => {
    const random = seededRandom(7);
    let x = 0;
    let y = 0;
    for (let i = 0; i < 10_000; i++) {
      const to = direction(random);
      expect(to.x ** 2 + to.y ** 2).toBeCloseTo(1, 12);
      x += to.x;
      y += to.y;
    }
    expect(Math.abs(x)).toBeLessThan(300);
    expect(Math.abs(y)).toBeLessThan(300);
  });

  it('hashes neighbours apart: every bit of the result flips for about half of the single steps', () => {
    const flips = new Int32Array(32);
    const n = 4000;
    for (let i = 0; i < n; i++) {
      const changed = hash(9, i, 3) ^ hash(9, i + 1, 3) ^ 0;
      for (let bit = 0; bit < 32; bit++) flips[bit] += (changed >>> bit) & 1;
    }
    for (const count of flips) expect(Math.abs(count / n - 0.5)).toBeLessThan(0.05);
  });
});
