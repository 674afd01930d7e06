// `node scripts/kernel-rig.mjs [prepare|run] [suite …]`: the hardware adapters' contract suites and the shipped unit on a Linux
// kernel with simulated devices, in a QEMU guest without hardware virtualisation. Without a command: both. The parts that take
// time to make are kept in RINGFORM_KERNEL_RIG, or ~/.cache/ringform-kernel-rig.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { prepare } from './kernel-rig/prepare.mjs';
import { run } from './kernel-rig/run.mjs';

const [command, ...suites] = process.argv.slice(2);
if (command !== undefined && command !== 'prepare' && command !== 'run') {
  process.stderr.write('Usage: node scripts/kernel-rig.mjs [prepare | run [suite …]]\n');
  process.exit(2);
}
const cache = process.env.RINGFORM_KERNEL_RIG ?? join(homedir(), '.cache', 'ringform-kernel-rig');
mkdirSync(cache, { recursive: true });

const began = performance.now();
const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
if (command !== 'run') {
  await prepare(cache);
  process.stdout.write(`kernel rig prepared in ${cache} (${seconds()})\n`);
}
if (command !== 'prepare') {
  const { passed, failed, skipped } = await run(cache, suites);
  process.stdout.write(
    `kernel rig took ${seconds()}\n${passed} passed, ${failed} failed, ${skipped} skipped\n`,
  );
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
