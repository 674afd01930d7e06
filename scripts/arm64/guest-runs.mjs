// Runs in the arm64 guest: scores one batch of cells several times, a mark before and after each, so that the plugin tells the
// instructions of one run. `guest-runs.mjs FILE.onnx CELLS RUNS`
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [file, cells, runs] = process.argv.slice(2);
const session = await InferenceSession.create(readFileSync(file), {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
});
const [input] = session.inputMetadata;
const shape = [Number(cells), ...input.shape.slice(1)];
const values = shape.reduce((product, length) => product * length, 1);
// Varied levels: what is counted does not depend on them, but a constant picture would be an odd one to measure.
const levels = { length: values };
const level = (_, i) => 53 + ((i * 7919) % 98);
const data = input.type === 'uint8' ? Uint8Array.from(levels, level) : Float32Array.from(levels, level);
const batch = { [input.name]: new Tensor(input.type, data, shape) };

for (let run = 0; run < Number(runs); run++) {
  process.umask(0o511);
  await session.run(batch);
  process.umask(0o511);
}
process.stdout.write(JSON.stringify({ arch: process.arch, type: input.type, shape: input.shape }));
