// The shipped unit under the guest's own systemd, installed as systemd/README.md says; only the program is the rig's.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' });
const property = (name) => run('systemctl', 'show', 'ringform', '-P', name).trim();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds until it holds, or undefined when it never did. */
async function until(holds, seconds) {
  const began = performance.now();
  while ((performance.now() - began) / 1000 < seconds) {
    if (holds()) return (performance.now() - began) / 1000;
    await wait(100);
  }
  return undefined;
}

function install(environment) {
  const from = '/opt/ringform/systemd';
  for (const [file, to] of [
    ['ringform.service', '/etc/systemd/system/ringform.service'],
    ['ringform-power-off.path', '/etc/systemd/system/ringform-power-off.path'],
    ['ringform-power-off.service', '/etc/systemd/system/ringform-power-off.service'],
    ['ringform.sysusers', '/etc/sysusers.d/ringform.conf'],
    ['ringform.tmpfiles', '/etc/tmpfiles.d/ringform.conf'],
    ['60-ringform.rules', '/etc/udev/rules.d/60-ringform.rules'],
  ]) {
    mkdirSync(to.slice(0, to.lastIndexOf('/')), { recursive: true });
    copyFileSync(`${from}/${file}`, to);
  }
  run('systemd-sysusers');
  run('systemd-tmpfiles', '--create');
  run('udevadm', 'control', '--reload');
  run('udevadm', 'trigger', '--action=add', '--settle');
  run('udevadm', 'settle');
  mkdirSync('/etc/systemd/system/ringform.service.d', { recursive: true });
  const set = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}`);
  writeFileSync(
    '/etc/systemd/system/ringform.service.d/rig.conf',
    `[Service]\nExecStart=\nExecStart=/usr/bin/node /opt/ringform/test/kernel/daemon.mjs\n${set.join('\n')}\n`,
  );
  run('systemctl', 'daemon-reload');
  run('systemctl', 'start', 'ringform-power-off.path');
}

/** `tell(check, 'passed' | 'failed', note)` for each. Leaves the daemon running, for the last check to power off. */
export async function unitChecks(tell, devices) {
  const check = (name, holds, note) => tell(name, holds ? 'passed' : 'failed', note);
  const gpio = devices.gpio();
  const i2c = devices.i2cStub();
  const video = devices.camera();
  install({
    RIG_GPIO_LABEL: gpio.RINGFORM_GPIO_LABEL,
    RIG_I2C_BUS: i2c.RINGFORM_I2C_BUS,
    RIG_VIDEO: video.RINGFORM_V4L2_DEVICE,
  });
  const bus = `/dev/i2c-${i2c.RINGFORM_I2C_BUS}`;
  check(
    'its devices belong to its groups',
    run('stat', '-c', '%G %a', bus).trim() === 'i2c 660',
    run('stat', '-c', '%n %G %a', bus, '/sys/class/gpio/export').trim(),
  );
  const started = spawnSync('systemctl', ['start', 'ringform'], { encoding: 'utf8' });
  check('start returns once the daemon says it is ready', started.status === 0, started.stderr.trim());
  check('the status line is the daemon’s', property('StatusText') === 'the rig is looking at it');

  const report = JSON.parse(readFileSync('/var/lib/ringform/report.json', 'utf8'));
  const uid = Number(run('id', '-u', 'ringform'));
  check(
    'it runs as the user ringform, without capabilities, under a system call filter',
    report.uid === uid && /^0+$/.test(report.capabilities) && report.filter === '2',
    JSON.stringify(report),
  );
  check('it is told of the watchdog', report.watchdogMs === 30_000, `${report.watchdogMs} ms`);
  for (const name of ['bootId']) check(`${name} can be read`, report[name] === true);
  for (const name of ['writesState', 'spawns', 'classifier', 'pictures', 'gpio', 'i2c', 'video']) {
    check(`the sandbox allows: ${name}`, report[name] === 'ok', report[name]);
  }
  for (const name of ['writesConfiguration', 'writesProgram', 'writesKernel', 'network', 'disk', 'memory']) {
    check(`the sandbox refuses: ${name}`, /^E[A-Z]+$/.test(report[name]), report[name]);
  }

  const lines = run('journalctl', '-u', 'ringform', '-o', 'json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const ready = lines.find((line) => String(line.MESSAGE).includes('rig-ready'));
  const said = ready && JSON.parse(ready.MESSAGE);
  check(
    'the journal has its lines as JSON with their priority',
    ready?.PRIORITY === '6' && said.level === 'info' && said.code === 'rig-ready',
    ready?.MESSAGE,
  );

  const restarts = () => Number(property('NRestarts'));
  const active = () => property('ActiveState') === 'active' && property('SubState') === 'running';
  await wait(40_000);
  check(
    'a daemon whose round trips are answered lives longer than the watchdog’s time',
    restarts() === 0 && active(),
  );

  run('systemctl', 'kill', '-s', 'USR2', '--kill-who=main', 'ringform');
  const blocked = await until(() => restarts() === 1 && active(), 90);
  const journal = run('journalctl', '-u', 'ringform', '-o', 'cat');
  check(
    'a blocked event loop is killed by the watchdog and started again',
    blocked !== undefined && /Watchdog timeout/i.test(journal),
    `after ${blocked?.toFixed(1)} s`,
  );

  run('systemctl', 'kill', '-s', 'KILL', '--kill-who=main', 'ringform');
  const killed = await until(() => restarts() === 2 && active(), 60);
  check('a killed daemon is started again', killed !== undefined, `after ${killed?.toFixed(1)} s`);

  const stopping = performance.now();
  run('systemctl', 'stop', 'ringform');
  const took = (performance.now() - stopping) / 1000;
  check(
    'stop is clean and within 5 s',
    took < 5 && property('Result') === 'success' && existsSync('/var/lib/ringform/stopped'),
    `${took.toFixed(1)} s, ${property('Result')}`,
  );

  run('systemctl', 'start', 'ringform');
  run('systemctl', 'kill', '-s', 'HUP', '--kill-who=main', 'ringform');
  const failed = await until(() => property('ActiveState') === 'failed', 30);
  await wait(5_000);
  check(
    'a wrong configuration (exit status 2) is not tried again',
    failed !== undefined && property('ActiveState') === 'failed',
  );

  run('systemctl', 'reset-failed', 'ringform');
  run('systemctl', 'start', 'ringform');
}
