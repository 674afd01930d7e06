// `npm run bench [-- PART [ARGUMENTS] …]`: each part in a process of its own, so that none warms or fattens another.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

const PARTS = {
  field: {
    file: 'bench/field.mjs',
    quick: true,
    about:
      'a field from frame to verdicts, ratio to OpenCV on the same field (asked: 1.3); memory of a dense one',
    arguments: '[rounds=30]',
  },
  live: {
    file: 'bench/live.mjs',
    quick: true,
    about: 'looks a second at live frames through the whole daemon, against the 5 asked for',
    arguments: '[seconds each=15]',
  },
  press: {
    file: 'bench/press.mjs',
    quick: true,
    about: 'button to display through the whole daemon, against the 100 ms asked for',
    arguments: '[answers per display=60] [µs per GPIO write=20]',
  },
  'run-memory': {
    file: 'bench/run-memory.mjs',
    about:
      'memory of ringform run over many fields, first quarter to last, against the 300 MB asked for (10 min)',
    arguments: '[fields=2000] [--camera rpicam|folder] [--bare] [--frames per-field] [--set key=value]',
  },
  memory: {
    file: 'bench/field-counter-memory.mjs',
    about: 'memory of the counting thread alone over many fields, first 200 to last (5 min)',
    arguments: '[fields=2000]',
  },
  power: {
    file: 'power-days.mjs',
    about: 'simulated days on the battery: energy against a device that is always on, error of the time left',
    arguments: '[devices=30]',
  },
  fleet: {
    file: 'bench/fleet.mjs',
    about:
      'devices with the real sender through Mosquitto and PostgreSQL with 2 collectors, one killed: none lost, none doubled',
    arguments: '[devices=1000] [slides=30] [--sqlite] [--fields 20]',
  },
  drain: {
    file: 'bench/drain.mjs',
    about:
      'slide records through Mosquitto, each acknowledged, ratio to mosquitto_pub with messages as long (2 min)',
    arguments: '[slides=10000] [--disk]',
  },
  cameras: {
    file: 'bench/cameras.mjs',
    about: 'what a frame costs by each camera adapter, side by side',
    arguments: '[rounds=60]',
  },
  overview: {
    file: 'bench/overview.mjs',
    about:
      'the overview of 100,000 slides in SQLite and PostgreSQL, against the 300 ms asked for (first 2 min of filling)',
    arguments: '[slides=100000] [rounds=30]',
  },
  instructions: {
    file: 'bench/instructions.mjs',
    about: 'instructions of arm64 code that the net takes for a cell, on emulated Cortex-A72 and A76',
    arguments: '[--model FILE.onnx …] [--cpu cortex-a72 …] [--batch 64]',
  },
};

const HELP = `Usage: npm run bench [-- PART [ARGUMENTS] …]

${Object.entries(PARTS)
  .map(([name, part]) => `  ${name.padEnd(12)} ${part.about}\n  ${''.padEnd(12)} ${part.arguments}`)
  .join('\n')}

Without a part: ${Object.keys(PARTS)
  .filter((name) => PARTS[name].quick)
  .join(', ')}. Words after a part that name no part are its arguments:
  npm run bench -- press 100 field 10

Every figure holds for the machine and load that are printed with it; docs/performance.md has ours.
`;

const runs = [];
for (const word of process.argv.slice(2)) {
  if (word === '--help' || word === '-h') {
    process.stdout.write(HELP);
    process.exit(0);
  }
  if (Object.hasOwn(PARTS, word)) runs.push({ name: word, given: [] });
  else if (runs.length > 0) runs.at(-1).given.push(word);
  else {
    process.stderr.write(`There is no benchmark "${word}".\n\n${HELP}`);
    process.exit(2);
  }
}
if (runs.length === 0) {
  for (const [name, part] of Object.entries(PARTS)) if (part.quick) runs.push({ name, given: [] });
}

setup();
for (const { name, given } of runs) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', PARTS[name].file), ...given], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    process.stderr.write(`The benchmark "${name}" failed; why stands above.\n`);
    process.exitCode = 1;
  }
}
