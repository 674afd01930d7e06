import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateFolder } from '../../src/evaluate/evaluate-folder.js';
import { recognise } from '../../src/evaluate/recognise.js';
import { checked } from './checked.js';
import { darkestPixel } from './fixtures.js';

const data = path.resolve(import.meta.dirname, '../../../shared/data');
const absent = !existsSync(data);
const title = absent ? 'real images (SKIPPED: ../shared/data is not here)' : 'real images';
const classifier = darkestPixel();

describe.skipIf(absent)(title, () => {
  it.each([
    ['nih-cells', 'cell-manifest', 21_115],
    ['falciparum-elsewhere', 'cells-in-surroundings', 102],
    ['nih-fields', 'fields-with-boxes', 4],
    ['vivax-fields', 'fields-with-boxes', 40],
    ['normal-blood', 'yolo', 336],
    ['abnormal-blood', 'fields-with-marks', 258],
  ])('%s is recognised as %s, nothing in it is a problem', async (name, layout, n) => {
    const truth = await recognise(path.join(data, name));
    expect(truth.layout).toBe(layout);
    expect(truth.problems).toEqual([]);
    expect(truth.of === 'cells' ? truth.cells : truth.fields).toHaveLength(n);
  });

  it('nih-cells names every patient as the manifest does, also when only the file names are known', async () => {
    const listed = await recognise(path.join(data, 'nih-cells'));
    const { patientInName } = await import('../../src/evaluate/labels.js');
    if (listed.of !== 'cells') throw new Error('no cells');
    expect(listed.cells.filter((cell) => patientInName(cell.file) !== cell.patient)).toEqual([]);
    expect(new Set(listed.cells.map((cell) => cell.patient)).size).toBe(160);
  });

  it('nih-fields: boxes are known to be partial, counts to be totals only where they are', async () => {
    const truth = await recognise(path.join(data, 'nih-fields'));
    if (truth.of !== 'fields') throw new Error('no fields');
    expect(truth.fields.map((field) => field.complete)).toEqual([false, false, false, false]);
    expect(truth.fields.map((field) => field.annotatedCells?.is)).toEqual([
      'lower_bound',
      'lower_bound',
      'total',
      'total',
    ]);
    expect(truth.fields.flatMap((field) => field.boxes.filter((box) => box.infected)).length).toBe(9);
  });

  it('a few cells of each kind go through from file to figures', async () => {
    const cells = checked(await evaluateFolder(path.join(data, 'nih-cells'), { classifier, limit: 60 }));
    expect(cells.cells).toMatchObject({ n: 60, clusteredBy: 'patient' });
    // The darkest pixel tells most parasites: a sign that cells are cropped from where they are.
    expect(cells.cells?.auc?.value).toBeGreaterThan(0.85);
    const elsewhere = checked(
      await evaluateFolder(path.join(data, 'falciparum-elsewhere'), { classifier, limit: 12 }),
    );
    expect(elsewhere.cells).toMatchObject({ n: 12, infected: 12, specificity: null });
  });

  it('a few fields of each kind go through from file to figures', async () => {
    for (const name of ['vivax-fields', 'normal-blood', 'abnormal-blood']) {
      const evaluation = checked(await evaluateFolder(path.join(data, name), { classifier, limit: 2 }));
      expect(evaluation.images.read).toBe(2);
      expect(evaluation.segmentation?.perImage.every((image) => image.counted > 0)).toBe(true);
      expect(evaluation.falsePositives?.cells).toBeGreaterThan(0);
    }
  });
});
