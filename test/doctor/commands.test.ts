import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findingsSchema, type Findings } from '../../src/doctor/findings.js';
import { ringform, scratchFolder } from '../cli/run.js';

const SMALL = ['--set', 'camera.width=640', '--set', 'camera.height=480'];

/** rpicam-vid's stand-in as the only program on the PATH, told what to do by the script that starts it. */
function cameraProgram(behaviour: string, more: Readonly<Record<string, string>> = {}): void {
  const folder = scratchFolder();
  const script = join(import.meta.dirname, '../capture/cameras/stand-ins/rpicam.mjs');
  const settings = Object.entries(more).map(([name, value]) => `RINGFORM_STAND_IN_${name}=${value} `);
  writeFileSync(
    join(folder, 'rpicam-vid'),
    `#!/bin/sh\nRINGFORM_STAND_IN=${behaviour} ${settings.join('')}exec '${process.execPath}' '${script}' rpicam-vid "$@"\n`,
    { mode: 0o755 },
  );
  vi.stubEnv('PATH', folder);
}

function scenario(folder: string, text: string): string {
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  return file;
}

async function findings(
  args: readonly string[],
  folder: string,
): Promise<Findings & { code: number | null }> {
  const { code, stdout, stderr } = await ringform(['doctor', '--json', ...SMALL, ...args], folder);
  expect(stderr).toBe('');
  return { ...findingsSchema.parse(JSON.parse(stdout)), code };
}

const codesOf = ({ results }: Findings): string[] => results.flatMap(({ code }) => (code ? [code] : []));

describe('ringform doctor', () => {
  it('a virtual device that is well: one line a part, the verdict, 0', async () => {
    const { code, stdout, stderr } = await ringform(['doctor', '--virtual', ...SMALL], scratchFolder());
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, -2).map((line) => line.replace(/ +(\d+ ms|[\d.]+ s)? .*/, ''))).toEqual([
      ...['✓ display', '– lamps', '– beeper', '✓ button', '✓ camera', '✓ light', '✓ gauge', '✓ clock'],
      ...['✓ disk', '✓ store', '✓ model', '✓ focus', '✓ golden-slide'],
    ]);
    expect(lines.at(-1)).toBe('This device can count slides.');
  });

  it('a camera that is not there: what to do, the other parts all the same, 7', async () => {
    const folder = scratchFolder();
    const broken = scenario(folder, 'happenings:\n  - { atMinute: 0, camera: missing }\n');
    const { code, stdout } = await ringform(['doctor', '--virtual', broken, ...SMALL], folder);
    expect(code).toBe(7);
    expect(stdout).toMatch(
      /✗ camera .* No camera is connected\. \[camera-missing\]\n +→ Check the flat cable/,
    );
    expect(stdout).toContain('✓ golden-slide');
    expect(stdout.trimEnd()).toMatch(/\nThis device cannot count slides: camera\.$/);
  });

  it('a frozen camera, a silent gauge and no clock, as a document', async () => {
    const folder = scratchFolder();
    const broken = scenario(
      folder,
      'clockTrust: none\nhappenings:\n  - { atMinute: 0, camera: frozen, battery: no-answer }\n',
    );
    const found = await findings(['--virtual', broken], folder);
    expect(codesOf(found)).toEqual(['camera-frozen', 'gauge-no-answer', 'clock-unset']);
    expect(found).toMatchObject({ code: 7, verdict: 'cannot-count', device: 'ringform' });
  });

  it('what is mild alone ends in 1', async () => {
    const folder = scratchFolder();
    const found = await findings(
      ['--virtual', scenario(folder, 'clockTrust: none\n'), '--only', 'clock,button'],
      folder,
    );
    expect(found).toMatchObject({ code: 1, verdict: 'can-count-with-faults' });
    expect(found.results.map(({ part }) => part)).toEqual(['button', 'clock']);
  });

  it('no camera, display and gauge, weights gone and the store damaged: every part has its line', async () => {
    const folder = scratchFolder();
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'ringform.sqlite'), 'this is no database, and long enough to look at');
    // Not even a Pi has these.
    const nowhere = ['camera.kind=v4l2', 'camera.device=/dev/no-such-camera', 'display.kind=ssd1306']
      .concat('display.i2cBus=22', 'gauge.i2cBus=22', `storage.dataFolder=${data}`)
      .flatMap((setting) => ['--set', setting]);
    const found = await findings([...nowhere, '-m', join(folder, 'gone.json')], folder);
    expect(found.code).toBe(7);
    const failed = Object.fromEntries(found.results.map(({ check, code, state }) => [check, code ?? state]));
    expect(failed).toMatchObject({ store: 'not-a-store', model: 'manifest-missing', light: 'untested' });
    expect(failed).not.toHaveProperty('focus');
    for (const part of ['display', 'camera', 'gauge']) {
      expect(found.results.find(({ check }) => check === part)).toMatchObject({ state: 'failed' });
    }
    expect(failed).toHaveProperty('button');
    expect(failed['disk']).toBe('ok');
    expect(found.results.every(({ remedy, state }) => state !== 'failed' || remedy)).toBe(true);
  });

  it('wired panels: lamps lit; a display that does not answer is mild, and its close does not hide the verdict', async () => {
    const folder = scratchFolder();
    const only = ['--only', 'display,lamps'];
    const wired = await findings(['--virtual', '--set', 'display.kind=hd44780', ...only], folder);
    expect(wired.results.map(({ check, state }) => [check, state])).toEqual(
      ['display', 'lamps', 'beeper'].map((check) => [check, 'ok']),
    );
    const { code, stdout, stderr } = await ringform(
      ['doctor', '--virtual', '--set', 'display.kind=ssd1306', ...SMALL, ...only],
      folder,
    );
    expect(stdout).toMatch(
      /\[display-no-answer\][^]*\nThis device can count slides; to see to: display\.\n$/,
    );
    expect(stderr).toMatch(/^note: The display does not answer/);
    expect(code).toBe(1);
  });

  it('refuses a part that there is not, and questions without a terminal', async () => {
    const folder = scratchFolder();
    const unknown = await ringform(['doctor', '--virtual', '--only', 'camera,wheel', ...SMALL], folder);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /No check is called wheel\. \[unknown-part\]\n {2}There are: display, .*store/,
    );
    const asked = await ringform(['doctor', '--virtual', '--ask'], folder);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('[ask-without-terminal]');
  });
});

describe('ringform calibrate', () => {
  afterEach(() => vi.unstubAllEnvs());

  const calibrate = (folder: string, ...args: readonly string[]) =>
    ringform(
      [
        ...['calibrate', ...args, '--set', 'camera.width=100', '--set', 'camera.height=64'],
        ...['--set', `storage.dataFolder=${join(folder, 'data')}`],
      ],
      folder,
    );

  it('says what to put under the objective, finds, keeps, shows and forgets', async () => {
    const folder = scratchFolder();
    cameraProgram('stream', { RATE: '500' });
    expect((await calibrate(folder, '--show')).stdout).toContain('Nothing is kept');
    const done = await calibrate(folder, '--yes');
    expect(done.stderr).toMatch(/^Put a slide under the objective, move to an empty place/);
    expect(done.stderr).toMatch(/ {2}the camera by itself: exposure .* level \d+, aim 215\n {2}try 1: /);
    expect(done.stdout).toMatch(/^Calibrated and kept/);
    expect(done.code).toBe(0);
    const kept = done.stdout.split('\n').slice(1).join('\n');
    expect(kept).toMatch(
      /exposure [\d.]+ ms, gain 1\.00, white balance red 2\.10 blue 1\.60\n.*for 100 × 64 px/,
    );
    expect((await calibrate(folder, '--show')).stdout).toBe(kept);
    expect((await calibrate(folder, '--forget')).code).toBe(0);
    expect((await calibrate(folder, '--show')).stdout).toContain('Nothing is kept');
  });

  it('a camera that the service holds: says to stop the service, keeps nothing', async () => {
    const folder = scratchFolder();
    cameraProgram('busy');
    const { code, stderr } = await calibrate(folder, '--yes');
    expect(code).toBe(7);
    expect(stderr).toMatch(/\[camera-busy\]\n {2}Stop the service first: sudo systemctl stop ringform/);
    expect((await calibrate(folder, '--show')).stdout).toContain('Nothing is kept');
  });

  it('light that is too weak', async () => {
    const folder = scratchFolder();
    cameraProgram('stream', { RATE: '500', LIGHT: '0.01' });
    const { code, stderr } = await calibrate(folder, '--yes');
    expect(code).toBe(7);
    expect(stderr).toContain('[camera-uncalibrated]\n  Turn the lamp up');
  });

  it('a camera that has nothing to calibrate', async () => {
    const { code, stderr } = await calibrate(scratchFolder(), '--set', 'camera.kind=v4l2');
    expect(code).toBe(2);
    expect(stderr).toContain('[not-calibrated-here]');
  });

  it('the doctor takes a calibrated camera for one that needs nothing', async () => {
    const folder = scratchFolder();
    cameraProgram('stream', { RATE: '500' });
    const look = async () => {
      const { stdout } = await ringform(
        [
          ...[
            'doctor',
            '--json',
            '--only',
            'camera',
            '--set',
            'camera.width=100',
            '--set',
            'camera.height=64',
          ],
          ...['--set', `storage.dataFolder=${join(folder, 'data')}`],
        ],
        folder,
      );
      return codesOf(findingsSchema.parse(JSON.parse(stdout)));
    };
    expect(await look()).toEqual(['camera-uncalibrated']);
    expect((await calibrate(folder, '--yes')).code).toBe(0);
    expect(await look()).toEqual([]);
  });
});

describe('docs/doctor.md', () => {
  it('explains every code that the checks have of their own', () => {
    const root = join(import.meta.dirname, '../..');
    const page = readFileSync(join(root, 'docs/doctor.md'), 'utf8');
    const room = [
      'camera-checks',
      'light',
      'panel-checks',
      'part-checks',
      'disk-checks',
      'golden-checks',
      'asked-checks',
    ];
    const codes = room.flatMap((name) => {
      const file = join(root, `src/doctor/${name}.ts`);
      expect(existsSync(file)).toBe(true);
      const text = readFileSync(file, 'utf8');
      return [...text.matchAll(/(?:code: |failed\(\s*|UsageError\(\s*)'([a-z-]+)'/g)].map(([, code]) => code);
    });
    expect(new Set(codes).size).toBeGreaterThan(18);
    expect([...new Set(codes)].filter((code) => !page.includes(`| \`${code}\``))).toEqual([]);
  });
});
