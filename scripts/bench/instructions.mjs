// What a cell costs the net on a Pi, as instructions: guest instructions that onnxruntime executes for a cell on emulated
// Cortex-A72 and A76, counted by a plugin of QEMU. They repeat whatever else this machine does; they are no times. Beside them,
// how far the outputs lie from this machine's. `instructions [--model FILE.onnx …] [--cpu cortex-a72 …] [--batch 64]`
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GUEST_RUNS, instructionsOf } from '../arm64/instructions.mjs';
import { CPUS } from '../arm64/rig.mjs';
import { setupArm64 } from '../arm64/setup.mjs';
import { root } from '../setup.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: [join(root, 'models/ringform-cells.onnx')] },
    cpu: { type: 'string', multiple: true, default: ['cortex-a72', 'cortex-a76'] },
    batch: { type: 'string', default: '64' },
  },
});
const say = (line) => process.stdout.write(`${line}\n`);
const cells = Number(values.batch);
const unfit = [
  ...(Number.isInteger(cells) && cells > 0 ? [] : [`--batch ${values.batch}: a number of cells is needed`]),
  ...values.cpu.filter((cpu) => !CPUS.includes(cpu)).map((cpu) => `--cpu ${cpu}: one of ${CPUS.join(', ')}`),
  ...values.model.filter((file) => !existsSync(file)).map((file) => `--model ${file}: there is no such file`),
];
if (unfit.length > 0) {
  process.stderr.write(`${unfit.join('\n')}\n`);
  process.exit(2);
}

/** The outputs that the same script gets on this machine's processor. */
function outputsHere(model) {
  const words = [GUEST_RUNS, model, String(cells), '1'];
  const done = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.status !== 0) throw new Error(`${model} on this machine: ${done.stderr}`);
  return JSON.parse(done.stdout).outputs;
}

function apart(outputs, others) {
  const most = Math.max(...outputs.map((value, i) => Math.abs(value - others[i])));
  return most === 0 ? 'outputs as here' : `outputs up to ${most.toExponential(1)} from here`;
}

setupArm64();
say(`\nThousand instructions of arm64 code for a cell, batches of ${cells}; this machine: ${process.arch}`);
for (const model of values.model.map((file) => resolve(file))) {
  const here = outputsHere(model);
  for (const [i, cpu] of values.cpu.entries()) {
    const { instructions, outputs, type, shape } = instructionsOf(cpu, model, cells);
    if (i === 0)
      say(`  ${join(basename(dirname(model)), basename(model))}, ${type} ${shape.slice(1).join('×')}`);
    const cost = (instructions / cells / 1000).toFixed(1).padStart(10);
    say(`    ${cpu}${cost}  ${apart(outputs, here)}`);
  }
}
