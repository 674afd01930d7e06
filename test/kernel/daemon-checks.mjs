// The real daemon, `ringform run`, under the shipped unit with the shipped ExecStart, on the kernel's simulated hardware: camera
// vivid through ffmpeg, character display, lamps, beeper and button on gpio-sim under a Pi's label, MAX17048 on i2c-stub.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { watchLines } from './lines.mjs';
import * as service from './service.mjs';
import { run, until, wait } from './service.mjs';

const ringform = '/opt/ringform/dist/cli/main.js';
const configuration = '/etc/ringform/config.yaml';
const wish = '/run/ringform/power-off';
/** Software emulation beside other work: minutes where a Pi takes seconds. */
const PATIENCE_S = 400;
/** The shipped two minutes are for a Pi; the daemon's own time until it is ready is told by the first check. */
const dropIn = '[Service]\nTimeoutStartSec=10min\n';

const config = ({ video, bus }) => `version: 1
device: { name: rig }
camera: { kind: v4l2, device: ${video}, width: 640, height: 480, inputFormat: yuyv422, framesPerSecond: 2 }
display: { kind: hd44780, columns: 20, rows: 4 }
lamps: { fitted: true }
beeper: { fitted: true }
gauge: { kind: max17048, i2cBus: ${bus} }
storage: { keepFreeMiB: 16 }
`;

/** `tell(check, 'passed' | 'failed', note)` for each. Ends with the button held and the machine about to power off. */
export async function daemonChecks(tell, devices) {
  const check = (name, holds, note) => tell(name, holds ? 'passed' : 'failed', note);
  const gpio = devices.gpio();
  const bus = devices.i2cStub().RINGFORM_I2C_BUS;
  const video = devices.camera().RINGFORM_V4L2_DEVICE;
  const setCell = (cell) => devices.setMax17048(Number(bus), cell);
  await setCell({ millivolts: 4050, charge: 0.93 });
  service.install(dropIn);
  writeFileSync(configuration, config({ video, bus }));
  run('systemctl', 'start', 'ringform-power-off.path');

  const lines = watchLines(gpio.RINGFORM_GPIO_LABEL, gpio.RINGFORM_GPIO_FOLDER);
  lines.setContact('button', false);
  const said = (pattern) => service.journal().find(({ msg }) => pattern.test(msg));
  const saying = (pattern, seconds = PATIENCE_S) => until(() => said(pattern) !== undefined, seconds);
  const showing = (pattern, seconds = PATIENCE_S) => until(() => pattern.test(lines.text()), seconds);
  const status = () => service.property('StatusText');
  const camera = () => service.processes().find(({ name }) => name === 'ffmpeg');
  const press = async (ms) => {
    lines.setContact('button', true);
    await wait(ms);
    lines.setContact('button', false);
  };
  const slides = () => {
    const { stdout, stderr } = asUser('slides', '--json', '--config', configuration);
    return stdout ? JSON.parse(stdout).slides : [{ label: stderr.trim() }];
  };
  const troubles = () =>
    service
      .journal()
      .filter(({ level, msg }) => (level === 'warn' || level === 'error') && !msg.startsWith('self-test'))
      .map(({ msg }) => msg)
      .join(' | ');

  await begins();
  await counts();
  await survives();
  await stops();
  await examines();
  await emptyBattery();
  lines.end();
  await heldToTheEnd();

  async function begins() {
    const started = service.start();
    check(
      'start returns once the self-test is over',
      started.status === 0,
      `${secs(started.seconds)} ${started.said}`,
    );
    check('it is ready', status() === 'ready', status());
    const tests = service.journal().filter(({ msg }) => msg.startsWith('self-test: '));
    for (const { msg, part, state, code } of tests) {
      const must = !['light', 'focus', 'clock'].includes(part);
      const held = state === 'ok' || (!must && state === 'failed');
      check(msg.split(':').slice(0, 2).join(':'), held, [state, code, msg].filter(Boolean).join('; '));
    }
    for (const part of [
      'display',
      'lamps',
      'button',
      'camera',
      'light',
      'gauge',
      'clock',
      'disk',
      'model',
      'golden-slide',
    ])
      check(
        `the self-test looked at: ${part}`,
        tests.some((test) => test.part === part),
      );
    check('the display says so', (await showing(/Ready/)) !== undefined, lines.text());
    check(
      'the display’s own times were kept',
      lines.violations().length === 0,
      lines.violations().slice(0, 5).join('; '),
    );
    check(
      'the green lamp is lit, the red one is not',
      lines.level('lamp-green') === 1 && lines.level('lamp-red') === 0,
    );
  }

  async function counts() {
    const before = lines.changes('lcd-e');
    await press(700);
    const begun = await saying(/^slide begun/);
    check('a press of the button begins a slide', begun !== undefined, secs(begun));
    check(
      'the display changes to it',
      (await showing(/^(?!Ready).*0001/)) !== undefined && lines.changes('lcd-e') > before,
      `${lines.text()} (${lines.changes('lcd-e') - before} writes to E)`,
    );
    const list = slides();
    check(
      'the store has it open',
      list.length === 1 && list[0].label === '0001' && list[0].state === 'open',
      JSON.stringify(list[0]),
    );
    check('the beeper was heard', lines.changes('beeper') > 0, `${lines.changes('beeper')} writes`);
    const seen = await until(() => camera() !== undefined, PATIENCE_S);
    check(
      'the camera’s program runs inside the unit',
      seen !== undefined,
      JSON.stringify(service.processes()),
    );
    await showing(/0001(?![\s\S]*Camera starting)/);
    await wait(45_000);
    check(
      'looking at live frames it lives longer than the watchdog’s time',
      service.restarts() === 0 && service.isUp() && status() === 'counting',
      `${lines.text()}; ${troubles()}`,
    );
    const { peakMiB, events } = service.memory();
    check(
      'it needs less memory than it is held to',
      peakMiB < 340 && /^high 0$/m.test(events),
      `peak ${peakMiB} MiB, the camera’s program included`,
    );
  }

  async function survives() {
    const old = camera()?.pid;
    service.signal('KILL');
    const back = await until(() => service.restarts() === 1 && service.isUp(), PATIENCE_S);
    check('killed, it is started again', back !== undefined, secs(back));
    const resumed = said(/^slide taken up again/);
    check(
      'it goes on with slide 0001',
      resumed?.label === '0001' && status() === 'counting',
      `${JSON.stringify(resumed)}; ${status()}`,
    );
    check('the camera program of before is gone', old !== undefined && !existsSync(`/proc/${old}`));
    await press(3_000);
    const finished = await saying(/^slide finished/);
    check(
      'the button held 3 s ends the slide',
      finished !== undefined && (await until(() => status() === 'result', 30)) !== undefined,
      `${secs(finished)}; ${status()}`,
    );
    check('the display shows the result', (await showing(/Press: accept/)) !== undefined, lines.text());
    await press(700);
    const accepted = await until(() => status() === 'ready', PATIENCE_S);
    check('a press accepts the result', accepted !== undefined, secs(accepted));
  }

  async function stops() {
    await press(700);
    await saying(/^slide begun/);
    await until(() => camera() !== undefined, PATIENCE_S);
    const child = camera()?.pid;
    const took = service.stop();
    check(
      'stop is clean and within 5 s',
      took < 5 && service.property('Result') === 'success' && service.property('ExecMainStatus') === '0',
      `${secs(took)} ${service.property('Result')}; ${troubles()}`,
    );
    check('the camera’s program went with it', child !== undefined && !existsSync(`/proc/${child}`));
    const list = slides();
    check(
      'the store has 0001 accepted and 0002 open',
      list.map(({ label, state }) => `${label} ${state}`).join() === '0002 open,0001 accepted',
      list.map(({ label, state }) => `${label} ${state}`).join(),
    );
    check('the lines were given back', lines.taken().length === 0, lines.taken().join(' '));
  }

  async function examines() {
    const { stdout, stderr, status: code } = asRoot('doctor', '--json', '--config', configuration);
    const found = stdout ? JSON.parse(stdout) : undefined;
    const failed = found?.results.filter(({ state }) => state === 'failed') ?? [];
    check(
      'ringform doctor finds the stopped device able to count',
      found !== undefined && found.verdict !== 'cannot-count',
      `exit ${code}, ${found?.verdict}, ${found?.tookMs} ms; ${failed.map((one) => `${one.check}: ${one.code}`).join(', ')} ${stderr.trim()}`,
    );
    const size = asRoot(
      'doctor',
      '--json',
      '--only',
      'camera',
      '--config',
      configuration,
      '--set',
      'camera.width=600',
    );
    check(
      'it names a frame size that the camera does not send',
      size.stdout.includes('"camera-size"'),
      size.stdout.slice(0, 600) + size.stderr.trim(),
    );
    const foreign = readdirSync('/var/lib/ringform').filter(
      (name) => statSync(`/var/lib/ringform/${name}`).uid === 0,
    );
    check(
      'root’s doctor leaves nothing that the daemon could not write',
      foreign.length === 0,
      foreign.join(' '),
    );

    writeFileSync(configuration, `${config({ video, bus })}gague: { kind: none }\n`);
    service.start();
    await wait(5_000);
    check(
      'a wrong configuration (exit status 2) is not tried again',
      service.property('ActiveState') === 'failed' &&
        service.property('ExecMainStatus') === '2' &&
        service.restarts() === 0,
      `${service.property('ActiveState')} ${service.property('ExecMainStatus')}`,
    );
    writeFileSync(configuration, config({ video, bus }));
  }

  async function emptyBattery() {
    run('systemctl', 'stop', 'ringform-power-off.path');
    const again = service.start();
    check(
      'started again, it goes on with slide 0002',
      again.status === 0 && said(/^slide taken up again/)?.label === '0002',
      `${secs(again.seconds)} ${again.said}`,
    );
    await setCell({ millivolts: 3500, charge: 0.3 });
    await saying(/^battery: saving/);
    const saving = said(/^battery: saving/);
    check('at 30 % and 3.5 V it saves', Math.abs((saving?.charge ?? 0) - 0.3) < 0.01, JSON.stringify(saving));
    await setCell({ millivolts: 3200, charge: 0.03 });
    const wished = await until(() => existsSync(wish), PATIENCE_S);
    const shutdown = said(/^battery: shutdown/);
    const gone = await until(() => service.property('ActiveState') === 'inactive', 30);
    check(
      'an empty battery leaves the request to power off, and ends the daemon cleanly',
      wished !== undefined &&
        gone !== undefined &&
        shutdown !== undefined &&
        service.property('Result') === 'success',
      `${secs(wished)}; ${JSON.stringify(shutdown)}; ${troubles()}`,
    );
    rmSync(wish, { force: true });
    await setCell({ millivolts: 4050, charge: 0.93 });
  }

  async function heldToTheEnd() {
    run('systemctl', 'start', 'ringform-power-off.path');
    const last = service.start();
    const resumed = said(/^slide taken up again/);
    check(
      'started once more, it still has slide 0002',
      last.status === 0 && resumed?.label === '0002',
      secs(last.seconds),
    );
    lines.setContact('button', true);
    await wait(6_500);
  }
}

const secs = (seconds) => (seconds === undefined ? 'never' : `${seconds.toFixed(1)} s`);
const asRoot = (...args) => spawnSync('/usr/bin/node', [ringform, ...args], { encoding: 'utf8', cwd: '/' });
const asUser = (...args) =>
  spawnSync('runuser', ['-u', 'ringform', '--', '/usr/bin/node', ringform, ...args], {
    encoding: 'utf8',
    cwd: '/',
  });
