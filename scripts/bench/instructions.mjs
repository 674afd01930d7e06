// What a cell costs the net on a Pi, as instructions: guest instructions that onnxruntime executes for a cell on emulated
// Cortex-A72 and A76, counted by a plugin of QEMU. They repeat to the instruction, whatever else this machine does; they are no
// times. `instructions [--model FILE.onnx …] [--cpu cortex-a72 …] [--batch 64]`
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CPUS, onArm64 } from '../arm64/rig.mjs';
import { setupArm64 } from '../arm64/setup.mjs';
import { root } from '../setup.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: [join(root, 'models/ringform-cells.onnx')] },
    cpu: { type: 'string', multiple: true, default: ['cortex-a72', 'cortex-a76'] },
    batch: { type: 'string', default: '64' },
  },
});
const GUEST = fileURLToPath(new URL('../arm64/guest-runs.mjs', import.meta.url));
/** The first runs allocate and compile what later ones only use. */
const RUNS = 4;
/** Two runs after the other may differ by so much, as a share: what Node does besides is a few thousand instructions. */
const SETTLED = 1e-3;

/** Thousands of instructions a cell in a batch of so many. */
function thousandsPerCell(cpu, model, cells) {
  const { out, marks } = onArm64(cpu, GUEST, [model, String(cells), String(RUNS)], { count: true });
  if (marks.length !== 2 * RUNS) throw new Error(`${marks.length} marks from ${RUNS} runs of ${model}`);
  const runs = Array.from({ length: RUNS }, (_, i) => marks[2 * i + 1] - marks[2 * i]);
  const [before, last] = runs.slice(-2);
  if (Math.abs(last - before) > SETTLED * last)
    throw new Error(`the counts do not settle: ${runs.join(', ')}`);
  return { ...JSON.parse(out), thousands: last / cells / 1000 };
}

const cells = Number(values.batch);
if (!Number.isInteger(cells) || cells < 1)
  throw new Error(`--batch ${values.batch}: a number of cells is needed`);
for (const cpu of values.cpu)
  if (!CPUS.includes(cpu)) throw new Error(`--cpu ${cpu}: one of ${CPUS.join(', ')}`);
for (const file of values.model)
  if (!existsSync(file)) throw new Error(`--model ${file}: there is no such file`);
setupArm64({ counting: true });
process.stdout.write(`\nInstructions of arm64 code for a cell, in thousands, batches of ${cells}\n`);
for (const file of values.model) {
  const found = values.cpu.map((cpu) => ({ cpu, ...thousandsPerCell(cpu, resolve(file), cells) }));
  const { type, shape } = found[0];
  const costs = found.map(({ cpu, thousands }) => `${cpu} ${thousands.toFixed(1)}`).join('  ');
  process.stdout.write(
    `  ${costs}  ${join(basename(dirname(resolve(file))), basename(file))}, ${type} ${shape.slice(1).join('×')}\n`,
  );
}
