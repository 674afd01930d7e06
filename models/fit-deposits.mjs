// Fits how the false-positive rate grows with the share of cells that carry stain deposits, and writes it into a manifest.
// Usage: node models/fit-deposits.mjs [--scores models/out-of-fold.csv] [--manifest models/ringform-cells.json]
//        [--data ../shared/data/nih-cells] [--dist dist] [--print]
// Run it after manifest.mjs: out-of-fold scores, calibration and threshold must belong together. Two minutes. --print writes nothing.
// Cells are searched for dots as fields are: reduced to about 30 px across, in green; black outside counts as bright.
import { createReadStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import sharp from 'sharp';

const { values: options } = parseArgs({
  options: {
    scores: { type: 'string', default: 'models/out-of-fold.csv' },
    manifest: { type: 'string', default: 'models/ringform-cells.json' },
    data: { type: 'string', default: '../shared/data/nih-cells' },
    dist: { type: 'string', default: 'dist' },
    print: { type: 'boolean', default: false },
  },
});
const load = (file) => import(pathToFileURL(path.resolve(options.dist, file)).href);
const { median } = await load('imaging/crop.js');
const { cutOutMask, equivalentDiameter } = await load('imaging/crop-mask.js');
const { findDots } = await load('imaging/deposits.js');
const { areaAverage } = await load('imaging/planes.js');
const { WORKING_DIAMETER } = await load('imaging/scales.js');
const { fitDotSlope } = await load('counting/rates/fit-dot-slope.js');
const { proportionInterval } = await load('counting/rates/proportion-interval.js');
sharp.concurrency(1);

const rowsOf = async (file) => {
  const rows = [];
  for await (const row of createReadStream(file).pipe(parse({ columns: true }))) rows.push(row);
  return rows;
};
const manifest = JSON.parse(await readFile(options.manifest, 'utf8'));
const evidence = new Map(
  (await rowsOf(options.scores)).map((row) => [path.basename(row.file), Number(row.evidence)]),
);
const { slope, offset } = manifest.calibration;
const called = (of) => 1 / (1 + Math.exp(-(slope * of + offset))) >= manifest.operating.value;

/** The cell reduced as a field's working planes are; a pixel is the cell's when all that it averages is. */
function dotsOf(image, mask, scale, diameter) {
  const { width, height, green } = areaAverage(image, scale);
  const labels = new Int32Array(width * height).fill(1);
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0)
      labels[Math.floor(i / image.width / scale) * width + Math.floor((i % image.width) / scale)] = 0;
  }
  for (let i = 0; i < labels.length; i++) if (labels[i] === 0) green[i] = 255;
  const box = { x: 0, y: 0, width: image.width, height: image.height };
  const usable = new Uint8Array(labels.length).fill(1);
  const objects = [{ label: 1, box }];
  return findDots({ width, height, scale, green, labels, usable, objects, diameter })?.ofLabel[1];
}

const byPatient = new Map();
for (const row of await rowsOf(path.join(options.data, 'manifest.csv')))
  byPatient.set(row.patient, [...(byPatient.get(row.patient) ?? []), row]);
const patients = [];
const kinds = {};
const cellsWith = { dots: { cells: 0, positives: 0 }, none: { cells: 0, positives: 0 } };
for (const [patient, rows] of byPatient) {
  const images = [];
  for (const row of rows) {
    const { data, info } = await sharp(path.join(options.data, row.file))
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = {
      width: info.width,
      height: info.height,
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
    images.push({ row, image, mask: cutOutMask(image) });
  }
  const diameter = median(images.map(({ mask }) => equivalentDiameter(mask.area)));
  const scale = Math.max(1, Math.round(diameter / WORKING_DIAMETER));
  const one = { patient, cells: 0, positives: 0, dots: { cells: 0, dotted: 0 } };
  for (const { row, image, mask } of images) {
    const dots = dotsOf(image, mask, scale, diameter / scale);
    if (dots === undefined) continue;
    const kind = `${row.label}${row.fold === 'field' ? `, ${patient}` : ''}`;
    const of = (kinds[kind] ??= { cells: 0, dotted: 0 });
    of.cells++;
    if (dots > 0) of.dotted++;
    const score = evidence.get(path.basename(row.file));
    if (row.fold === 'field' || row.label !== 'uninfected' || score === undefined) continue;
    const positive = called(score);
    const group = cellsWith[dots > 0 ? 'dots' : 'none'];
    one.cells++;
    group.cells++;
    if (positive) {
      one.positives++;
      group.positives++;
    } else {
      one.dots.cells++;
      if (dots > 0) one.dots.dotted++;
    }
  }
  if (one.cells > 0) patients.push({ ...one, infected: rows.some(({ label }) => label === 'parasitized') });
}

const percent = (share) => (100 * share).toFixed(1);
const share = (k, n) => {
  const { value, low, high } = proportionInterval(k, n);
  return `${k} of ${n}, ${percent(value)} % (${percent(low)}–${percent(high)})`;
};
for (const [kind, { cells, dotted }] of Object.entries(kinds))
  console.log(`dotted, ${kind}: ${share(dotted, cells)}`);
console.log(
  `called infected, of uninfected cells with dots: ${share(cellsWith.dots.positives, cellsWith.dots.cells)}`,
);
console.log(`called infected, of those without: ${share(cellsWith.none.positives, cellsWith.none.cells)}`);
const sorted = patients.toSorted((a, b) => a.dots.dotted / a.dots.cells - b.dots.dotted / b.dots.cells);
for (let i = 0; i < 4; i++) {
  const quarter = sorted.slice(
    Math.floor((i * sorted.length) / 4),
    Math.floor(((i + 1) * sorted.length) / 4),
  );
  const sum = (of) => quarter.reduce((total, one) => total + of(one), 0);
  const ends = [quarter[0], quarter.at(-1)].map(({ dots }) => percent(dots.dotted / dots.cells));
  console.log(
    `patients with dots on ${ends.join('–')} % of cells: false positives ${share(
      sum((one) => one.positives),
      sum((one) => one.cells),
    )}`,
  );
}
for (const [name, some] of [
  ['patients without parasites', patients.filter(({ infected }) => !infected)],
  ['patients with parasites', patients.filter(({ infected }) => infected)],
]) {
  const fit = fitDotSlope(some);
  console.log(
    `slope, ${name}: ${fit.slope.toFixed(2)} (${fit.low.toFixed(2)}–${fit.high.toFixed(2)}), ${fit.patients} patients`,
  );
}
const fit = fitDotSlope(patients);
const rounded = Object.fromEntries(
  Object.entries(fit).map(([key, value]) => [key, Number(value.toPrecision(5))]),
);
console.log(`slope, all: ${JSON.stringify(rounded)}`);
if (fit.low <= 0)
  console.log('The interval holds 0: dots do not foretell these false positives. Left out of the manifest.');
if (!options.print) {
  const rate = { ...manifest.operating.falsePositiveRate };
  delete rate.dots;
  if (fit.low > 0) rate.dots = rounded;
  const next = { ...manifest, operating: { ...manifest.operating, falsePositiveRate: rate } };
  await writeFile(`${options.manifest}.part`, `${JSON.stringify(next, null, 2)}\n`);
  await rename(`${options.manifest}.part`, options.manifest);
}
