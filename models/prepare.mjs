// Decodes the labelled NIH cells and writes them as the device would crop them: the same compiled code makes both.
// Usage: node models/prepare.mjs [--data ../shared/data/nih-cells] [--out models/cache] [--dist dist] [--size 48] [--diameter 36]
// Writes crops.npy (N×size×size×4 uint8: RGB by the convention, then the soft mask), index.csv (one line a crop) and
// prepared.json (crop convention and a hash of the source data). Rows marked `field` belong to test patients: left out.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import sharp from 'sharp';
import { askedSpec, compiled, npyHeader, PREPARE_OPTIONS, withMask } from './crop-cache.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/nih-cells' },
    ...PREPARE_OPTIONS,
  },
});
const load = (file) => compiled(options.dist, file);
const { cropCutOutWithMask, cutOutDiameter, median } = await load('imaging/crop.js');
const spec = await askedSpec(options);

sharp.concurrency(1);

const rows = [];
const manifest = path.join(options.data, 'manifest.csv');
for await (const row of createReadStream(manifest).pipe(parse({ columns: true })))
  if (row.fold !== 'field') rows.push(row);
const byPatient = Map.groupBy
  ? Map.groupBy(rows, (row) => row.patient)
  : rows.reduce(
      (groups, row) => groups.set(row.patient, [...(groups.get(row.patient) ?? []), row]),
      new Map(),
    );
const patients = [...byPatient.keys()].sort();

await mkdir(options.out, { recursive: true });
const target = path.join(options.out, 'crops.npy');
const file = await open(`${target}.part`, 'w');
await file.write(npyHeader([rows.length, spec.size, spec.size, 4]));
const index = ['file,label,patient,fold,diameter,patient_diameter'];
const hashes = [];
let done = 0;
for (const patient of patients) {
  const cells = byPatient.get(patient).sort((a, b) => (a.file < b.file ? -1 : 1));
  const images = [];
  for (const cell of cells) {
    const encoded = await readFile(path.join(options.data, cell.file));
    hashes.push(
      `${cell.file},${cell.label},${cell.patient},${cell.fold},${createHash('sha256').update(encoded).digest('hex')}`,
    );
    const { data, info } = await sharp(encoded)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    images.push({
      width: info.width,
      height: info.height,
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    });
  }
  const diameters = images.map(cutOutDiameter);
  const patientDiameter = median(diameters);
  // Reviewed cells are a few of their field's, and each names the scale that its field had; the archive's are measured.
  const scaleOf = ({ scale_diameter: known }) => (known ? Number(known) : patientDiameter);
  const blocks = [];
  images.forEach((image, i) => {
    const { batch, alpha } = cropCutOutWithMask(image, spec, scaleOf(cells[i]));
    blocks.push(withMask(batch.data, 0, alpha));
    const cell = cells[i];
    index.push(
      [
        cell.file,
        cell.label,
        cell.patient,
        cell.fold,
        diameters[i].toFixed(2),
        scaleOf(cell).toFixed(2),
      ].join(','),
    );
  });
  await file.write(Buffer.concat(blocks));
  done += cells.length;
  process.stderr.write(`\r${done}/${rows.length} crops`);
}
await file.close();
await rename(`${target}.part`, target);
await writeFile(path.join(options.out, 'index.csv'), index.join('\n') + '\n');
const dataHash = createHash('sha256')
  .update(hashes.sort().join('\n') + '\n')
  .digest('hex');
await writeFile(
  path.join(options.out, 'prepared.json'),
  JSON.stringify({ crop: spec, cells: rows.length, dataHash }, null, 2) + '\n',
);
process.stderr.write(`\nwritten to ${options.out}\n`);
