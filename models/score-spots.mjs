// Depth of the darkest spot of every prepared crop, for the reference classifier's manifest.
// Usage: node models/score-spots.mjs --out models/runs/spots.csv [--cache models/cache] [--dist dist]
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compiled, openCrops } from './crop-cache.mjs';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string', default: 'models/cache' },
    out: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
  },
});
const { spotDepth } = await compiled(options.dist, 'classify/spot-classifier.js');
const cache = await openCrops(options.cache);
const { size, diameter } = cache.crop;
const lines = ['file,fold,evidence'];
for (const row of cache.rows) {
  const depth = spotDepth(await cache.read([row.at]), 0, size, diameter);
  lines.push([row.file, row.fold, depth.toFixed(4)].join(','));
}
await cache.close();
await writeFile(options.out, lines.join('\n') + '\n');
