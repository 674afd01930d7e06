// Int8 and float on onnxruntime, float on TensorFlow.js (plain; with --package @tensorflow/tfjs-node where that is installed):
// processor time a cell, memory, and how far their scores are apart, on crops of patients that the weights never saw.
// Usage: node models/compare-runtimes.mjs [--cells 640] [--rounds 3] [--fold 0] [--cache models/cache] [--dist dist]
//          [--package @tensorflow/tfjs]
// Processor time, not the clock's: of all threads of this process, so that other work on the machine counts for little.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compiled, openCrops } from './crop-cache.mjs';

const { values: options } = parseArgs({
  options: {
    cells: { type: 'string', default: '640' },
    rounds: { type: 'string', default: '3' },
    fold: { type: 'string', default: '0' },
    cache: { type: 'string', default: 'models/cache' },
    dist: { type: 'string', default: 'dist' },
    int8: { type: 'string', default: 'models/ringform-cells.json' },
    layers: { type: 'string', default: 'models/ringform-cells-layers' },
    package: { type: 'string', default: '@tensorflow/tfjs' },
    only: { type: 'string' },
  },
});
const BATCH = 64;
const load = (file) => compiled(options.dist, file);
const { readModel } = await load('classify/load-model.js');
const shipped = await readModel(options.int8);

const starts = {
  nothing: () => undefined,
  'int8, onnxruntime': async () => {
    const { OnnxClassifier } = await load('classify/onnx-classifier.js');
    return OnnxClassifier.start(shipped.manifest, shipped.weights);
  },
  'float, onnxruntime': async () => {
    const { OnnxClassifier } = await load('classify/onnx-classifier.js');
    return OnnxClassifier.start(shipped.manifest, await readFile(path.join(options.layers, 'float.onnx')));
  },
  [`float, ${options.package}`]: async () => {
    const { LayersClassifier } = await load('classify/layers-classifier.js');
    const { manifest, sha256, topology, weights } = await readModel(
      path.join(options.layers, 'manifest.json'),
    );
    const runtime = createRequire(import.meta.url)(options.package);
    return LayersClassifier.start(manifest, sha256, { topology, weights }, runtime);
  },
};

/** `wanted` prepared crops of a fold, evenly over its rows, without their fourth channel. */
async function crops(wanted) {
  const cache = await openCrops(options.cache);
  const all = cache.rows.filter((row) => row.fold === options.fold);
  const count = Math.min(wanted, all.length);
  const places = Array.from({ length: count }, (_, k) => all[Math.floor((k * all.length) / count)].at);
  const data = await cache.read(places);
  await cache.close();
  return { count, data };
}

/**
 * Scores of all cells, a batch at a time as the device sends them, and µs of processor time a cell. All cells again until
 * `least` µs were spent: what another program pushed out of the caches is a larger part of less.
 */
async function timed(classifier, { count, data }, least = 1e6) {
  const bytes = data.length / count;
  const scores = new Float32Array(count);
  const before = process.cpuUsage();
  for (let passes = 1; ; passes++) {
    for (let from = 0; from < count; from += BATCH) {
      const to = Math.min(from + BATCH, count);
      const part = { count: to - from, data: data.subarray(from * bytes, to * bytes) };
      scores.set(await classifier.classify(part), from);
    }
    const { user, system } = process.cpuUsage(before);
    if (user + system > least) return { scores, micros: (user + system) / count / passes };
  }
}

const cells = await crops(Number(options.cells));
if (options.only !== undefined) {
  // A process of its own for each: memory that one runtime took is not another's.
  const classifier = await starts[options.only]();
  if (classifier) await timed(classifier, cells, 0);
  console.log(process.resourceUsage().maxRSS);
  process.exit();
}

const names = Object.keys(starts).filter((name) => name !== 'nothing');
const classifiers = await Promise.all(names.map((name) => starts[name]()));
const warm = { count: BATCH, data: cells.data.subarray(0, (cells.data.length / cells.count) * BATCH) };
for (const classifier of classifiers) await timed(classifier, warm);
const load0 = loadavg()[0];
const micros = names.map(() => []);
const scores = [];
for (let round = 0; round < Number(options.rounds); round++) {
  for (const [i, classifier] of classifiers.entries()) {
    const run = await timed(classifier, cells);
    micros[i].push(run.micros);
    scores[i] = run.scores;
  }
}
for (const classifier of classifiers) await classifier.close();

const self = fileURLToPath(import.meta.url);
const memory = (name) =>
  Number(
    execFileSync(process.execPath, [self, ...process.argv.slice(2), '--only', name], {
      encoding: 'utf8',
    }).trim(),
  ) / 1024;
const none = memory('nothing');
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const farthest = (a, b) => a.reduce((most, score, i) => Math.max(most, Math.abs(score - b[i])), 0);
const threshold = shipped.manifest.operating.value;
const otherCalls = (a, b) => a.filter((score, i) => score >= threshold !== b[i] >= threshold).length;
const [, float] = scores;

console.log(
  `${cells.count} cells of fold ${options.fold}, batches of ${BATCH}, median of ${options.rounds} rounds; load ${load0.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`,
);
for (const [i, name] of names.entries()) {
  const time = median(micros[i]);
  console.log(
    [
      name.padEnd(28),
      `${time.toFixed(0).padStart(6)} µs/cell (${Math.min(...micros[i]).toFixed(0)}–${Math.max(...micros[i]).toFixed(0)})`,
      `${(time / median(micros[0])).toFixed(1).padStart(6)} × int8`,
      `${(memory(name) - none).toFixed(0).padStart(4)} MiB above ${none.toFixed(0)}`,
      `score at most ${farthest(scores[i], float).toExponential(1)} from float on onnxruntime,`,
      `${otherCalls(scores[i], float)} other calls`,
    ].join('  '),
  );
}
