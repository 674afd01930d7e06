import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configKeys } from '../../src/config/config-keys.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configSchema } from '../../src/config/schema.js';
import { fileWith, refusal } from './fixtures.js';

const read = (text: string): ReturnType<typeof loadConfig> => loadConfig({ file: fileWith(text) });
const at = (config: object, path: string): unknown =>
  path.split('.').reduce<unknown>((place, part) => (place as Record<string, unknown>)[part], config);

describe('defaults', () => {
  it('hold by themselves, and every key says where its value came from', () => {
    const { config, sources, warnings } = loadConfig({});
    expect(configSchema.parse(config)).toEqual(config);
    expect(warnings).toEqual([]);
    expect([...sources.keys()]).toEqual([...configKeys.keys()]);
    for (const [path, { defaultValue }] of configKeys) {
      expect(at(config, path)).toEqual(defaultValue);
      expect(sources.get(path)).toEqual({ kind: 'default' });
    }
  });

  it.each(['', '# only a comment\n', 'version: 1\n', 'camera:\n', 'camera: {}\n', '\uFEFFversion: 1\n'])(
    'are what %j leaves',
    (text) => {
      expect(read(text).config).toEqual(loadConfig({}).config);
    },
  );

  it('are explained: each key has title, description, default and what it takes', () => {
    for (const [path, key] of configKeys) {
      expect(key.title, path).toMatch(/^\p{Lu}/u);
      expect(key.description, path).toMatch(/\.$/);
      expect(key.expected, path).not.toBe('');
      expect(key.schema.meta(), path).toMatchObject({ title: key.title, description: key.description });
      expect(key.schema.safeParse(key.defaultValue).success, path).toBe(true);
      // A number without a unit is a count or the number of something.
      if (key.kind === 'number' && key.unit === '') expect(path).toMatch(/index|Seed|i2cBus|address/);
    }
    expect(new Set([...configKeys.values()].map((key) => key.variable)).size).toBe(configKeys.size);
    expect(configKeys.get('unattended.advance.pulseMs')?.variable).toBe(
      'RINGFORM_UNATTENDED_ADVANCE_PULSE_MS',
    );
    expect(configKeys.get('storage.keepFramesMiB')?.variable).toBe('RINGFORM_STORAGE_KEEP_FRAMES_MIB');
    expect(configKeys.get('gauge.i2cBus')?.variable).toBe('RINGFORM_GAUGE_I2C_BUS');
  });
});

describe('file, environment, arguments', () => {
  it('go before one another in this order, key by key', () => {
    const file = fileWith('device:\n  name: by file\n  site: by file\ncamera:\n  width: 640\n');
    const env = { RINGFORM_DEVICE_SITE: 'by environment', RINGFORM_CAMERA_WIDTH: '800', PATH: '/bin' };
    const { config, sources } = loadConfig({ file, env, sets: ['camera.width=1024', 'log.level=warn'] });
    expect(config.device).toMatchObject({ name: 'by file', site: 'by environment', language: 'en' });
    expect(config.camera.width).toBe(1024);
    expect(sources.get('device.name')).toEqual({ kind: 'file', file, line: 2 });
    expect(sources.get('device.site')).toEqual({ kind: 'environment', variable: 'RINGFORM_DEVICE_SITE' });
    expect(sources.get('camera.width')).toEqual({ kind: 'argument', text: 'camera.width=1024' });
  });

  it('leave alone what names other things: the file itself, the registry of a supervisor on the same machine', () => {
    const env = { RINGFORM_CONFIG: '/somewhere/else.yaml', RINGFORM_REGISTRY: '/somewhere/registry.sqlite' };
    expect(loadConfig({ env }).config).toEqual(loadConfig({}).config);
    expect(() => loadConfig({ env: { RINGFORM_REGISTRAR: 'x' } })).toThrow('RINGFORM_REGISTRAR');
  });

  it('take texts without quotes, lists without brackets, hexadecimal addresses, and nothing for null', () => {
    const { config } = loadConfig({
      env: {
        RINGFORM_DEVICE_NAME: '0123',
        RINGFORM_DEVICE_SITE: '',
        RINGFORM_UNATTENDED_WINDOWS: '08:00-12:00, 13:00-17:30',
        RINGFORM_DISPLAY_ADDRESS: '0x3d',
        RINGFORM_CONFIG: '/somewhere/else.yaml',
      },
      sets: ['unattended.advance.command=[move, "--to=a,b"]', 'beeper.fitted=false', 'device.site=a=b'],
    });
    expect(config.device).toMatchObject({ name: '0123', site: 'a=b' });
    expect(config.unattended.windows).toEqual(['08:00-12:00', '13:00-17:30']);
    expect(config.unattended.advance.command).toEqual(['move', '--to=a,b']);
    expect(config.display.address).toBe(0x3d);
    expect(config.beeper.fitted).toBe(false);
  });

  it('of several arguments for one key the last counts', () => {
    expect(loadConfig({ sets: ['log.level=warn', 'log.level=debug'] }).config.log.level).toBe('debug');
  });

  it('are checked even where a later one covers a mistake', () => {
    const { problems } = refusal({ file: fileWith('camera:\n  width: 3\n'), sets: ['camera.width=640'] });
    expect(problems).toEqual([{ line: 2, what: expect.stringContaining('camera.width is 3') as unknown }]);
  });
});

/** Any value that a key takes. */
function anyValue(path: string): fc.Arbitrary<unknown> {
  const key = configKeys.get(path);
  if (key === undefined) throw new Error(path);
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const candidates: fc.Arbitrary<unknown> = {
    number: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
    text: words,
    flag: fc.boolean(),
    choice: fc.constantFrom(...(key.choices ?? [''])),
    list: fc.array(words, { maxLength: 3 }),
  }[key.kind];
  return fc
    .oneof(candidates, fc.constant(null), fc.constant(key.defaultValue))
    .map((value) => (key.schema.safeParse(value).success ? value : key.defaultValue));
}

it('what is written as YAML comes back as it was', () => {
  // Keys that must go together with others keep their defaults here.
  const free = [...configKeys.keys()].filter(
    (path) =>
      !/^(power|button|unattended)\.|^sync\.(enabled|brokerUrl|site|windows)$|Coverage$|^display\.(columns|rows|kind)|^camera\.kind|Milliamps$|shunt/.test(
        path,
      ),
  );
  expect(free.length).toBeGreaterThan(25);
  const values = fc.record(Object.fromEntries(free.map((path) => [path, anyValue(path)])), {
    requiredKeys: [],
  });
  fc.assert(
    fc.property(values, (given) => {
      const tree: Record<string, Record<string, unknown>> = {};
      for (const [path, value] of Object.entries(given)) {
        const [section, name] = path.split('.');
        (tree[section] ??= {})[name] = value;
      }
      const { config } = read(stringify(tree));
      for (const [path, { defaultValue }] of configKeys)
        expect(at(config, path), path).toEqual(path in given ? given[path] : defaultValue);
      // And again through the whole configuration.
      expect(read(stringify(config)).config).toEqual(config);
    }),
    { numRuns: 60, seed: 5 },
  );
});

describe('mistakes', () => {
  it('are all told at once, by line, key, what was expected and in which unit', () => {
    const { code, message, remedy, problems } = refusal(
      [
        'camera:',
        '  wdith: 100',
        '  height: 20',
        '  kind: rpi-cam',
        'buton:',
        '  longPressMs: 1',
        'button:',
        '  longPressMs: 2 s',
        'kind: rpicam',
        'gauge: max17048',
      ].join('\n'),
    );
    expect(code).toBe('config-invalid');
    expect(remedy).toContain('config check');
    expect(message).toContain('7 mistakes');
    expect(message).toMatch(/config\.yaml, line 2: /);
    expect(problems).toEqual([
      { line: 2, what: 'there is no setting camera.wdith; did you mean camera.width?' },
      {
        line: 3,
        what: 'camera.height is 20; expected a whole number from 64 to 8192, a multiple of 2, in px',
      },
      {
        line: 4,
        what: 'camera.kind is "rpi-cam"; expected one of rpicam, v4l2, folder, node-libcamera, rendered; did you mean rpicam?',
      },
      { line: 5, what: 'there is no setting buton; did you mean button?' },
      {
        line: 8,
        what: 'button.longPressMs is "2 s"; expected a whole number from 500 to 10000, in ms; write the number alone, in ms',
      },
      { line: 9, what: expect.stringContaining('did you mean camera.kind or display.kind') as unknown },
      { line: 10, what: 'gauge is a section: its settings go below it, indented' },
    ]);
  });

  it('in the environment and in arguments name the nearest, too', () => {
    const { problems } = refusal({
      env: { RINGFORM_CAMRA_KIND: 'rendered', RINGFORM_NONSENSE: '1' },
      sets: ['camera.hight=3', 'camera', 'camera.width=wide', '=1', 'a.b.c=2'],
    });
    expect(problems.map(({ what }) => what)).toEqual([
      'there is no setting of this name; did you mean RINGFORM_CAMERA_KIND?',
      'there is no setting of this name',
      'there is no setting camera.hight; did you mean camera.height?',
      'expected KEY=VALUE, such as camera.kind=rendered',
      expect.stringMatching(/^there is no setting ;/),
      expect.stringMatching(/^there is no setting a\.b\.c;/),
      expect.stringContaining('camera.width is "wide"'),
    ]);
  });

  it('every key, one letter wrong, is refused with the right name', () => {
    for (const path of configKeys.keys()) {
      const name = path.split('.').at(-1) ?? '';
      const swapped = `${path.slice(0, path.length - name.length)}${name.slice(0, -1)}q`;
      const { problems } = refusal({ sets: [`${swapped}=1`] });
      expect(problems[0].what).toBe(`there is no setting ${swapped}; did you mean ${path}?`);
    }
  });

  it('every key refuses a value of another kind', () => {
    for (const { path, kind } of configKeys.values()) {
      const wrong = kind === 'flag' ? 'perhaps' : kind === 'number' ? 'much' : '{a: 1}';
      const parts = path.split('.');
      const text = parts.map((part, i) => `${'  '.repeat(i)}${part}:`).join('\n');
      const { problems } = refusal(`${text} ${wrong}\n`);
      expect(problems, path).toEqual([
        { line: parts.length, what: expect.stringContaining(`${path} is `) as unknown },
      ]);
    }
  });

  it.each([
    [['camera.kind=folder'], 'camera.folder must be given'],
    [['display.columns=20', 'display.rows=2'], 'an hd44780 has 16×2 or 20×4'],
    [['button.longPressMs=7000'], 'must be shorter than button.powerOffPressMs'],
    [
      ['button.debounceMs=200', 'button.longPressMs=500', 'power.savingCharge=0.1'],
      'power.criticalCharge must be',
    ],
    [['power.shutdownMillivolts=3500'], 'power.shutdownMillivolts must be below power.criticalMillivolts'],
    [['power.urgentMillivolts=3300'], 'power.urgentMillivolts must be below'],
    [['gauge.kind=ina219', 'gauge.mostMilliamps=4000'], 'an ina219 measures 320 mV at most'],
    [['workflow.leastCoverage=0.9'], 'workflow.leastCoverage must be below'],
    [['unattended.enabled=true'], 'unattended.windows must name a time'],
    [['unattended.windows=08:00-08:00'], 'begins and ends at the same minute'],
    [['unattended.windows=08:00-12:00,11:59-13:00'], 'overlap'],
    [['unattended.windows=22:00-06:00,05:00-07:00'], 'overlap'],
    [['unattended.windows=8-12'], 'expected a list of times of day'],
    [['unattended.windows=25:00-26:00'], 'expected a list of times of day'],
    [['unattended.advance.kind=command'], 'unattended.advance.command must be given'],
  ])('that only show together: %j', (sets, what) => {
    expect(refusal({ sets }).message).toContain(what);
  });

  it('that are probably none are told as warnings', () => {
    const { warnings } = loadConfig({
      sets: ['unattended.enabled=true', 'unattended.windows=22:00-06:00,06:00-07:00'],
    });
    expect(warnings.map(({ what }) => what)).toEqual([
      'unattended.windows 22:00-06:00 goes over midnight',
      expect.stringContaining('unattended.advance.kind is none'),
    ]);
  });

  it('name the file when it is not there or cannot be read', () => {
    expect(refusal({ file: '/nowhere/config.yaml' })).toMatchObject({
      code: 'config-missing',
      message: 'There is no file /nowhere/config.yaml.',
    });
    expect(refusal({ file: '/' }).code).toBe('config-unreadable');
  });
});
