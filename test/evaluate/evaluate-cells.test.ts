import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, UsageError } from '../../src/base/errors.js';
import { evaluateFolder } from '../../src/evaluate/evaluate-folder.js';
import type { EvaluateProgress } from '../../src/evaluate/options.js';
import { evaluationJsonSchema } from '../../src/evaluate/schema.js';
import { evaluationTable } from '../../src/evaluate/table.js';
import { checked } from './checked.js';
import { cutOutCell, darkestPixel, discs, folderOf, surroundedCell } from './fixtures.js';

const classifier = darkestPixel();

describe('labelled cells', () => {
  const archive = {
    'Parasitized/C1P1ThinF_IMG_1_cell_1.png': cutOutCell(true),
    'Parasitized/C1P1ThinF_IMG_1_cell_2.png': cutOutCell(true, 22),
    'Parasitized/C2P1ThinF_IMG_1_cell_1.jpg': cutOutCell(true),
    'Parasitized/Thumbs.db': 'no image',
    'Uninfected/C1P1ThinF_IMG_1_cell_3.webp': cutOutCell(false),
    'Uninfected/C3P1ThinF_IMG_1_cell_1.PNG': cutOutCell(false),
  };

  it('of the NIH archive are all called rightly by a classifier that sees the spot', async () => {
    const evaluation = checked(await evaluateFolder(await folderOf(archive), { classifier }));
    expect(evaluation).toMatchObject({
      layout: 'nih-archive',
      segmentation: null,
      problems: [],
      warnings: [],
    });
    expect(evaluation.cells).toMatchObject({
      n: 5,
      accuracy: { value: 1 },
      sensitivity: { value: 1 },
      specificity: { value: 1 },
      auc: { value: 1 },
      clusteredBy: 'patient',
    });
    expect(evaluation.cells?.perPatient.map((row) => row.patient)).toEqual(['C1', 'C2', 'C3']);
    // Five cells of three patients prove little, and the interval says so.
    expect(evaluation.cells?.sensitivity?.low).toBeLessThan(0.5);
  });

  it('of patients that the weights were fitted on are left out unless asked for', async () => {
    const folder = await folderOf(archive);
    const trained = darkestPixel({ trainedOnPatients: ['C1'] });
    const without = await evaluateFolder(folder, { classifier: trained });
    expect(without.cells).toMatchObject({ n: 2, leftOut: { patients: ['C1'], cells: 3 } });
    const all = await evaluateFolder(folder, { classifier: trained, includeTrained: true });
    expect(all.cells).toMatchObject({ n: 5, leftOut: { cells: 0 } });
    expect(all.warnings.join()).toMatch(/3 of 5 cells .* fitted on/);
    expect(evaluationTable(all)).toMatch(/WARNING: 3 of 5/);
  });

  it('that cannot be decoded or are not there are named; the rest is evaluated', async () => {
    const folder = await folderOf({
      'manifest.csv':
        'file,label,fold\na.png,parasitized,0\nb.png,uninfected,1\ncut.png,uninfected,0\ngone.png,uninfected,0\nblack.png,uninfected,0\n',
      'a.png': cutOutCell(true),
      'b.png': cutOutCell(false),
      'cut.png': 'text, whatever its name says',
      'black.png': discs(30, 30, [], [0, 0, 0]),
    });
    const evaluation = checked(await evaluateFolder(folder, { classifier }));
    expect(evaluation.images).toEqual({ labelled: 4, chosen: 4, read: 2 });
    expect(evaluation.problems.map((problem) => problem.file)).toEqual(['gone.png', 'cut.png', 'black.png']);
    expect((await evaluateFolder(folder, { classifier, fold: '1' })).cells?.n).toBe(1);
    await expect(evaluateFolder(folder, { classifier, fold: 5 })).rejects.toThrow(UsageError);
    writeFileSync(path.join(folder, 'manifest.csv'), 'file,label\ncut.png,ring\n');
    await expect(evaluateFolder(folder, { classifier })).rejects.toThrow(InputError);
  });

  it('with surroundings are found in them, and told by stage', async () => {
    const folder = await folderOf({
      'manifest.csv': 'file,field,stage\na.png,0,ring\nb.png,0,ring\nc.png,1,schizont\n',
      'a.png': surroundedCell(true),
      'b.png': surroundedCell(false),
      'c.png': surroundedCell(true, 30),
    });
    const { cells } = checked(await evaluateFolder(folder, { classifier }));
    expect(cells).toMatchObject({ n: 3, uninfected: 0, specificity: null, auc: null, clusteredBy: 'field' });
    expect(cells?.byStage).toMatchObject([
      { stage: 'ring', n: 2, found: 1 },
      { stage: 'schizont', n: 1, found: 1 },
    ]);
  });

  it('are scaled by the median of their patient, so that a small cell stays small among its own', async () => {
    const folder = await folderOf({
      'Parasitized/C1thin_IMG_1_cell_1.png': cutOutCell(true, 40),
      'Parasitized/C1thin_IMG_1_cell_2.png': cutOutCell(true, 40),
      'Parasitized/C1thin_IMG_1_cell_3.png': cutOutCell(true, 20),
      'Parasitized/C2thin_IMG_1_cell_1.png': cutOutCell(true, 60),
    });
    const darkPixels: number[] = [];
    await evaluateFolder(folder, {
      classifier: {
        ...classifier,
        classify({ count, data }) {
          const bytes = data.length / count;
          for (let i = 0; i < count; i++) {
            const green = data.subarray(i * bytes, (i + 1) * bytes).filter((_, k) => k % 3 === 1);
            darkPixels.push(green.filter((level) => level < 80).length);
          }
          return classifier.classify({ count, data });
        },
      },
    });
    const [large, same, small, other] = darkPixels;
    // A quarter of a radius: 4.5 of the crop's 36 px diameter, so about 64 px.
    expect(large).toBeGreaterThan(50);
    expect(large).toBeLessThan(78);
    expect(same).toBe(large);
    expect(Math.abs(other - large)).toBeLessThan(10);
    expect(small).toBeLessThan(0.4 * large);
  });

  it('need a model', async () => {
    await expect(evaluateFolder(await folderOf(archive), {})).rejects.toThrow(UsageError);
  });

  it('are reported on as they are done', async () => {
    const seen: EvaluateProgress[] = [];
    await evaluateFolder(await folderOf(archive), {
      classifier,
      limit: 4,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen[0]).toMatchObject({ done: 0, total: 4, unit: 'cell', secondsLeft: undefined });
    expect(seen.at(-1)).toMatchObject({ done: 4, total: 4, secondsLeft: 0 });
  });

  it('can be interrupted', async () => {
    const stop = new AbortController();
    const options = { classifier, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(evaluateFolder(await folderOf(archive), options)).rejects.toThrow(/abort/i);
  });
});

describe('options', () => {
  it.each([
    { threshold: 1.5 },
    { threshold: NaN },
    { limit: 0 },
    { limit: 2.5 },
    { micrometresPerPixel: 0 },
    { overlays: -1 },
  ])('%o is refused', async (options) => {
    await expect(evaluateFolder('/nowhere', { classifier, ...options })).rejects.toThrow(UsageError);
  });
});

describe('the JSON Schema', () => {
  it('names and describes the keys that others rely on', () => {
    const schema = JSON.stringify(evaluationJsonSchema());
    for (const key of [
      'cells',
      'segmentation',
      'falsePositives',
      'infectedFound',
      'perPatient',
      'perImage',
      'countError',
      'perMicrolitre',
    ]) {
      expect(schema).toContain(`"${key}"`);
    }
    expect(schema).toContain('draft/2020-12');
  });
});
