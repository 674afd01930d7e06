// Depth of the darkest spot of every prepared crop, for the reference classifier's manifest.
// Usage: node models/score-spots.mjs --out models/runs/spots.csv [--cache models/cache] [--dist dist]
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string', default: 'models/cache' },
    out: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
  },
});
const { spotDepth } = await import(
  pathToFileURL(path.resolve(options.dist, 'classify/spot-classifier.js')).href
);
const rows = parse(await readFile(path.join(options.cache, 'index.csv')), { columns: true });
const { crop } = JSON.parse(await readFile(path.join(options.cache, 'prepared.json'), 'utf8'));
const pixels = crop.size * crop.size;
const file = await open(path.join(options.cache, 'crops.npy'));
const head = Buffer.alloc(10);
await file.read(head, 0, 10, 0);
const start = 10 + head.readUInt16LE(8);
const lines = ['file,fold,evidence'];
const four = Buffer.alloc(pixels * 4);
const rgb = new Uint8Array(pixels * 3);
for (const [at, row] of rows.entries()) {
  await file.read(four, 0, four.length, start + at * four.length);
  for (let p = 0; p < pixels; p++) for (let c = 0; c < 3; c++) rgb[3 * p + c] = four[4 * p + c];
  const depth = spotDepth(rgb, 0, crop.size, crop.diameter);
  lines.push([row.file, row.fold, depth.toFixed(4)].join(','));
}
await file.close();
await writeFile(options.out, lines.join('\n') + '\n');
