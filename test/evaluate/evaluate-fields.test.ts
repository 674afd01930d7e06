import { describe, expect, it } from 'vitest';
import { evaluateFolder } from '../../src/evaluate/evaluate-folder.js';
import { checked } from './checked.js';
import { boxesCsv, darkestPixel, discs, folderOf, grid, type Disc } from './fixtures.js';

const classifier = darkestPixel();

describe('labelled fields', () => {
  const clean = grid(10, 7);
  const sick = grid(10, 7, 17, 5);

  it('with boxes: every drawn cell is found, every drawn parasite too', async () => {
    const folder = await folderOf({
      'one.PNG': discs(640, 480, clean),
      'two.jpg': discs(640, 480, sick),
      'boxes.csv': boxesCsv({ 'one.PNG': clean, 'two.jpg': sick }),
    });
    const evaluation = checked(await evaluateFolder(folder, { classifier }));
    expect(evaluation.layout).toBe('fields-with-boxes');
    expect(evaluation.segmentation).toMatchObject({ precision: 1, recall: 1, f1: 1, countError: 0 });
    expect(evaluation.infectedFound).toMatchObject({ n: 14, segmented: 14, found: 14 });
    expect(evaluation.infectedFound?.byStage).toMatchObject([{ stage: 'ring', n: 14 }]);
    expect(evaluation.falsePositives).toMatchObject({
      cells: 70 + 56,
      positives: 0,
      perMicrolitre: { value: 0 },
    });
    // Nothing seen is not nothing: the bound stands.
    expect(evaluation.falsePositives?.perMicrolitre?.high).toBeGreaterThan(100_000);
    expect(evaluation.cells).toBeNull();
  });

  it('with YOLO labels: false positives by label, and no parasite named', async () => {
    const lines = (cells: readonly Disc[]): string =>
      cells
        .map(({ x, y, radius }) => `1 ${x / 640} ${y / 480} ${(2 * radius) / 640} ${(2 * radius) / 480}`)
        .join('\n');
    const folder = await folderOf({
      'images/a.jpg': discs(640, 480, clean),
      'images/b.png': discs(640, 480, sick),
      'labels/a.txt': lines(clean),
      'labels/b.txt': lines(sick.slice(0, 60)),
    });
    const evaluation = checked(await evaluateFolder(folder, { classifier }));
    expect(evaluation.segmentation?.recall).toBe(1);
    expect(evaluation.segmentation?.precision).toBeCloseTo(130 / 140, 12);
    expect(evaluation.segmentation?.perImage[1].countError).toBeCloseTo(10 / 60, 12);
    expect(evaluation.falsePositives).toMatchObject({
      cells: 140,
      positives: 14,
      perMicrolitre: { value: 500_000 },
    });
    expect(evaluation.falsePositives?.byLabel).toEqual([
      { label: 'red cell', cells: 130, positives: 12 },
      { label: 'unlabelled', cells: 10, positives: 2 },
    ]);
    expect(evaluation.notes.join(' ')).toMatch(/No label names a parasite/);
  });

  it('with marks: each marked cell lies in a counted cell of its own', async () => {
    const folder = await folderOf({
      'images/a.jpg': discs(640, 480, clean),
      'images/b.jpg': discs(640, 480, clean),
      'cells.csv': `file,x,y,kind\n${clean.map(({ x, y }) => `a.jpg,${x},${y},target cell`).join('\n')}`,
    });
    const evaluation = checked(await evaluateFolder(folder, { classifier }));
    expect(evaluation.segmentation?.marks).toMatchObject({ n: 70, own: 70, ownShare: { value: 1 } });
    expect(evaluation.segmentation?.images).toEqual({ all: 2, complete: 1, withCountError: 1 });
    expect(evaluation.falsePositives?.cells).toBe(140);
  });

  it('with boxes of some cells: counted against the annotated total', async () => {
    const folder = await folderOf({
      'a.jpg': discs(640, 480, sick),
      'b.jpg': discs(640, 480, clean),
      'boxes.csv': boxesCsv({ 'a.jpg': sick.slice(0, 20), 'b.jpg': clean.slice(0, 3) }),
      'fields.csv':
        'image,patient,infected,parasitized_cells,annotated_cells,annotated_cells_is\n' +
        'a.jpg,C2,true,14,70,total\nb.jpg,C3,false,0,68,lower_bound\n',
    });
    const evaluation = checked(
      await evaluateFolder(folder, { classifier: darkestPixel({ trainedOnPatients: ['C3'] }) }),
    );
    expect(evaluation.segmentation).toMatchObject({ precision: null, f1: null, recall: 1, countError: 0 });
    expect(evaluation.falsePositives?.cells).toBe(16 + 70);
    expect(evaluation.warnings.join()).toMatch(/fitted on cells of C3/);
  });

  it('can be segmented without a model', async () => {
    const folder = await folderOf({
      'a.png': discs(640, 480, clean),
      'boxes.csv': boxesCsv({ 'a.png': clean }),
    });
    const evaluation = checked(await evaluateFolder(folder, {}));
    expect(evaluation).toMatchObject({ model: null, falsePositives: null, infectedFound: null, curve: [] });
    expect(evaluation.segmentation?.f1).toBe(1);
  });

  it('that cannot be decoded are named; the rest is evaluated', async () => {
    const folder = await folderOf({
      'a.png': discs(640, 480, clean),
      'b.png': 'text',
      'boxes.csv': boxesCsv({ 'a.png': clean, 'b.png': clean }),
    });
    const evaluation = await evaluateFolder(folder, { classifier });
    expect(evaluation.images.read).toBe(1);
    expect(evaluation.problems).toMatchObject([{ file: 'b.png' }]);
  });
});
