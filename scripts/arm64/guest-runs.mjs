// Runs on any processor: scores one batch of drawn cells several times, a mark before and after each run, so that the plugin tells
// the instructions of one. Prints the outputs of the last run. `guest-runs.mjs FILE.onnx CELLS RUNS`
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [file, cells, runs] = process.argv.slice(2);
// As src/classify/inference-worker.ts starts it.
const session = await InferenceSession.create(readFileSync(file), {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: { session: { x64quantprecision: '1' } },
});
const [input] = session.inputMetadata;
const [output] = session.outputNames;
const shape = [Number(cells), ...input.shape.slice(1)];
const levels = drawnCells(shape);
const data = input.type === 'uint8' ? levels : Float32Array.from(levels);
const batch = { [input.name]: new Tensor(input.type, data, shape) };

let last;
for (let run = 0; run < Number(runs); run++) {
  process.umask(0o511);
  last = await session.run(batch);
  process.umask(0o511);
}
const outputs = Array.from(last[output].data, Number);
process.stdout.write(JSON.stringify({ arch: process.arch, type: input.type, shape: input.shape, outputs }));

/** Round cells on the level 150 with noise, each with a dark spot of its own size and place; the same bytes everywhere. */
function drawnCells([count, height, width, channels]) {
  const drawn = new Uint8Array(count * height * width * channels).fill(150);
  let state = 1;
  const below = (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let cell = 0; cell < count; cell++) {
    const radius = Math.floor(width * 0.3) + below(4);
    const [spotX, spotY] = [below(radius) - (radius >> 1), below(radius) - (radius >> 1)];
    const [spot, depth] = [below(12), 10 + below(60)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [dx, dy] = [x - (width >> 1), y - (height >> 1)];
        if (dx * dx + dy * dy > radius * radius) continue;
        const dark = (dx - spotX) ** 2 + (dy - spotY) ** 2 <= spot ? depth : 0;
        const at = ((cell * height + y) * width + x) * channels;
        for (let c = 0; c < channels; c++) drawn[at + c] += below(7) - 3 - dark;
      }
    }
  }
  return drawn;
}
