import { describe, expect, it } from 'vitest';
import { simulateCoverage } from '../../src/counting/coverage/coverage.js';
import { scenarios } from '../../src/counting/coverage/scenario.js';

const named = (name: string) => scenarios.find((scenario) => scenario.name === name)!;

describe('coverage of the interval under the stopping rule (docs/counting.md has the full table)', () => {
  it('better classifier: 300 slides hold the truth as often as 95 % must, at three densities', () => {
    const rows = simulateCoverage(named('better'), [500, 16_000, 200_000], 300, 20);
    // At a true 95 %, 300 slides miss more than 29 times 1 time in 3,500: scipy's binom.cdf(270, 300, 0.95) = 0.00028.
    for (const row of rows) expect(row.above + row.below, `at ${row.density}/µL`).toBeLessThanOrEqual(29);
    // The same check tells an interval that is too narrow: 1.69 standard errors of the raw count.
    expect(rows[2].others['raw'] * 300).toBeLessThan(270);
    // Neither side alone may take all misses: 2.5 % each is 7.5, more than 17 comes 1 time in 1,500.
    for (const row of rows) expect(Math.max(row.above, row.below)).toBeLessThanOrEqual(17);
  });

  it('first classifier: 150 slides of clean blood and 150 at 50,000/µL', () => {
    const rows = simulateCoverage(named('today'), [0, 50_000], 150, 21);
    // binom.sf(17, 150, 0.05) = 0.0005.
    for (const row of rows) expect(row.above + row.below).toBeLessThanOrEqual(17);
    // Clean blood called positive at 2.5 %: binom.sf(11, 150, 0.025) = 0.0004.
    expect(rows[0].verdicts.positive).toBeLessThanOrEqual(11);
  });

  it('is reproducible from its seed', () => {
    const run = (seed: number) => simulateCoverage(named('better'), [5000], 3, seed);
    expect(run(3)).toEqual(run(3));
    expect(run(4)).not.toEqual(run(3));
  });
});
