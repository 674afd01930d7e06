import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderCamera, type FolderCameraOptions } from '../../../src/capture/cameras/folder.js';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { VirtualClock } from '../../../src/clock/virtual-clock.js';
import { plainImage } from '../fixtures.js';
import { cameraContract, type CameraRig } from './camera.contract.js';
import { drive, TestSink } from './test-sink.js';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  for (const level of [10, 20, 30]) writeFileSync(join(folder, `${level}.png`), await png(32, 24, level));
  writeFileSync(join(folder, 'small.dat'), await png(16, 12, 1));
  writeFileSync(join(folder, 'text.dat'), 'no image');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function png(width: number, height: number, level: number): Promise<Buffer> {
  const { data } = plainImage(width, height, level);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const rig = (paths: () => string[], clock: () => SystemClock | VirtualClock) => (): Promise<CameraRig> => {
  const now = clock();
  return Promise.resolve({ clock: now, camera: new FolderCamera(paths(), now), cleanup: () => undefined });
};
const virtual = (): VirtualClock => new VirtualClock();
const at = (...names: string[]): string[] => names.map((name) => join(folder, name));

cameraContract(
  'FolderCamera',
  rig(() => [folder], virtual),
  [
    { code: 'camera-missing', make: rig(() => at('nowhere'), virtual) },
    { code: 'camera-bad-frame', make: rig(() => at('text.dat'), virtual) },
    { code: 'camera-bad-frame', make: rig(() => at('10.png', 'text.dat'), virtual) },
    { code: 'camera-bad-frame', make: rig(() => at('10.png', 'small.dat'), virtual) },
  ],
);
cameraContract(
  'FolderCamera on the machine’s clock',
  rig(
    () => [folder],
    () => new SystemClock(),
  ),
);

describe('FolderCamera', () => {
  const levels = async (options: FolderCameraOptions, frames: number): Promise<number[]> => {
    const clock = new VirtualClock();
    const camera = new FolderCamera([folder], clock, options);
    const sink = new TestSink();
    await drive(clock, camera.start({ framesPerSecond: 5 }, sink));
    await drive(clock, sink.until(frames));
    await camera.close();
    return sink.frames.slice(0, frames).map((frame) => frame.image.data[0]);
  };

  it('stays on the last image', async () => {
    expect(await levels({}, 6)).toEqual([10, 20, 30, 30, 30, 30]);
  });

  it('begins anew when it loops, and rests on each image as long as told', async () => {
    expect(await levels({ loop: true, framesPerImage: 2 }, 8)).toEqual([10, 10, 20, 20, 30, 30, 10, 10]);
  });

  it('keeps the rate by the clock', async () => {
    const clock = new VirtualClock();
    const camera = new FolderCamera([folder], clock);
    const sink = new TestSink();
    await drive(clock, camera.start({ framesPerSecond: 4 }, sink));
    await drive(clock, sink.until(5));
    await camera.close();
    expect(sink.frames.slice(0, 5).map((frame) => frame.uptimeMs)).toEqual([0, 250, 500, 750, 1000]);
  });
});
