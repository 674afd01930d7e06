// Runs in the rig's guest: loads the simulated devices, runs the suites on them, tells the host over the second serial line.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { daemonChecks } from './daemon-checks.mjs';
import * as devices from './devices.mjs';
import { unitChecks } from './unit-checks.mjs';

const tell = (finding) => appendFileSync('/dev/ttyS1', `${JSON.stringify(finding)}\n`);
execFileSync('stty', ['-F', '/dev/ttyS1', 'raw', '-echo']);

const suites = [
  { name: 'gpio', set: devices.gpio, files: ['test/wiring/onoff-gpio.test.ts'] },
  { name: 'i2c-stub', set: devices.i2cStub, files: ['test/wiring/i2c.test.ts'] },
  {
    name: 'i2c-plain',
    set: devices.i2cPlain,
    files: ['test/wiring/i2c.test.ts', 'test/kernel/gauges.test.ts'],
  },
  { name: 'power-supply', set: devices.powerSupply, files: ['test/gauge/power-supply.test.ts'] },
  { name: 'camera', set: devices.camera, files: ['test/capture/cameras/v4l2.test.ts'] },
];

function runSuite({ name, set, files }) {
  const results = '/tmp/results.json';
  rmSync(results, { force: true });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/kernel/vitest.config.mjs'];
  const done = spawnSync(
    process.execPath,
    [...vitest, '--reporter=json', `--outputFile=${results}`, ...files],
    {
      cwd: '/opt/ringform',
      env: { ...process.env, ...set() },
      stdio: 'inherit',
    },
  );
  if (!existsSync(results)) throw new Error(`vitest ended with status ${done.status} and no results`);
  const ran = JSON.parse(readFileSync(results, 'utf8')).testResults;
  // A file that was renamed must not look like one that passed.
  if (ran.length !== files.length) throw new Error(`only ${ran.length} of ${files.length} test files ran`);
  for (const file of ran) {
    if (file.assertionResults.length === 0)
      tell({ suite: name, check: file.name, result: 'failed', note: file.message });
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      const result = status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped';
      tell({ suite: name, check: fullName, result, note: failureMessages.join(' ').slice(0, 600) });
    }
  }
}

const wanted = (/rig\.suites=(\S*)/.exec(readFileSync('/proc/cmdline', 'utf8'))?.[1] ?? '')
  .split(',')
  .filter(Boolean);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

for (const suite of suites.filter(({ name }) => isWanted(name))) {
  const began = performance.now();
  try {
    runSuite(suite);
  } catch (error) {
    tell({ suite: suite.name, check: 'could be run', result: 'failed', note: String(error.stack) });
  }
  tell({ suite: suite.name, took: Math.round((performance.now() - began) / 1000) });
}
/** Runs checks on the unit; what they throw is a check that failed. */
async function runChecks(suite, checks) {
  const began = performance.now();
  let whole = true;
  try {
    await checks((check, result, note) => tell({ suite, check, result, note }), devices);
  } catch (error) {
    whole = false;
    tell({ suite, check: 'could be run', result: 'failed', note: String(error.stack) });
    spawnSync('journalctl', ['-u', 'ringform', '-n', '60'], { stdio: 'inherit' });
  }
  tell({ suite, took: Math.round((performance.now() - began) / 1000) });
  return whole;
}

if (isWanted('unit')) await runChecks('unit', unitChecks);
if (isWanted('daemon') && (await runChecks('daemon', daemonChecks))) {
  // The button is being held: the machine should go down by itself.
  tell({ awaiting: 'power-off' });
  await new Promise((resolve) => setTimeout(resolve, 180_000));
  spawnSync('journalctl', ['-u', 'ringform*', '-n', '60'], { stdio: 'inherit' });
  tell({ suite: 'daemon', check: 'the button’s request is answered within three minutes', result: 'failed' });
}
tell({ end: true });
execFileSync('systemctl', ['--no-block', 'poweroff']);
