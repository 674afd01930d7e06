// Stands in for the daemon under the shipped unit: Ringform's own link to systemd, watchdog feeder, log and store, with
// misbehaviour on a signal. USR2: the event loop blocks for ever.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { SystemClock } from '../../dist/clock/system-clock.js';
import { createLog } from '../../dist/service/create-log.js';
import { formFor } from '../../dist/service/log-form.js';
import { openServiceManager } from '../../dist/service/systemd-manager.js';
import { WatchdogFeeder } from '../../dist/service/watchdog-feeder.js';
import { SqliteSlideStore } from '../../dist/store/sqlite-slide-store.js';

const state = process.env.STATE_DIRECTORY;
const clock = new SystemClock();
const log = createLog({
  level: 'info',
  form: formFor(process.stdout, process.env),
  stream: process.stdout,
  clock,
});
const manager = await openServiceManager(process.env, (error) => log.warn('systemd did not hear', { error }));
const store = await SqliteSlideStore.open(join(state, 'ringform.sqlite'));

/** 'ok', or why not. */
const tried = async (work) => {
  try {
    return (await work()) ?? 'ok';
  } catch (error) {
    return [error.code ?? String(error), error.cause?.message].filter(Boolean).join(': ');
  }
};
const canOpen = (path, flags) => tried(() => closeSync(openSync(path, flags)));
const status = (name) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
const chip = process.env.RIG_GPIO_LABEL;
const report = {
  uid: process.getuid(),
  capabilities: status('CapBnd'),
  filter: status('Seccomp'),
  watchdogMs: manager.watchdogMs,
  bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() === clock.moment().bootId,
  writesState: await tried(() => writeFileSync(join(state, 'probe'), '')),
  writesConfiguration: await tried(() =>
    writeFileSync(join(process.env.CONFIGURATION_DIRECTORY, 'probe'), ''),
  ),
  writesProgram: await tried(() => writeFileSync('/opt/ringform/probe', '')),
  writesKernel: await canOpen('/proc/sys/kernel/hostname', 'r+'),
  network: await tried(
    () => new Promise((resolve, reject) => connect(9, '127.0.0.1', resolve).on('error', reject)),
  ),
  spawns: await tried(() => void spawnSync('true', { stdio: 'ignore' }).status),
  disk: await canOpen('/dev/vda', 'r'),
  memory: await canOpen('/dev/mem', 'r'),
  video: await canOpen(process.env.RIG_VIDEO, 'r+'),
  classifier: await tried(async () => void (await import('onnxruntime-node'))),
  pictures: await tried(async () => {
    const { default: sharp } = await import('sharp');
    await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
  }),
  gpio: await tried(async () => {
    const { OnoffGpio } = await import('../../dist/wiring/onoff-gpio.js');
    const gpio = await OnoffGpio.open(clock, { labels: [chip] });
    gpio.output(17, 0).write(1);
    gpio.close();
  }),
  i2c: await tried(async () => {
    const { I2cBusAdapter } = await import('../../dist/wiring/i2c-bus-adapter.js');
    const bus = await I2cBusAdapter.open(Number(process.env.RIG_I2C_BUS));
    await bus.writeWord(0x36, 5, 0x1234);
    await bus.close();
  }),
};
writeFileSync(join(state, 'report.json'), JSON.stringify(report));

process.on('SIGUSR2', () => {
  log.warn('blocking the event loop');
  for (;;);
});
const feeder = new WatchdogFeeder({
  manager,
  clock,
  roundTrip: () => store.openSlides().then(() => undefined),
  onTrouble: (error) => log.error('no round trip', { error }),
});
process.on('SIGTERM', async () => {
  manager.stopping();
  feeder.stop();
  await store.close();
  log.info('stopped');
  manager.close();
});
manager.status('the rig is looking at it');
manager.ready();
feeder.start();
log.info('ready', { code: 'rig-ready' });
