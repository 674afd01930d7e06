import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlideResult } from '../../src/counting/result.js';
import { density, percent, twoDigits } from '../../src/counting/rounding.js';
import { slideResult, type SlideCircumstances } from '../../src/counting/slide-result.js';
import { rateOf } from './rate-of.js';

const worded = (infected: number, redCells: number, how: Partial<SlideCircumstances> = {}): SlideResult =>
  slideResult(
    { fields: 21, redCells, infected },
    {
      sensitivity: rateOf(0.95, 60),
      falsePositiveRate: rateOf(1e-4, 8000),
      stopped: 'no-more-fields',
      ...how,
    },
  );
const last = 'Screening aid: confirm by microscopist.';

describe('the wording of a result', () => {
  it('positive', () => {
    expect(worded(60, 5000).wording).toEqual([
      'Positive: 1.3 % of red cells infected (95 % interval 0.94 % to 1.7 %).',
      '63,000 parasites per µL (47,000 to 83,000).',
      '60 of 5,000 red cells in 21 fields looked infected.',
      'All fields given were counted.',
      "Per µL assumes 5,000,000 red cells per µL; the patient's own count was not entered.",
      last,
    ]);
  });

  it('none seen: always with the bound', () => {
    expect(worded(0, 5000, { stopped: 'cell-limit', redCellsPerMicrolitre: 4_000_000 }).wording).toEqual([
      'No parasites seen in 5,000 red cells (below 3,200 per µL, 0.078 % of red cells).',
      'This does not exclude malaria below that number.',
      'Counted: 5,000 red cells in 21 fields.',
      'Counting stopped at the cell limit.',
      "Per µL from this patient's measured 4,000,000 red cells per µL.",
      last,
    ]);
  });

  it('says why the count ended', () => {
    const line = (stopped: SlideResult['stopped']): string | undefined =>
      worded(60, 5000, { stopped }).wording[3];
    expect(line('cell-limit')).toBe('Counting stopped at the cell limit.');
    expect(line('ended-early')).toBe('Ended before the count was complete.');
    expect(line('still-counting')).toBe('Still counting: this result can change.');
    expect(worded(0, 0, { stopped: 'ended-early' }).wording).toContain(
      'Ended before the count was complete.',
    );
  });

  it('unclear, and no result', () => {
    expect(worded(1, 5000).wording[0]).toMatch(
      /^Unclear: 1 cell looked infected, but no more than false alarms can explain \(below 5,\d00 per µL, 0.1\d % of red cells\)\.$/,
    );
    expect(worded(0, 640).wording[0]).toBe(
      'No result: only 640 red cells counted, at least 1,000 are needed.',
    );
    expect(worded(0, 0).wording[0]).toBe('No result: no red cell could be counted.');
  });

  it('severity comes second, and says whether the interval leaves a doubt', () => {
    expect(worded(600, 5000).wording[1]).toBe(
      'SEVERE: the share of infected red cells is above 10 %. Tell the clinician at once.',
    );
    expect(worded(250, 5000).wording[1]).toBe(
      'HIGH: the share of infected red cells is above 2 %. Tell the clinician at once.',
    );
    expect(worded(105, 5000).wording[1]).toContain('is probably above 2 %');
    expect(worded(450, 5000).wording[1]).toContain('is above 2 %, and above 10 % is not excluded');
    expect(worded(90, 5000).wording[1]).toBe('More than 2 % of red cells infected is not excluded.');
  });

  it('does not let an unclear result hide what would be a severe one', () => {
    const result = worded(115, 5000, { falsePositiveRate: rateOf(0.005, 50) });
    expect(result.verdict).toBe('unclear');
    expect(result.wording[1]).toBe(
      'If these are parasites, more than 2 % of red cells are infected: have them looked at at once.',
    );
  });

  it('ends with the microscopist, names no species, and shows no broken number, whatever was counted', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.double({ min: 0, max: 1, noNaN: true }), (redCells, part) => {
        const { wording } = worded(Math.round(redCells * part ** 4), redCells);
        expect(wording.at(-1)).toBe(last);
        expect(wording.join(' ')).not.toMatch(/NaN|undefined|Infinity|e-|falciparum|vivax|\bnegative\b(?!:)/);
        expect(new Set(wording).size).toBe(wording.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('rounding', () => {
  it('keeps two digits and rounds limits outward', () => {
    expect(twoDigits(0.012_34, 'nearest')).toBe(0.012);
    expect(twoDigits(0.012_34, 'up')).toBe(0.013);
    expect(twoDigits(0.012_99, 'down')).toBe(0.012);
    expect(twoDigits(99_600, 'nearest')).toBe(100_000);
    expect(percent(0.0123, 'nearest')).toBe('1.2 %');
    expect(percent(0.1, 'nearest')).toBe('10 %');
    expect(percent(0.9991, 'up')).toBe('100 %');
    expect(percent(1e-12, 'down')).toBe('0 %');
    expect(percent(0.0996, 'nearest')).toBe('10 %');
    expect(density(61_234, 'up')).toBe('62,000');
    expect(density(0.3, 'up')).toBe('1');
    expect(density(1_234_567, 'down')).toBe('1,200,000');
  });

  it('leaves what already has two digits, and never rounds a limit inward', () => {
    for (let digits = 10; digits < 100; digits++) {
      for (let exponent = -9; exponent < 7; exponent++) {
        const value = Number(`${digits}e${exponent}`);
        for (const way of ['nearest', 'down', 'up'] as const) expect(twoDigits(value, way)).toBe(value);
      }
    }
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e7, noNaN: true }), (value) => {
        expect(twoDigits(value, 'down')).toBeLessThanOrEqual(value * (1 + 1e-11));
        expect(twoDigits(value, 'up')).toBeGreaterThanOrEqual(value * (1 - 1e-11));
        expect(twoDigits(value, 'up') / twoDigits(value, 'down')).toBeLessThan(1.11);
      }),
    );
  });
});
