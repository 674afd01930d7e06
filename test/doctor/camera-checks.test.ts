import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { cameraChecks, type CameraCheckParts } from '../../src/doctor/camera-checks.js';
import { examine, found, PictureCamera, plainFrame } from './fixtures.js';

const SIZE = { width: 320, height: 240 };
const frames = (...levels: readonly number[]): RgbImage[] =>
  levels.map((level, n) => {
    const frame = plainFrame(SIZE.width, SIZE.height, level);
    frame.data[0] = n; // noise: no two alike
    return frame;
  });

async function judged(
  pictures: ConstructorParameters<typeof PictureCamera>[1],
  more: Partial<CameraCheckParts> = {},
) {
  const clock = new VirtualClock();
  const camera = new PictureCamera(clock, pictures);
  const checks = cameraChecks({
    ...{ camera, clock, exposure: 'fixed', size: SIZE, repeats: false },
    limits: { leastLevel: 90, mostClipped: 0.02 },
    ...more,
  });
  const [first, light] = await examine(clock, ...checks);
  return { camera: first, light, codes: [found(first), found(light)], stops: camera.stops, clock };
}

describe('camera and light', () => {
  it('pass for live frames of the right size in steady light', async () => {
    const { codes, camera, light, stops } = await judged(frames(200, 201, 200));
    expect(codes).toEqual(['ok', 'ok']);
    expect(camera.said).toBe('pictures, 320 × 240 px');
    expect(light.said).toMatch(/^background at 20\d of 255, steady to 0\.\d %$/);
    expect(stops).toBeGreaterThan(0); // the sensor is free for the device
  });

  it('a frozen camera', async () => {
    const { codes, camera } = await judged(frames(200));
    expect(codes[0]).toBe('camera-frozen');
    expect(camera.stopsCounting).toBe(true);
  });

  it('a folder that shows each image several times is not frozen, whatever the size of its images', async () => {
    expect((await judged(frames(200), { repeats: true, size: undefined })).codes).toEqual(['ok', 'ok']);
  });

  it('frames of another size', async () => {
    const { codes, camera } = await judged(frames(200, 201, 202), { size: { width: 640, height: 480 } });
    expect(codes[0]).toBe('camera-size');
    expect(camera.said).toContain('320 × 240 px, the configuration says 640 × 480');
  });

  it('a camera that refuses: its own code, and the light is left untested', async () => {
    const busy = new HardwareError('camera-busy', 'Another program uses the camera.', 'End it.');
    const { codes, camera, light } = await judged(busy);
    expect(codes).toEqual(['camera-busy', 'untested']);
    expect(camera).toMatchObject({ remedy: 'End it.', stopsCounting: true });
    expect(light.said).toContain('camera');
  });

  it('a camera that never sends anything is given up after 20 s', async () => {
    const { codes, clock } = await judged('silent');
    expect(codes).toEqual(['camera-timeout', 'untested']);
    expect(clock.uptimeMs()).toBe(20_000);
  });

  it('one that is not calibrated is mild, and its light is not held against it for wandering', async () => {
    const { codes, camera } = await judged(frames(150, 180, 200), { exposure: 'missing' });
    expect(codes).toEqual(['camera-uncalibrated', 'ok']);
    expect(camera.stopsCounting).toBe(false);
  });

  it.each([
    ['light-dark', [20, 20, 20]],
    ['light-bright', [255, 255, 255]],
    ['light-flicker', [200, 180, 200]],
  ])('%s', async (code, levels) => {
    const { light, codes } = await judged(frames(...levels));
    expect(codes).toEqual(['ok', code]);
    expect(light.stopsCounting).toBe(false);
  });

  it('just within steady: 3 %', async () => {
    expect((await judged(frames(200, 194, 200))).codes).toEqual(['ok', 'ok']);
  });

  it('the light alone takes frames of its own', async () => {
    const clock = new VirtualClock();
    const [, light] = cameraChecks({
      ...{ camera: new PictureCamera(clock, frames(200, 201)), clock, exposure: 'fixed', size: SIZE },
      ...{ repeats: false, limits: { leastLevel: 90, mostClipped: 0.02 } },
    });
    expect(found((await examine(clock, light))[0])).toBe('ok');
  });
});
