// Runs an ONNX cell net (int8 or float) over prepared crops with the runtime that the device uses.
// Usage: node models/score.mjs --model FILE.onnx [--cache models/cache] [--fold 0 | --fold all] --out scores.csv [--graph optimised.onnx]
// Writes file,fold,evidence (the difference of the two logits); prints accuracy at equal logits.
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    cache: { type: 'string', default: 'models/cache' },
    fold: { type: 'string', default: 'all' },
    out: { type: 'string' },
    graph: { type: 'string' },
  },
});

const session = await InferenceSession.create(options.model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  extra: { session: { x64quantprecision: '1' } },
  ...(options.graph ? { optimizedModelFilePath: options.graph } : {}),
});
const rows = parse(await readFile(path.join(options.cache, 'index.csv')), { columns: true });
const { crop } = JSON.parse(await readFile(path.join(options.cache, 'prepared.json'), 'utf8'));
const pixels = crop.size * crop.size;
const file = await open(path.join(options.cache, 'crops.npy'));
const head = Buffer.alloc(10);
await file.read(head, 0, 10, 0);
const start = 10 + head.readUInt16LE(8);

const wanted = rows
  .map((row, at) => ({ ...row, at }))
  .filter((row) => options.fold === 'all' || row.fold === options.fold);
const lines = ['file,fold,evidence'];
let right = 0;
for (let from = 0; from < wanted.length; from += 64) {
  const part = wanted.slice(from, from + 64);
  const input = new Uint8Array(part.length * pixels * 3);
  for (const [k, row] of part.entries()) {
    const four = Buffer.alloc(pixels * 4);
    await file.read(four, 0, four.length, start + row.at * four.length);
    for (let p = 0; p < pixels; p++)
      for (let c = 0; c < 3; c++) input[(k * pixels + p) * 3 + c] = four[4 * p + c];
  }
  const { logits } = await session.run({
    crops: new Tensor('uint8', input, [part.length, crop.size, crop.size, 3]),
  });
  for (const [k, row] of part.entries()) {
    const [uninfected, parasitized] = [logits.data[2 * k], logits.data[2 * k + 1]];
    const label = row.label === 'parasitized' ? 1 : 0;
    if ((parasitized > uninfected ? 1 : 0) === label) right++;
    lines.push([row.file, row.fold, (parasitized - uninfected).toFixed(4)].join(','));
  }
}
await file.close();
if (options.out) await writeFile(options.out, lines.join('\n') + '\n');
console.log(
  `${options.model}: ${wanted.length} cells, accuracy at equal logits ${((100 * right) / wanted.length).toFixed(2)} %`,
);
