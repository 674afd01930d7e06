import { groupBy } from '../../base/group-by.js';
import { csvText } from '../csv-text.js';
import { NodeDisk } from '../../store/node-disk.js';
import { writeDurably } from '../../store/write-durably.js';
import { reliabilityPlot } from './calibration.js';
import { contactSheet, tilesOnSheet } from './contact-sheet.js';
import type { TruthTable } from './document.js';
import { cellName } from './failure.js';
import type { TruthTableResult } from './truth-table.js';

const sheetName = /-(false-positives|misses)(-\d+)?\.png$/;

/**
 * Writes contact sheets of failures as PNG, one set and group after the other, the reliability diagram, and failures.csv with every
 * failure's cell, score and kind. Sheets of an earlier run that this one does not replace are removed. Throws StorageError.
 */
export async function writeGallery(
  folder: string,
  { table, failures, tiles }: TruthTableResult,
): Promise<void> {
  const disk = new NodeDisk(folder);
  const places = new Map<string, string>();
  const written = new Set<string>();
  for (const group of groupBy(tiles, (tile) => `${tile.set}-${tile.group}`)) {
    const [name, all] = group;
    for (let from = 0; from < all.length; from += tilesOnSheet) {
      const part = all.slice(from, from + tilesOnSheet);
      const page = from === 0 ? '' : `-${from / tilesOnSheet + 1}`;
      part.forEach((tile, i) =>
        places.set(`${tile.group} ${cellName(tile)}`, `${name}${page} ${from + i + 1}`),
      );
      const sheet = await contactSheet(sheetTitle(table, part[0], from, part.length), part, from + 1);
      await writeDurably(disk, `${name}${page}.png`, sheet);
      written.add(`${name}${page}.png`);
    }
  }
  for (const { name } of await disk.list('')) {
    if (sheetName.test(name) && !written.has(name)) await disk.remove(name);
  }
  const rows = failures.map((one) => [
    cellName(one),
    one.kind,
    one.group,
    one.score < 0 ? undefined : one.score.toFixed(4),
    one.label,
    places.get(`${one.group} ${cellName(one)}`),
  ]);
  const head = ['cell', 'kind', 'group', 'score', 'label', 'tile'];
  await writeDurably(disk, 'failures.csv', Buffer.from(csvText([head, ...rows])));
  await writeDurably(
    disk,
    'reliability.svg',
    Buffer.from(reliabilityPlot(table.calibration, plotSubtitle(table))),
  );
}

/** "ringform-cells 1 · 20,954 cells of 158 held-out patients". */
export function plotSubtitle({ model, predictions }: TruthTable): string {
  return `${model.name} ${model.version} · ${predictions.cells} cells of ${predictions.patients} held-out patients`;
}

function sheetTitle(
  { model, thresholds, failures }: TruthTable,
  { set, group }: { readonly set: string; readonly group: string },
  from: number,
  shown: number,
): string {
  const n = failures.find((one) => one.set === set && one.group === group)?.n ?? 0;
  const what = group === 'misses' ? 'misses' : 'false positives';
  return `${set}: ${what} ${from + 1}–${from + shown} of ${n}, worst first · ${model.name} ${model.version} at ${thresholds[0].threshold} · left: the cell, right: what the net sees`;
}
