import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { evaluateFolder } from '../../src/evaluate/evaluate-folder.js';
import { evaluationTable } from '../../src/evaluate/table.js';
import { boxesCsv, cutOutCell, darkestPixel, discs, folderOf, grid } from './fixtures.js';

const classifier = darkestPixel();

describe('what is written', () => {
  it('for fields: document, tables, plots and pictures of the worst, all of them whole', async () => {
    const cells = grid(10, 7, 17, 5);
    const folder = await folderOf({
      'a.png': discs(640, 480, cells),
      'b.png': discs(640, 480, cells),
      'boxes.csv': boxesCsv({ 'a.png': cells, 'b.png': cells.slice(0, 50) }),
    });
    const output = path.join(await folderOf({}), 'deep/out');
    const evaluation = await evaluateFolder(folder, { classifier, output, overlays: 1 });
    expect(readdirSync(output).sort()).toEqual([
      'counted-cells.csv', 'evaluation.json', 'false-positives.png', 'false-positives.svg', 'overlays', 'per-image.csv',
      'roc.png', 'roc.svg', 'summary.txt',
    ]); // prettier-ignore
    expect(JSON.parse(readFileSync(path.join(output, 'evaluation.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(evaluation)),
    );
    expect(readFileSync(path.join(output, 'counted-cells.csv'), 'utf8').trim().split('\n')).toHaveLength(
      1 + 140,
    );
    expect(readFileSync(path.join(output, 'summary.txt'), 'utf8')).toBe(`${evaluationTable(evaluation)}\n`);
    // The field with 20 cells unboxed is the worse one.
    expect(readdirSync(path.join(output, 'overlays'))).toEqual(['01-b.png']);
    const { data, info } = await sharp(path.join(output, 'overlays/01-b.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    let orange = 0;
    for (let i = 0; i < data.length; i += info.channels) {
      if (data[i] === 230 && data[i + 1] === 159 && data[i + 2] === 0) orange++;
    }
    expect(orange).toBeGreaterThan(20 * 2 * 3 * 17);
    const plot = await sharp(path.join(output, 'roc.png')).metadata();
    expect(plot.width).toBeGreaterThan(700);
    expect(readFileSync(path.join(output, 'roc.svg'), 'utf8')).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('for cells: one row each, and names with commas quoted', async () => {
    const folder = await folderOf({
      'Parasitized/a, "b".png': cutOutCell(true),
      'Parasitized/C7thin_cell_1.png': cutOutCell(true),
    });
    const output = await folderOf({});
    await evaluateFolder(folder, { classifier, output });
    expect(existsSync(path.join(output, 'roc.svg'))).toBe(false);
    expect(readFileSync(path.join(output, 'sensitivity.svg'), 'utf8')).not.toMatch(/NaN|undefined|Infinity/);
    const rows = readFileSync(path.join(output, 'cells.csv'), 'utf8').trim().split('\n');
    expect(rows[1]).toMatch(/^Parasitized\/C7thin_cell_1\.png,C7,C7thin,,,true,0\.\d+,true$/);
    expect(rows[2]).toMatch(/^"Parasitized\/a, ""b""\.png",,,,,true,/);
    expect(readFileSync(path.join(output, 'per-patient.csv'), 'utf8')).toBe(
      'patient,infected,uninfected,sensitivity,specificity,accuracy\nC7,1,0,1,,1\n',
    );
  });

  it('or not: an output folder that takes no files is a StorageError before any work', async () => {
    const folder = await folderOf({ 'Parasitized/a.png': cutOutCell(true), file: 'x' });
    let worked = false;
    const options = { classifier, output: path.join(folder, 'file/out'), onProgress: () => (worked = true) };
    await expect(evaluateFolder(folder, options)).rejects.toThrow(StorageError);
    expect(worked).toBe(false);
  });
});
