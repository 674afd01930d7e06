// Runs an ONNX cell net (int8 or float) over prepared crops with the runtime that the device uses.
// Usage: node models/score.mjs --model FILE.onnx [--cache models/cache] [--fold 0 | --fold all] --out scores.csv [--graph optimised.onnx]
// Writes file,fold,evidence (the difference of the two logits); prints accuracy at equal logits.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openCrops } from './crop-cache.mjs';

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
const cache = await openCrops(options.cache);
const { size } = cache.crop;
const wanted = cache.rows.filter((row) => options.fold === 'all' || row.fold === options.fold);
const lines = ['file,fold,evidence'];
let right = 0;
for (let from = 0; from < wanted.length; from += 64) {
  const part = wanted.slice(from, from + 64);
  const input = await cache.read(part.map(({ at }) => at));
  const { logits } = await session.run({
    crops: new Tensor('uint8', input, [part.length, size, size, 3]),
  });
  for (const [k, row] of part.entries()) {
    const [uninfected, parasitized] = [logits.data[2 * k], logits.data[2 * k + 1]];
    const label = row.label === 'parasitized' ? 1 : 0;
    if ((parasitized > uninfected ? 1 : 0) === label) right++;
    lines.push([row.file, row.fold, (parasitized - uninfected).toFixed(4)].join(','));
  }
}
await cache.close();
if (options.out) await writeFile(options.out, lines.join('\n') + '\n');
console.log(
  `${options.model}: ${wanted.length} cells, accuracy at equal logits ${((100 * right) / wanted.length).toFixed(2)} %`,
);
