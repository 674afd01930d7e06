import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { configByOptions, dataFolderByOptions } from '../../src/cli/config-command.js';
import { ringform, scratchFolder, type Finished } from './run.js';

// Several starts of the whole command, which take seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

/** A configuration file with this text. */
function fileWith(text: string): string {
  const file = path.join(scratchFolder(), 'config.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the data folder', () => {
  const folder = (options: Parameters<typeof configByOptions>[0], env = {}): string =>
    configByOptions(options, env).config.storage.dataFolder;

  it('is what --out says, else --set, else the environment, else the file', () => {
    const config = fileWith('storage:\n  dataFolder: by-file\n');
    const env = { RINGFORM_STORAGE_DATA_FOLDER: 'by-environment' };
    const set = ['storage.dataFolder=by-set'];
    for (const virtual of [undefined, true, 'day.yaml'] as const) {
      const on = virtual === undefined ? {} : { virtual };
      expect(folder({ ...on, config, set, out: 'by out' }, env)).toBe('by out');
      expect(folder({ ...on, config, set }, env)).toBe('by-set');
      expect(folder({ ...on, config }, env)).toBe('by-environment');
      expect(folder({ ...on, config })).toBe('by-file');
    }
  });

  it('is a virtual device’s own where nobody says, also under a configuration that names none', () => {
    const config = fileWith('device:\n  name: trial\n');
    expect(folder({ config })).toBe('/var/lib/ringform');
    expect(folder({ config, virtual: true })).toBe('ringform-data');
    expect(folder({ virtual: true })).toBe('ringform-data');
    expect(configByOptions({ virtual: true }, {})).not.toHaveProperty('file');
    expect(configByOptions({ virtual: true }, { RINGFORM_CONFIG: config }).config.device.name).toBe('trial');
  });

  it('that is named with --out needs no configuration that holds', () => {
    const config = fileWith('storage: nonsense\n');
    expect(dataFolderByOptions({ config, out: 'here' })).toBe(path.resolve('here'));
    expect(() => dataFolderByOptions({ config })).toThrow('storage is a section');
  });

  it('goes with virtual parts, whatever the file says of the real ones', () => {
    const config = fileWith('camera:\n  kind: rpicam\n  width: 800\ndisplay:\n  kind: ssd1306\n');
    const virtual = configByOptions({ config, virtual: true }, {}).config;
    expect(virtual.camera).toMatchObject({ kind: 'rendered', width: 800 });
    expect(virtual.display.kind).toBe('terminal');
    expect(
      configByOptions({ config, virtual: true, set: ['display.kind=none'] }, {}).config.display.kind,
    ).toBe('none');
  });
});

it('of a configuration is the same for every command: who was enrolled there runs there', async () => {
  const cwd = scratchFolder();
  writeFileSync(
    path.join(cwd, 'config.yaml'),
    'camera:\n  width: 640\n  height: 480\nlog:\n  level: error\nstorage:\n  dataFolder: kept/here\n',
  );
  writeFileSync(path.join(cwd, 'short.yaml'), 'untilMinute: 0.1\n');
  const run = (...args: readonly string[]): Promise<Finished> =>
    ringform([...args, '--config', 'config.yaml'], cwd);
  const asked = await run('enroll', 'request');
  const [device] = /rf-[a-z2-7]{12}/.exec(asked.stdout)!;
  const ran = await run('run', '--virtual', 'short.yaml', '--virtual-time', '--set', 'display.kind=none');
  expect(ran).toMatchObject({ code: 0 });
  expect(existsSync(path.join(cwd, 'kept/here/ringform.sqlite'))).toBe(true);
  expect(existsSync(path.join(cwd, 'ringform-data'))).toBe(false);
  expect((await run('enroll', 'show')).stdout).toContain(device);
  expect(await run('slides')).toMatchObject({ code: 0, stdout: 'No slides yet.\n' });
  expect(await run('outbox')).toMatchObject({ code: 0 });
  const elsewhere = await run('slides', '-o', 'ringform-data');
  expect(elsewhere.stderr).toContain('[no-data]');
  const examined = await run('doctor', '--virtual', '--only', 'disk,store', '-o', 'elsewhere');
  expect(examined).toMatchObject({ code: 0 });
  expect(existsSync(path.join(cwd, 'elsewhere/ringform.sqlite'))).toBe(true);
});
