// Prints the golden values of test/classify/golden.ts for the shipped weights. Run it when weights are replaced, only then.
// Usage: npm run build && node models/golden.mjs > test/classify/golden.ts   (the test's crops are compiled on the fly)
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import ts from 'typescript';

const dist = path.resolve(process.argv[2] ?? 'dist');
const { readModel, defaultModel } = await import(
  pathToFileURL(path.join(dist, 'classify/load-model.js')).href
);
const { OnnxClassifier } = await import(pathToFileURL(path.join(dist, 'classify/onnx-classifier.js')).href);
const source = readFileSync('test/classify/synthetic-crops.ts', 'utf8').replace(
  '../../src/base/random.js',
  pathToFileURL(path.join(dist, 'base/random.js')).href,
);
const code = ts.transpileModule(source, {
  compilerOptions: { module: 'esnext', target: 'es2022' },
}).outputText;
const { syntheticCrops } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const { manifest, weights } = await readModel(process.argv[3] ?? defaultModel);
const classifier = await OnnxClassifier.start(manifest, weights);
const logits = await classifier.logits(syntheticCrops(64, manifest.crop.size));
await classifier.close();
const hash = createHash('sha256').update(new Uint8Array(logits.buffer)).digest('hex');
console.log(`/** Made with models/golden.mjs on x86-64; int8 arithmetic is exact, so every CPU must give these. */
export const golden = {
  weights: '${manifest.weights.sha256}',
  firstLogits: [${[...logits.subarray(0, 8)].join(', ')}],
  logits: '${hash}',
};`);
