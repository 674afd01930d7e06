// How long a field takes, beside OpenCV's native code on the same field; cells/s; peak memory.
// Every figure that compares is measured in turn with its alternative in one run, and given as a ratio.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { heading } from './bench-kit.mjs';
import { fieldChain } from './field-chain.mjs';
import { openCv } from './opencv.mjs';

const rounds = Number(process.argv[2] ?? 30);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return `${median(sorted).toFixed(1)} (${sorted[0].toFixed(1)}–${sorted.at(-1).toFixed(1)})`;
};

const scratch = mkdtempSync(join(tmpdir(), 'ringform-bench-'));
const chain = await fieldChain({ coverage: 0.45 });
try {
  heading(`A field from the frame to its verdicts, beside OpenCV; ${rounds} rounds, median (least–most)`);
  const raw = join(scratch, 'field.rgb');
  writeFileSync(raw, chain.frame.data);

  const half = await openCv(raw, chain.frame, 2);
  const same = await openCv(raw, chain.frame, chain.workingScale);
  if (half === undefined || same === undefined) {
    process.stdout.write(
      'python3-opencv is not installed (Debian: apt-get install python3-opencv): no comparison.\n',
    );
  }
  const times = { ours: [], analysis: [], dots: [], half: [], same: [] };
  let cells = 0;
  for (let round = -20; round < rounds; round++) {
    const ours = await chain.run();
    const dots = chain.dotsMs();
    const theirs = [await half?.segment(), await same?.segment()];
    cells = ours.cells;
    if (round < 0) continue; // warm-up: a daemon runs for hours, so the compiled state is what counts
    times.ours.push(ours.totalMs);
    times.analysis.push(ours.analysisMs);
    times.dots.push(dots);
    if (theirs[0]) times.half.push(theirs[0].ms);
    if (theirs[1]) times.same.push(theirs[1].ms);
  }
  process.stdout.write(
    `A field of ${chain.frame.width}×${chain.frame.height} px in memory, ${cells} cells counted, one after the other in each round:\n`,
  );
  process.stdout.write(
    `  Ringform: frame → verdicts            ${spread(times.ours)} ms, of it analysis ${spread(times.analysis)} ms, of that stain deposits ${spread(times.dots)} ms\n`,
  );
  for (const [name, key, tool] of [
    ['OpenCV segments it at half resolution ', 'half', half],
    [`OpenCV at Ringform's working scale 1/${chain.workingScale}`, 'same', same],
  ]) {
    if (!tool) continue;
    const ratios = times.ours.map((ms, i) => ms / times[key][i]);
    process.stdout.write(
      `  ${name} ${spread(times[key])} ms, ${tool.cells} cells; ratio Ringform/OpenCV ${median(ratios).toFixed(2)}\n`,
    );
  }
  await half?.close();
  await same?.close();

  const rate = await chain.classifierRate();
  process.stdout.write(`\nClassifier alone, one thread, batches of 64: ${rate.toFixed(0)} cells/s\n`);
} finally {
  await chain.close();
  rmSync(scratch, { recursive: true, force: true });
}

// Peak memory in a process of its own: a field with three times the cells, counted ten times over.
const dense = spawnSync(process.execPath, [join(root, 'scripts/bench/dense-field-memory.mjs')], {
  encoding: 'utf8',
});
if (dense.status !== 0) throw new Error(`the memory measurement failed:\n${dense.stderr}`);
process.stdout.write(dense.stdout);
