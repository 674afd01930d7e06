// Writes a model's manifest from out-of-fold scores: calibration, thresholds, and rates with their spread between patients.
// Usage: node models/manifest.mjs --scores models/out-of-fold.csv --weights models/ringform-cells.onnx --name ringform-cells
//          --version 1 --commit HASH --out models/ringform-cells.json [--floor 0.85] [--dist dist]
// With --runtime spots there are no weights, and the evidence is a spot's depth.
// Calibration and thresholds are fitted on the folds that the shipped weights were trained on, each scored by the net that
// had it held out; the rates are measured out of fold as well, on every patient.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { readScores } from './scores.mjs';

const { values: options } = parseArgs({
  options: {
    scores: { type: 'string' },
    weights: { type: 'string' },
    cache: { type: 'string', default: 'models/cache' },
    runtime: { type: 'string', default: 'onnx' },
    name: { type: 'string' },
    version: { type: 'string' },
    commit: { type: 'string' },
    floor: { type: 'string', default: '0.85' },
    out: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
  },
});
const load = (file) => import(pathToFileURL(path.resolve(options.dist, file)).href);
const { fitBetaBinomial } = await load('counting/rates/fit-beta-binomial.js');
const { manifestSchema } = await load('classify/manifest.js');
const { calibrated } = await load('classify/score.js');

const cells = readScores(await readFile(options.scores, 'utf8'));
const heldOut = 0;
const folds = [...new Set(cells.map((cell) => cell.fold))].sort();
const others = cells.filter((cell) => cell.fold !== heldOut);
const provisional = others.length === 0;
const fitted = provisional ? cells : others;
const fittedOn = provisional
  ? 'PROVISIONAL: fold 0 itself, until the other folds are trained'
  : `out-of-fold scores of folds ${folds.filter((fold) => fold !== heldOut).join(', ')}, both labels weighted alike`;

/** Platt's logistic calibration with a Newton iteration, both labels half the weight: no prevalence can be learnt here. */
function calibrate(sample) {
  const positives = sample.filter((cell) => cell.infected).length;
  const weight = (cell) => 0.5 / (cell.infected ? positives : sample.length - positives);
  let [slope, offset] = options.runtime === 'spots' ? [0.1, -2] : [1, 0];
  for (let i = 0; i < 50; i++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const cell of sample) {
      const p = calibrated(cell.evidence, { slope, offset });
      const w = weight(cell);
      const d = w * (p - (cell.infected ? 1 : 0));
      const v = w * p * (1 - p);
      g0 += d;
      g1 += d * cell.evidence;
      h00 += v;
      h01 += v * cell.evidence;
      h11 += v * cell.evidence ** 2;
    }
    const det = h00 * h11 - h01 * h01;
    offset -= (h11 * g0 - h01 * g1) / det;
    slope -= (h00 * g1 - h01 * g0) / det;
  }
  return { slope: Number(slope.toFixed(5)), offset: Number(offset.toFixed(5)) };
}
const calibration = calibrate(fitted);
for (const cell of cells) cell.score = Math.fround(calibrated(cell.evidence, calibration));

const share = (sample, threshold) => sample.filter((cell) => cell.score >= threshold).length / sample.length;
const infected = fitted.filter((cell) => cell.infected);
const clean = fitted.filter((cell) => !cell.infected);

/** Highest threshold, on the grid of four decimals, at which the sensitivity is still at the floor. */
function operatingThreshold(floor) {
  const scores = infected.map((cell) => cell.score).sort((a, b) => b - a);
  const at = scores[Math.ceil(floor * scores.length) - 1];
  return Math.floor(at * 1e4) / 1e4;
}
function balancedThreshold() {
  let best = [0, 0.5];
  for (let t = 0.01; t < 1; t += 0.005) {
    const both = (share(infected, t) + 1 - share(clean, t)) / 2;
    if (both > best[0]) best = [both, Number(t.toFixed(3))];
  }
  return best[1];
}

function rates(sample, threshold) {
  const estimate = (wanted) => {
    const counts = new Map();
    for (const cell of sample) {
      if (cell.infected !== wanted) continue;
      const count = counts.get(cell.patient) ?? { positives: 0, cells: 0 };
      count.cells++;
      if (cell.score >= threshold) count.positives++;
      counts.set(cell.patient, count);
    }
    const fit = fitBetaBinomial([...counts.values()]);
    return Object.fromEntries(Object.entries(fit).map(([key, value]) => [key, Number(value.toPrecision(8))]));
  };
  return { sensitivity: estimate(true), falsePositiveRate: estimate(false) };
}

const accuracy = (sample, threshold) =>
  sample.filter((cell) => cell.score >= threshold === cell.infected).length / sample.length;
const floor = Number(options.floor);
const operating = operatingThreshold(floor);
const balanced = balancedThreshold();
const prepared = JSON.parse(await readFile(path.join(options.cache, 'prepared.json'), 'utf8'));
const trained = options.runtime === 'onnx' ? cells : [];
let index = parse(await readFile(path.join(options.cache, 'index.csv')), { columns: true });
index = trained.length > 0 ? index.filter((row) => Number(row.fold) !== heldOut) : [];
const weights = options.weights ? await readFile(options.weights) : undefined;

const manifest = {
  schema: 1,
  runtime: options.runtime,
  name: options.name,
  version: options.version,
  ...(weights && {
    weights: {
      file: path.basename(options.weights),
      sha256: createHash('sha256').update(weights).digest('hex'),
      bytes: weights.length,
    },
    input: {
      name: 'crops',
      dtype: 'uint8',
      layout: 'NHWC',
      shape: [prepared.crop.size, prepared.crop.size, 3],
    },
    output: { name: 'logits', dtype: 'float32' },
    quantisation: {
      weights: 'int8, symmetric, per output channel',
      activations: 'uint8, per tensor, static ranges from crops of the training patients',
      bias: 'int32',
      inputScale: 1 / 64,
      inputZeroPoint: 150,
    },
  }),
  classes: ['uninfected', 'parasitized'],
  crop: prepared.crop,
  calibration: { ...calibration, fittedOn },
  operating: {
    value: operating,
    chosen: `the highest threshold with a sensitivity of ${100 * floor} % on the cells that the calibration was fitted on: fewest false positives per µL that still finds them`,
    ...rates(cells, operating),
  },
  balanced: {
    value: balanced,
    chosen: 'best mean of sensitivity and specificity on the cells that the calibration was fitted on',
    accuracy: Number(
      accuracy(
        cells.filter((cell) => cell.fold === heldOut),
        balanced,
      ).toFixed(5),
    ),
    ...rates(cells, balanced),
  },
  ratesFrom: provisional
    ? 'PROVISIONAL: fold 0 only, which the threshold was chosen on too'
    : options.runtime === 'onnx'
      ? `out-of-fold int8 scores of all folds (${folds.join(', ')}): every cell scored by a net that never saw its patient; the shipped weights are those with fold ${heldOut} held out; balanced.accuracy is fold ${heldOut}'s`
      : 'all cells; nothing but two numbers of the calibration is fitted',
  training: {
    commit: options.commit,
    dataHash: prepared.dataHash,
    heldOutFold: heldOut,
    patients: [...new Set(index.map((row) => row.patient))].sort(),
    cells: index.length,
  },
};
manifestSchema.parse(manifest);
await writeFile(options.out, JSON.stringify(manifest, null, 2) + '\n');

console.log(`written to ${options.out}`);
