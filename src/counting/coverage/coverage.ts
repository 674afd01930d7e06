import { seededRandom } from '../../base/random.js';
import { proportionInterval } from '../rates/proportion-interval.js';
import type { Interval, Verdict } from '../result.js';
import { assumedRedCellsPerMicrolitre } from '../slide-result.js';
import type { Scenario } from './scenario.js';
import { drawValidation, otherWays, simulateSlide } from './simulate-slide.js';

/** What became of many simulated slides of one density. */
export interface CoverageRow {
  /** True parasites/µL. */
  readonly density: number;
  readonly slides: number;
  /** Share of slides whose interval per µL holds the truth, with the exact 95 % interval of the simulation itself. */
  readonly coverage: Interval;
  /** Slides whose interval lies above the truth, and below it. */
  readonly above: number;
  readonly below: number;
  /** Median of the interval's limits, per µL, and of the value. */
  readonly median: Interval;
  /** Share of slides whose value lies within ±25 % of the truth. */
  readonly within25: number;
  /** Mean red cells counted before the rule stopped. */
  readonly meanCells: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Coverage of the ways in `otherWays` on the same slides. */
  readonly others: Readonly<Record<string, number>>;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * Counts `slides` slides at each density, each judged by a validation study of its own (the same study for the slides of
 * one number at all densities), and says how often the interval holds the truth. The same seed gives the same rows.
 * @param progress called after each number with how many are done
 */
export function simulateCoverage(
  scenario: Scenario,
  densities: readonly number[],
  slides: number,
  seed: number,
  progress?: (done: number) => void,
): CoverageRow[] {
  const random = seededRandom(seed);
  const gathered = densities.map((density) => ({
    density,
    above: 0,
    below: 0,
    cells: 0,
    intervals: [] as Interval[],
    verdicts: { positive: 0, unclear: 0, 'not-seen': 0, 'no-result': 0 },
    others: Object.fromEntries(Object.keys(otherWays).map((name) => [name, 0])),
  }));
  for (let slide = 0; slide < slides; slide++) {
    const validation = drawValidation(random, scenario);
    for (const row of gathered) {
      const { tally, result } = simulateSlide(
        random,
        scenario,
        validation,
        row.density / assumedRedCellsPerMicrolitre,
      );
      if (result.perMicrolitre.low > row.density) row.above++;
      if (result.perMicrolitre.high < row.density) row.below++;
      row.cells += tally.redCells;
      row.intervals.push(result.perMicrolitre);
      row.verdicts[result.verdict]++;
      for (const [name, way] of Object.entries(otherWays)) {
        const { low, high } = way(tally, validation);
        if (low <= row.density && row.density <= high) row.others[name]++;
      }
    }
    progress?.(slide + 1);
  }
  return gathered.map((row) => ({
    density: row.density,
    slides,
    coverage: proportionInterval(slides - row.above - row.below, slides),
    above: row.above,
    below: row.below,
    median: {
      value: middle(row.intervals.map(({ value }) => value)),
      low: middle(row.intervals.map(({ low }) => low)),
      high: middle(row.intervals.map(({ high }) => high)),
    },
    within25:
      row.intervals.filter(({ value }) => Math.abs(value - row.density) <= 0.25 * row.density).length /
      slides,
    meanCells: row.cells / slides,
    verdicts: row.verdicts,
    others: Object.fromEntries(Object.entries(row.others).map(([name, held]) => [name, held / slides])),
  }));
}
