// Cuts the red cells of malaria-free blood of other laboratories as the device does: what training meets with and without a
// parasite drawn on. Only the blocks named in models/blocks.json; the other half of each collection is for the test.
// Usage: node models/prepare-foreign.mjs [--data ../shared/data] [--out models/cache] [--dist dist] [--size 48] [--diameter 36]
// Writes foreign.npy (N×size×size×4 uint8: RGB by the convention, then the soft mask) and foreign.csv (a line a crop).
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { askedSpec, compiled, npyHeader, PREPARE_OPTIONS, withMask } from './crop-cache.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    ...PREPARE_OPTIONS,
  },
});
const load = (file) => compiled(options.dist, file);
const { countedCells, cropObjects } = await load('imaging/crop.js');
const { recognise } = await load('evaluate/recognise.js');
const { compareField } = await load('evaluate/compare-field.js');
const { analyseLabelledField } = await load('evaluate/run-fields.js');
const spec = await askedSpec(options);
const { training } = JSON.parse(await readFile(new URL('blocks.json', import.meta.url), 'utf8'));

const crops = [];
const lines = ['set,file,cell'];
for (const [set, files] of Object.entries(training)) {
  const truth = await recognise(path.join(options.data, set));
  const wanted = new Set(files);
  const fields = truth.fields.filter(({ file }) => wanted.delete(file));
  if (wanted.size > 0)
    throw new Error(`${set}: named in blocks.json and not there: ${[...wanted].join(', ')}`);
  for (const [done, field] of fields.entries()) {
    const { frame, analysis } = await analyseLabelledField(field, {});
    const cells = countedCells(analysis);
    const masks = [];
    const { data } = cropObjects(frame, analysis, cells, spec, (alpha) => masks.push(Uint8Array.from(alpha)));
    const { counted } = compareField(field, analysis, undefined, false);
    counted.forEach(({ uninfected, label }, i) => {
      // What is marked as a white cell or a platelet stays among the negatives: the device counted it as a red cell.
      if (!uninfected) throw new Error(`${set}/${field.file}: "${label}" in blood without malaria`);
      crops.push(withMask(data, i, masks[i]));
      lines.push(`${set},${field.file},${i}`);
    });
    process.stderr.write(`\r${set}: ${done + 1}/${fields.length} fields, ${crops.length} crops  `);
  }
}
await mkdir(options.out, { recursive: true });
const target = path.join(options.out, 'foreign.npy');
const body = Buffer.concat([npyHeader([crops.length, spec.size, spec.size, 4]), ...crops]);
await writeFile(`${target}.part`, body);
await rename(`${target}.part`, target);
await writeFile(path.join(options.out, 'foreign.csv'), lines.join('\n') + '\n');
process.stderr.write(`\nwritten to ${target}\n`);
