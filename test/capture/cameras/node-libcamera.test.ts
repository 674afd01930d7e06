import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../src/base/errors.js';
import { NodeLibcameraCamera } from '../../../src/capture/cameras/node-libcamera.js';
import { stillOptions } from '../../../src/capture/cameras/node-libcamera-options.js';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { noisyImage } from '../fixtures.js';
import { cameraContract, type CameraRig } from './camera.contract.js';
import { standIns } from './stand-in-path.js';
import { TestSink } from './test-sink.js';

const SIZE = { width: 64, height: 48 };
let folder = '';
let jpeg = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  jpeg = join(folder, 'field.jpg');
  const { data, width, height } = noisyImage(SIZE.width, SIZE.height);
  const encoded = sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 95 });
  writeFileSync(jpeg, await encoded.toBuffer());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const FIXED = { shutterUs: 8000, gain: 1.5, awbGains: [2.1, 1.6] as const };

const rig =
  (behaviour: string, names = ['libcamera-still'], settings = {}) =>
  (): Promise<CameraRig> => {
    const stand = standIns(names, behaviour, { JPEG: jpeg });
    vi.stubEnv('NODE_ENV', 'production'); // with `test` the package prints in place of capturing
    const clock = new SystemClock();
    const camera = new NodeLibcameraCamera({ ...SIZE, fixed: FIXED, ...settings }, clock);
    return Promise.resolve({ clock, camera, cleanup: () => stand.remove() });
  };

cameraContract('NodeLibcameraCamera', rig('stream'), [
  { code: 'camera-missing', make: rig('missing') },
  { code: 'camera-busy', make: rig('busy') },
  { code: 'camera-bad-frame', make: rig('half') },
  { code: 'camera-bad-frame', make: rig('no-file') },
  { code: 'camera-bad-frame', make: rig('stream', undefined, { width: 128 }) },
  { code: 'camera-not-installed', make: rig('stream', []) },
]);

describe('NodeLibcameraCamera', () => {
  it('runs the program with the options fixed, and gives the pixels it wrote', async () => {
    const stand = standIns(['libcamera-still'], 'stream', { JPEG: jpeg });
    vi.stubEnv('NODE_ENV', 'production');
    const camera = new NodeLibcameraCamera({ ...SIZE, fixed: FIXED }, new SystemClock());
    const sink = new TestSink();
    await camera.start({ framesPerSecond: 20 }, sink);
    await camera.close();
    const words = stand.calls()[0].words.join(' ');
    expect(words).toMatch(/^--output \/\S+\/still\.jpg --width 64 --height 48 --timeout 1 --nopreview /);
    expect(words).toContain('--shutter 8000 --gain 1.5 --awbgains 2.1,1.6');
    const expected = await sharp(jpeg).raw().toBuffer();
    expect(Buffer.from(sink.frames[0].image.data).equals(expected)).toBe(true);
    stand.remove();
  });

  it('says that a still hangs', async () => {
    const { camera, cleanup } = await rig('hang-while-asked', undefined, { stillMs: 300 })();
    vi.stubEnv('RINGFORM_STAND_IN_OPENING_MS', '1500'); // longer than the patience; it ends by itself later
    const began = camera.start({ framesPerSecond: 5 }, new TestSink());
    await expect(began).rejects.toMatchObject({ code: 'camera-timeout' });
    await cleanup();
  });

  it('says that the package is not there', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const absent = (): Promise<unknown> => Promise.reject(new Error("Cannot find package 'node-libcamera'"));
    const camera = new NodeLibcameraCamera(SIZE, new SystemClock(), absent);
    await expect(camera.start({ framesPerSecond: 1 }, new TestSink())).rejects.toMatchObject({
      code: 'camera-not-installed',
    });
  });

  it('refuses to run where the package would only print', async () => {
    vi.stubEnv('NODE_ENV', 'test');
    const camera = new NodeLibcameraCamera(SIZE, new SystemClock());
    await expect(camera.start({ framesPerSecond: 1 }, new TestSink())).rejects.toThrow(/NODE_ENV/);
  });
});

describe('options', () => {
  it('hold nothing a shell would read anything into, whatever comes in', () => {
    const anything = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.constant(undefined), fc.object());
    fc.assert(
      fc.property(
        fc.string(),
        anything,
        anything,
        anything,
        anything,
        (path, width, shutterUs, gain, red) => {
          let options: object;
          try {
            const fixed = { shutterUs, gain, awbGains: [red, 1] } as unknown as typeof FIXED;
            options = stillOptions(`/tmp/${path}`, { width: width as number, height: 48 }, fixed);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
            return;
          }
          for (const [key, value] of Object.entries(options)) {
            expect(`${key} ${String(value)}`).toMatch(/^[a-z]+ [A-Za-z0-9._/,-]+$/);
          }
        },
      ),
    );
  });

  it.each(['relative.jpg', '/tmp/a b.jpg', '/tmp/$(reboot).jpg', '/tmp/a;b', "/tmp/'", '/tmp/a\nb', ''])(
    'refuse the path %j',
    (path) => {
      expect(() => stillOptions(path, SIZE)).toThrow(UsageError);
    },
  );
});
