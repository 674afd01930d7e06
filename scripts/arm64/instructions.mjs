import { fileURLToPath } from 'node:url';
import { onArm64 } from './rig.mjs';

export const GUEST_RUNS = fileURLToPath(new URL('guest-runs.mjs', import.meta.url));

/** The first runs allocate and compile what later ones only use. */
const RUNS = 4;
/** The last two runs may differ by so much, as a share: what Node does besides is a few thousand instructions. */
const SETTLED = 1e-3;

/**
 * Guest instructions that one run of a net takes, from the call in JavaScript to its answer, on an emulated processor.
 * @param model an ONNX file with one input N×H×W×C, uint8 or float32
 * @returns `instructions` of the run of `cells` cells, and what the guest printed: input type and shape, the run's outputs
 * @throws Error when the guest fails, or the count does not settle
 */
export function instructionsOf(cpu, model, cells) {
  const { out, marks } = onArm64(cpu, GUEST_RUNS, [model, String(cells), String(RUNS)], { count: true });
  if (marks.length !== 2 * RUNS) throw new Error(`${marks.length} marks from ${RUNS} runs of ${model}`);
  const runs = Array.from({ length: RUNS }, (_, i) => marks[2 * i + 1] - marks[2 * i]);
  const [before, instructions] = runs.slice(-2);
  if (Math.abs(instructions - before) > SETTLED * instructions) {
    throw new Error(`the counts of ${model} on ${cpu} do not settle: ${runs.join(', ')}`);
  }
  return { ...JSON.parse(out), instructions };
}
