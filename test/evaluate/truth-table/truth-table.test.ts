import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { truthTableText } from '../../../src/cli/truth-table-text.js';
import { classifyCells } from '../../../src/evaluate/run-cells.js';
import { truthTableSchema, type TruthTable } from '../../../src/evaluate/truth-table/document.js';
import { readCells } from '../../../src/evaluate/truth-table/single-cells.js';
import { truthTable } from '../../../src/evaluate/truth-table/truth-table.js';
import { writeGallery } from '../../../src/evaluate/truth-table/write-gallery.js';
import { truthTablePage } from '../../../src/report/truth-table-page.js';
import { optionsFor, predictionsCsv, researchFolder } from './fixtures.js';

const row = <T extends { id: string }>(rows: readonly T[], id: string): T => {
  const found = rows.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
};

/** The document after its way through JSON, refused unless it is what the schema says. */
const checked = (table: TruthTable): TruthTable => truthTableSchema.parse(JSON.parse(JSON.stringify(table)));

describe('the truth table', () => {
  it('counts what was drawn: found by stage, false positives by kind, held-out patients', async () => {
    const folder = await researchFolder();
    const { table } = await truthTable(folder, await optionsFor(folder));
    const [{ found, falsePositives, heldOut }] = checked(table).thresholds;
    expect(row(found, 'found:nih-cells')).toMatchObject({ cells: 3, found: 2, units: 3, over: 'patient' });
    expect(row(found, 'found:falciparum-elsewhere:ring')).toMatchObject({ cells: 1, found: 1 });
    expect(row(found, 'found:falciparum-elsewhere:later')).toMatchObject({ cells: 2, found: 1, units: 1 });
    expect(row(found, 'found:vivax-fields')).toMatchObject({ cells: 14, found: 14, notSegmented: 0 });
    expect(row(found, 'found:vivax-fields:ring')).toMatchObject({ cells: 14, found: 14 });
    expect(row(falsePositives, 'false:nih-cells')).toMatchObject({ cells: 4, positives: 2, units: 3 });
    expect(row(falsePositives, 'false:nih-cells:uninfected-patients')).toMatchObject({
      cells: 2,
      positives: 1,
      units: 1,
      perMicrolitre: { value: 2_500_000, low: 0, high: 5_000_000 },
    });
    expect(row(falsePositives, 'false:vivax-fields')).toMatchObject({ cells: 126, positives: 0 });
    expect(row(falsePositives, 'false:normal-blood')).toMatchObject({
      cells: 140,
      positives: 14,
      perMicrolitre: { value: 500_000 },
      goal: { is: 'at-most', perMicrolitre: 500 },
      byKind: [
        { kind: 'red cell', cells: 130, positives: 12 },
        { kind: 'unlabelled', cells: 10, positives: 2 },
      ],
    });
    expect(row(falsePositives, 'false:abnormal-blood')).toMatchObject({ cells: 70, positives: 0 });
    expect(heldOut.folds.map(({ fold, cells, patients }) => [fold, cells, patients])).toEqual([
      ['0', 3, 2],
      ['1', 4, 2],
    ]);
    expect(heldOut.folds[1]).toMatchObject({ accuracy: 0.25, sensitivity: 0, specificity: 1 / 3 });
    expect(heldOut.mean?.accuracy.value).toBeCloseTo((1 + 0.25) / 2, 12);
    expect(table.predictions).toMatchObject({ cells: 7, patients: 4, uninfectedPatients: 1 });
    expect(table.notes.join(' ')).toContain('nih-fields is not in the folder');
  });

  it('reads and analyses the images once, whatever the number of thresholds', async () => {
    const folder = await researchFolder();
    const seen: string[] = [];
    const thresholds = [
      { name: 'operating' as const, value: 0.3 },
      { name: 'balanced' as const, value: 0.15 },
      { name: 'given' as const, value: 0.99 },
    ];
    const { table } = await truthTable(
      folder,
      await optionsFor(folder, {
        thresholds,
        onProgress: (set, { done, total }) => {
          if (done === total && !seen.includes(set)) seen.push(set);
          else if (done === 0) expect(seen).not.toContain(set);
        },
      }),
    );
    expect(table.thresholds.map((at) => row(at.found, 'found:vivax-fields').found)).toEqual([14, 14, 0]);
    expect(table.thresholds.map((at) => row(at.found, 'found:nih-cells').found)).toEqual([2, 3, 0]);
    // The classifier's own goals are set at the balanced threshold.
    expect(table.thresholds.map((at) => at.heldOut.mean?.accuracy.goal ?? null)).toEqual([
      null,
      { is: 'at-least', share: 0.97 },
      null,
    ]);
    expect(seen).toContain('normal-blood');
  });

  it('says when the predictions are not those of the weights', async () => {
    const folder = await researchFolder();
    const { table } = await truthTable(folder, await optionsFor(folder));
    expect(table.predictions.checked).toMatchObject({ fold: '0', cells: 3 });
    expect(table.predictions.checked?.different).toBeGreaterThan(0);
    expect(table.warnings.join(' ')).toMatch(/not those of these weights: of 3 cells of fold 0/);
    expect(truthTableText(table)).toMatch(/^WARNING: The predictions are not those/);
  });

  it('agrees with predictions that are those of the weights', async () => {
    const folder = await researchFolder();
    const options = await optionsFor(folder);
    // Every drawn cell of a label is the same picture and has one score.
    const classified = new Map<boolean, number>();
    const { cells } = await readCells(folder, 'nih-cells');
    const scored = await classifyCells(cells, options.classifier, {});
    for (const { infected, score } of scored.classified) classified.set(infected, score);
    const lines = cells.map(({ file, fold, infected }) => {
      const score = Math.min(0.9995, Math.max(0.0005, classified.get(infected)!));
      return `${file},${fold ?? ''},${Math.log(score / (1 - score))}`;
    });
    writeFileSync(options.predictions, `file,fold,evidence\n${lines.join('\n')}\n`);
    const { table } = await truthTable(folder, options);
    expect(table.predictions.checked).toMatchObject({ cells: 3, different: 0 });
    expect(table.warnings.join(' ')).not.toMatch(/not those of these weights/);
  });

  it('leaves out the images that may be trained on, and says so', async () => {
    const folder = await researchFolder();
    writeFileSync(
      path.join(folder, 'blocks.json'),
      JSON.stringify({ about: 'odd ones', training: { 'normal-blood': ['images/b.png'] } }),
    );
    const { table } = await truthTable(folder, await optionsFor(folder));
    expect(row(table.thresholds[0].falsePositives, 'false:normal-blood')).toMatchObject({
      cells: 70,
      positives: 0,
    });
    expect(table.sets.find(({ set }) => set === 'normal-blood')).toEqual({
      set: 'normal-blood',
      images: 2,
      tested: 1,
      trainedOn: 1,
    });
    expect(truthTableText(table)).toMatch(/normal-blood: 1 of 2 images are set aside for training/);
  });

  it.each(['falciparum-elsewhere', 'vivax-fields'])('is refused without %s: what is found', async (set) => {
    const folder = await researchFolder();
    rmSync(path.join(folder, set), { recursive: true });
    await expect(truthTable(folder, await optionsFor(folder))).rejects.toMatchObject({
      code: 'found-sets-missing',
      message: expect.stringContaining(set) as string,
    });
  });

  it('prints what is found above the false positives, at every threshold', async () => {
    const folder = await researchFolder();
    const thresholds = [
      { name: 'operating' as const, value: 0.3 },
      { name: 'given' as const, value: 0.5 },
    ];
    const { table } = await truthTable(folder, await optionsFor(folder, { thresholds }));
    const text = truthTableText(table);
    const order = [...text.matchAll(/^(Threshold|Found|False positives) /gm)].map(([, word]) => word);
    expect(order).toEqual(['Threshold', 'Found', 'False positives', 'Threshold', 'Found', 'False positives']);
    expect(() =>
      truthTableSchema.parse({ ...table, thresholds: [{ ...table.thresholds[0], found: [] }] }),
    ).toThrow();
  });
});

describe('failures', () => {
  it('are pictured worst first, named from kinds.csv, and written as sheets', async () => {
    const folder = await researchFolder();
    const gallery = path.join(folder, 'gallery');
    const first = await truthTable(folder, await optionsFor(folder, { tiles: 5 }));
    await writeGallery(gallery, first);
    const falsely = first.tiles.filter((tile) => tile.set === 'normal-blood');
    expect(falsely).toHaveLength(5);
    expect(first.failures.filter((one) => one.set === 'normal-blood')).toHaveLength(14);
    const scores = falsely.map((tile) => tile.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(
      first.tiles
        .filter((tile) => tile.set === 'nih-cells')
        .map((tile) => [tile.group, tile.score.toFixed(2)]),
    ).toEqual([
      ['false-positives', '0.70'],
      ['false-positives', '0.60'],
      ['misses', '0.20'],
    ]);
    expect(readdirSync(gallery).sort()).toEqual([
      'failures.csv',
      'falciparum-elsewhere-misses.png',
      'nih-cells-false-positives.png',
      'nih-cells-misses.png',
      'normal-blood-false-positives.png',
      'reliability.svg',
    ]);
    // The drawn spot lies right of the middle: the tile shows the cell where it is.
    const { around, crop } = falsely[0];
    const green = (x: number, y: number): number => around.data[3 * (y * around.width + x) + 1];
    expect(green(56, 56)).toBeGreaterThan(green(64, 56));
    expect(crop).toMatchObject({ width: 48, height: 48 });

    const cell = readFileSync(path.join(gallery, 'failures.csv'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('normal-blood/'))!
      .split(',')[0];
    const [file, at] = cell.split('@');
    const [x, y] = at.split(':').map(Number);
    // A name still means the cell when its box has moved by a few pixels.
    writeFileSync(path.join(folder, 'kinds.csv'), `cell,kind\n${file}@${x + 4}:${y - 3},drawn spot\n`);
    const named = await truthTable(folder, await optionsFor(folder));
    expect(named.tiles).toEqual([]);
    expect(named.table.failures.find((one) => one.set === 'normal-blood')).toEqual({
      set: 'normal-blood',
      group: 'false-positives',
      n: 14,
      kinds: [{ kind: 'drawn spot', n: 1 }],
      notNamed: 13,
    });
  });

  it('that are no longer there leave no sheet behind', async () => {
    const folder = await researchFolder();
    const gallery = path.join(folder, 'gallery');
    await writeGallery(gallery, await truthTable(folder, await optionsFor(folder, { tiles: 5 })));
    const thresholds = [{ name: 'given' as const, value: 0.95 }];
    await writeGallery(gallery, await truthTable(folder, await optionsFor(folder, { tiles: 5, thresholds })));
    const sheets = readdirSync(gallery).filter((name) => name.endsWith('.png'));
    expect(sheets).toContain('vivax-fields-misses.png');
    expect(sheets.filter((name) => name.includes('false-positives'))).toEqual([]);
  });

  it('stand in the page with their pictures, and nothing from outside', async () => {
    const folder = await researchFolder();
    const result = await truthTable(folder, await optionsFor(folder, { tiles: 3 }));
    const page = await truthTablePage(result);
    expect(page.match(/<figure title=/g)).toHaveLength(result.tiles.length);
    expect(page).toContain('normal-blood: false positives, the worst 3 of 14 at 0.3');
    expect(page.indexOf(': found</h2>')).toBeLessThan(page.indexOf(': false positives</h2>'));
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
  });

  it('predictions of another calibration change with it', async () => {
    const folder = await researchFolder();
    writeFileSync(path.join(folder, 'predictions.csv'), predictionsCsv(5));
    const { table } = await truthTable(folder, await optionsFor(folder));
    expect(row(table.thresholds[0].falsePositives, 'false:nih-cells').positives).toBe(4);
  });
});
