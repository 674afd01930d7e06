import { describe, expect, it } from 'vitest';
import { simulateCoverage } from '../../src/counting/coverage/coverage.js';
import { scenarios } from '../../src/counting/coverage/scenario.js';

/** 300 slides at a true 95 % hold the truth in fewer than this 1 time in 1,000 (binomial). */
const leastHeld = 272;

describe('coverage of the interval under the stopping rule', () => {
  it.each(['today', 'better'])(
    '%s: 300 slides hold the truth as often as 95 % must, at three densities',
    (name) => {
      const scenario = scenarios.find((known) => known.name === name)!;
      for (const row of simulateCoverage(scenario, [500, 16_000, 100_000], 300, 20)) {
        expect(row.above + row.below, `misses at ${row.density}/µL`).toBeLessThanOrEqual(300 - leastHeld);
      }
    },
  );

  it('tells an interval that is too narrow: 1.69 standard errors of the raw count fail the same check', () => {
    const scenario = scenarios.find((known) => known.name === 'better')!;
    const [row] = simulateCoverage(scenario, [200_000], 300, 20);
    expect(row.others['raw'] * 300).toBeLessThan(leastHeld);
    expect(row.coverage.value * 300).toBeGreaterThanOrEqual(leastHeld);
  });

  it('calls clean blood positive in no more than 2.5 % of slides', () => {
    const scenario = scenarios.find((known) => known.name === 'better')!;
    const [row] = simulateCoverage(scenario, [0], 300, 21);
    // Above 16 of 300 has a chance of 1 in 1,000 at 2.5 %.
    expect(row.verdicts.positive).toBeLessThanOrEqual(16);
  });

  it('is reproducible from its seed', () => {
    const run = (seed: number) => simulateCoverage(scenarios[1], [5000], 5, seed);
    expect(run(3)).toEqual(run(3));
    expect(run(4)).not.toEqual(run(3));
  });
});
