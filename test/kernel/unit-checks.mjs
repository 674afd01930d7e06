// What the shipped unit does that the real daemon cannot show: what its sandbox refuses, and what becomes of a blocked event
// loop. A program of the rig's own (daemon.mjs) takes the daemon's place.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as service from './service.mjs';
import { run, until } from './service.mjs';

/** `tell(check, 'passed' | 'failed', note)` for each. */
export async function unitChecks(tell, devices) {
  const check = (name, holds, note) => tell(name, holds ? 'passed' : 'failed', note);
  const gpio = devices.gpio();
  const i2c = devices.i2cStub();
  const video = devices.camera();
  const environment = {
    RIG_GPIO_LABEL: gpio.RINGFORM_GPIO_LABEL,
    RIG_I2C_BUS: i2c.RINGFORM_I2C_BUS,
    RIG_VIDEO: video.RINGFORM_V4L2_DEVICE,
  };
  service.install(
    [
      '[Service]\nExecStart=\nExecStart=/usr/bin/node /opt/ringform/test/kernel/daemon.mjs',
      ...Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}`),
      '',
    ].join('\n'),
  );
  const bus = `/dev/i2c-${i2c.RINGFORM_I2C_BUS}`;
  check(
    'its devices belong to its groups',
    run('stat', '-c', '%G %a', bus).trim() === 'i2c 660',
    run('stat', '-c', '%n %G %a', bus, '/sys/class/gpio/export').trim(),
  );
  const started = service.start();
  check('start returns once the daemon says it is ready', started.status === 0, started.said);
  check('the status line is the daemon’s', service.property('StatusText') === 'the rig is looking at it');

  const report = JSON.parse(readFileSync('/var/lib/ringform/report.json', 'utf8'));
  const uid = Number(run('id', '-u', 'ringform'));
  check(
    'it runs as the user ringform, without capabilities, under a system call filter',
    report.uid === uid && /^0+$/.test(report.capabilities) && report.filter === '2',
    JSON.stringify(report),
  );
  check('it is told of the watchdog', report.watchdogMs === 30_000, `${report.watchdogMs} ms`);
  check('bootId can be read', report.bootId === true);
  for (const name of ['writesState', 'spawns', 'classifier', 'pictures', 'gpio', 'i2c', 'video']) {
    check(`the sandbox allows: ${name}`, report[name] === 'ok', report[name]);
  }
  for (const name of ['writesConfiguration', 'writesProgram', 'writesKernel', 'network', 'disk', 'memory']) {
    check(`the sandbox refuses: ${name}`, /^E[A-Z]+$/.test(report[name]), report[name]);
  }

  const ready = run('journalctl', '-u', 'ringform', '-o', 'json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .find((line) => String(line.MESSAGE).includes('rig-ready'));
  const said = ready && JSON.parse(ready.MESSAGE);
  check(
    'the journal has its lines as JSON with their priority',
    ready?.PRIORITY === '6' && said.level === 'info' && said.code === 'rig-ready',
    ready?.MESSAGE,
  );

  service.signal('USR2');
  const blocked = await until(() => service.restarts() === 1 && service.isUp(), 180);
  const journal = run('journalctl', '-u', 'ringform', '-o', 'cat');
  check(
    'a blocked event loop is killed by the watchdog and started again',
    blocked !== undefined && /Watchdog timeout/i.test(journal),
    `after ${blocked?.toFixed(1)} s`,
  );
  spawnSync('systemctl', ['stop', 'ringform']);
}
