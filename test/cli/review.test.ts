import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { slidesDocument } from '../../src/report/slides-document.js';
import type { Provenance } from '../../src/review/provenance.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { fieldJpeg } from './pictures.js';
import { ringform, scratchFolder, type Finished } from './run.js';

/** A counted slide with its frame kept, and a sheet of it in `sheet/`. */
async function withSheet(): Promise<{ folder: string; id: string; csv: string }> {
  const folder = scratchFolder();
  writeFileSync(path.join(folder, 'field.jpg'), await fieldJpeg());
  const count = await ringform(
    ['count', 'field.jpg', '-o', 'data', '--label', '0007', '--keep-frames', '50'],
    folder,
  );
  expect(count.code, count.stderr).toBe(0);
  const list = await ringform(['slides', '-o', 'data', '--json'], folder);
  const [{ id }] = slidesDocument.parse(JSON.parse(list.stdout)).slides;
  const sheet = await ringform(['review', '0007', '-o', 'data', '--cells', '30', '--to', 'sheet'], folder);
  expect(sheet.code, sheet.stderr).toBe(0);
  const csv = path.join(folder, 'sheet', `review-${id.slice(0, 8)}.csv`);
  expect(sheet.stdout.trimEnd().split('\n').slice(-2)).toEqual([csv.replace(/csv$/, 'html'), csv]);
  return { folder, id, csv };
}

/** Fills in the sheet: what the device says, but for the first cell, which is no red cell, and the second, left open. */
function filled(csv: string, change = (line: string): string => line): string {
  const lines = readFileSync(csv, 'utf8').split('\r\n');
  const answer = (line: string, i: number): string =>
    i === 0 || i === 2 || line === ''
      ? line
      : line.replace(
          /(,F1C\d+),,,/,
          `$1,${i === 1 ? 'not-a-red-cell' : line.includes(',not infected,') ? 'uninfected' : 'parasitized'},,`,
        );
  const file = csv.replace(/\.csv$/, '-filled.csv');
  writeFileSync(file, lines.map((line, i) => change(answer(line, i))).join('\r\n'));
  return file;
}

describe('review from sheet to training set', () => {
  it('goes round', async () => {
    const { folder, id, csv } = await withSheet();
    const run = (...args: string[]): Promise<Finished> => ringform([...args, '-o', 'data'], folder);
    const before = (await run('report', '0007', '--json')).stdout;
    const taken = await run('review', '0007', '--take', filled(csv), '--by', 'Amina');
    expect([taken.code, taken.stdout]).toEqual([
      0,
      '29 labels of Amina taken for slide 0007; 1 left without a label.\n',
    ]);
    expect((await run('report', '0007', '--json')).stdout, 'the device’s own result').toBe(before);

    const again = await run('review', id.slice(0, 8), '--cells', '3', '--by', 'amina');
    expect(again.stdout.split('\n').slice(2, 5).join()).not.toContain('Amina:');
    expect((await run('review', '0007', '--cells', '3')).stdout).toContain('Amina: not-a-red-cell');

    const set = await run('training-set', 'set');
    expect(set.code, set.stderr).toBe(0);
    expect(set.stdout).toMatch(
      /^\d+ parasitized, \d+ uninfected and 1 that are no red cells, of 1 slide, in /,
    );
    const told = JSON.parse(readFileSync(path.join(folder, 'set/provenance.json'), 'utf8')) as Provenance;
    expect(told.cells).toHaveLength(29);
    expect(told.device).toBeNull();
    const twice = await run('training-set', 'set');
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('folder-not-empty')]);
    // The program's own evaluation reads the folder too.
    const evaluated = await ringform(['evaluate', 'set', '--json', '-q'], folder);
    expect(evaluated.code, evaluated.stderr).toBe(0);
  });

  it('refuses a bad sheet whole, and a sheet of nobody', async () => {
    const { folder, csv } = await withSheet();
    const take = (...args: string[]): Promise<Finished> =>
      ringform(['review', '0007', '-o', 'data', '--take', ...args], folder);
    const good = filled(csv);
    expect(await take(good)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('reviewer-missing') as string,
    });
    expect((await take(good, '--by', ' ')).code).toBe(2);
    const bad = await take(
      filled(csv, (line) => line.replace('not-a-red-cell', 'infected')),
      '--by',
      'Amina',
    );
    expect(bad).toMatchObject({ code: 3, stdout: '' });
    expect(bad.stderr).toContain('line 2: "infected" is no label; did you mean parasitized?');
    expect((await take('gone.csv', '--by', 'Amina')).stderr).toContain('no-such-file');
    expect((await take(good, '--by', 'Amina', '--blind')).code).toBe(2);
    const store = await SqliteSlideStore.open(path.join(folder, 'data/ringform.sqlite'));
    const [slide] = await store.slides();
    expect(await store.reviews(slide.id)).toEqual([]);
    await store.close();
    const set = await ringform(['training-set', 'set', '-o', 'data'], folder);
    expect([set.code, set.stdout]).toEqual([6, 'No reviewed cell could be written; nothing was.\n']);
    expect(existsSync(path.join(folder, 'set'))).toBe(false);
  });

  it('takes a day for --since, and nothing else', async () => {
    const folder = scratchFolder();
    for (const day of ['yesterday', '2026-02-31', '2026-1-1'])
      expect((await ringform(['training-set', 'set', '--since', day], folder)).stderr).toContain(
        'such as 2026-11-01',
      );
  });
});
