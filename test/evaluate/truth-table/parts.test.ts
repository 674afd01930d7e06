import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/classify/load-model.js';
import { readBlocks, withoutTraining } from '../../../src/evaluate/truth-table/blocks.js';
import { calibrationFigures, reliabilityPlot } from '../../../src/evaluate/truth-table/calibration.js';
import { verdictOf } from '../../../src/evaluate/truth-table/goals.js';
import { quantileInterval } from '../../../src/evaluate/truth-table/held-out.js';
import { NamedKinds } from '../../../src/evaluate/truth-table/kinds.js';
import { readPredictions, type PredictedCell } from '../../../src/evaluate/truth-table/predictions.js';
import { stalenessWarnings } from '../../../src/evaluate/truth-table/staleness.js';
import { verdictWords } from '../../../src/evaluate/truth-table/words.js';
import type { LabelledField } from '../../../src/evaluate/truth.js';
import { folderOf } from '../fixtures.js';

const models = path.resolve(import.meta.dirname, '../../../models');

describe('a goal', () => {
  const atMost = { is: 'at-most', perMicrolitre: 500 } as const;
  const atLeast = { is: 'at-least', share: 0.95 } as const;

  it.each([
    [atMost, 100, 500, 'met'],
    [atMost, 501, 900, 'missed'],
    [atMost, 100, 501, 'not-shown'],
    [atLeast, 0.95, 1, 'met'],
    [atLeast, 0.5, 0.94, 'missed'],
    [atLeast, 0.86, 1, 'not-shown'],
  ] as const)('%o: %d to %d is %s', (goal, low, high, verdict) => {
    expect(verdictOf(goal, { value: (low + high) / 2, low, high })).toBe(verdict);
  });

  it('that the interval does not decide says on which side the value lies', () => {
    expect(verdictWords(atLeast, 'not-shown', 1)).toBe('not shown (value within)');
    expect(verdictWords(atMost, 'not-shown', 600)).toBe('not shown (value outside)');
  });
});

describe('the interval of a quantile', () => {
  it('of the median of 100 is between the 40th and 61st value', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1).reverse();
    expect(quantileInterval(values, 0.5)).toEqual({ value: 50.5, low: 40, high: 61, patients: 100 });
  });

  it('has no lower bound where there are too few, and is nothing of nothing', () => {
    expect(quantileInterval([0.9, 0.8, 0.7], 0.1)).toMatchObject({ low: 0, patients: 3 });
    expect(quantileInterval([], 0.1)).toBeUndefined();
  });
});

describe('calibration', () => {
  const cell = (score: number, infected: boolean, i: number): PredictedCell => ({
    file: `${i}`,
    patient: `C${i % 20}`,
    fold: '0',
    score,
    infected,
  });

  it('weights both labels alike: three times as many uninfected cells change nothing', () => {
    const infected = Array.from({ length: 100 }, (_, i) => cell(i < 80 ? 0.8 : 0.2, true, i));
    const clean = Array.from({ length: 300 }, (_, i) => cell(i % 5 === 0 ? 0.8 : 0.2, false, i));
    const { expectedError, bins } = calibrationFigures([...infected, ...clean]);
    expect(expectedError).toBeCloseTo(0, 12);
    expect(bins.map((bin) => bin.infectedShare.value)).toEqual([
      expect.closeTo(0.2, 12),
      expect.closeTo(0.8, 12),
    ]);
    for (const { infectedShare } of bins) {
      expect(infectedShare.low).toBeLessThan(infectedShare.value);
      expect(infectedShare.high).toBeGreaterThan(infectedShare.value);
    }
    expect(reliabilityPlot({ expectedError, bins }, 'a <model>')).toContain('a &lt;model&gt;');
  });

  it('sees scores that are too sure', () => {
    const cells = Array.from({ length: 200 }, (_, i) => cell(i % 2 === 0 ? 0.95 : 0.05, i % 4 < 2, i));
    expect(calibrationFigures(cells).expectedError).toBeCloseTo(0.45, 6);
  });
});

describe('predictions', () => {
  const calibration = { slope: 1, offset: 0 };

  it.each([
    ['elsewhere/C1P1ThinF_IMG_1_cell_1.webp,0,1.5', /no folder of a label/],
    ['uninfected/no-patient.webp,0,1.5', /no patient/],
    ['uninfected/C1P1ThinF_IMG_1_cell_1.webp,0,', /no evidence/],
  ])('%s is refused', async (line, message) => {
    const folder = await folderOf({ 'p.csv': `file,fold,evidence\n${line}\n` });
    await expect(readPredictions(path.join(folder, 'p.csv'), calibration)).rejects.toThrow(message);
  });

  it('that are not there are told as such', async () => {
    await expect(readPredictions('/nowhere/p.csv', calibration)).rejects.toMatchObject({
      code: 'predictions-missing',
    });
  });

  it("of the shipped model are those that its manifest's rates were measured on", async () => {
    const { manifest } = await readModel(path.join(models, 'ringform-cells.json'));
    const predicted = await readPredictions(path.join(models, 'out-of-fold.csv'), manifest.calibration);
    const checked = { fold: '0', cells: 1, different: 0, largest: 0 };
    expect(stalenessWarnings(predicted, manifest, checked)).toEqual([]);
    const other = { ...manifest, operating: { ...manifest.operating, value: manifest.operating.value / 2 } };
    expect(stalenessWarnings(predicted, other, checked).join(' ')).toMatch(/operating sensitivity/);
    expect(stalenessWarnings(predicted, manifest, { ...checked, different: 1 })).toHaveLength(1);
    expect(stalenessWarnings(predicted, manifest, null).join(' ')).toMatch(/Not checked/);
  });
});

describe('images that may be trained on', () => {
  const field = (file: string): LabelledField => ({
    file,
    path: file,
    unit: 'px',
    boxes: [],
    marks: [],
    complete: true,
  });
  const fields = [field('images/a.jpg'), field('images/b.jpg')];

  it('are left out by name, with or without their folder', () => {
    expect(withoutTraining(fields, ['A.JPG'], 'set')).toEqual({ test: [fields[1]], training: 1 });
    expect(withoutTraining(fields, [], 'set')).toEqual({ test: fields, training: 0 });
  });

  it('must be there, and may not be all', () => {
    expect(() => withoutTraining(fields, ['c.jpg'], 'set')).toThrow(/1 images .* first: c.jpg/);
    expect(() => withoutTraining(fields, ['a.jpg', 'b.jpg'], 'set')).toThrow(/every image/);
  });

  it('never are those for evaluation only', async () => {
    const blocks = { training: { 'vivax-fields': ['a.jpg'] } };
    const folder = await folderOf({ 'blocks.json': JSON.stringify(blocks), 'bad.json': '{"training":[]}' });
    await expect(readBlocks(path.join(folder, 'blocks.json'))).rejects.toThrow(/evaluation only/);
    await expect(readBlocks(path.join(folder, 'bad.json'))).rejects.toMatchObject({
      code: 'blocks-unreadable',
    });
    expect(await readBlocks(path.join(folder, 'none.json'))).toBeUndefined();
  });
});

describe('kinds named by eye', () => {
  it('of a table that cannot be understood are refused', async () => {
    const folder = await folderOf({ 'kinds.csv': 'cell,kind\nset/a.jpg@1;2,dirt\n' });
    await expect(NamedKinds.read(path.join(folder, 'kinds.csv'))).rejects.toThrow(/line 2/);
  });

  it('go to the nearest cell', async () => {
    const folder = await folderOf({ 'k.csv': 'cell,kind\nset/a.jpg@10:10,left\nset/a.jpg@30:10,right\n' });
    const kinds = await NamedKinds.read(path.join(folder, 'k.csv'));
    const at = (x: number): string | undefined =>
      kinds.of({
        set: 'set',
        group: 'misses',
        file: 'a.jpg',
        at: { x, y: 10 },
        reach: 12,
        score: 0,
        label: '',
      });
    expect([at(12), at(21), at(45)]).toEqual(['left', 'right', undefined]);
  });
});
