import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { explainFfmpeg, ffmpegArguments, V4l2Camera } from '../../../src/capture/cameras/v4l2.js';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { cameraContract, type CameraRig } from './camera.contract.js';
import { TestSink } from './test-sink.js';

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const device = process.env['RINGFORM_V4L2_DEVICE'];
const SIZE = { width: 320, height: 240 };

const rig =
  (input?: readonly string[], limits = {}) =>
  (): Promise<CameraRig> => {
    const clock = new SystemClock();
    const settings = input === undefined ? { ...SIZE, device: '/dev/nowhere' } : { ...SIZE, input };
    return Promise.resolve({
      clock,
      camera: new V4l2Camera(settings, clock, limits),
      cleanup: () => undefined,
    });
  };
/** ffmpeg's own test picture, at the pace of a camera. */
const source = (filter: string): string[] => ['-re', '-f', 'lavfi', '-i', filter];
const TEST_SOURCE = source('testsrc2=size=320x240:rate=30');

describe.skipIf(!ffmpeg)('with the real ffmpeg (skipped where it is not installed)', () => {
  cameraContract('V4l2Camera', rig(TEST_SOURCE), [
    { code: 'camera-missing', make: rig() },
    { code: 'camera-died', make: rig(source('testsrc2=size=320x240:rate=30:duration=0.2')) },
    { code: 'camera-died', make: rig(source('nonsense')) },
  ]);

  it('gives the pixels of the source, of the size that came and not of the one asked', async () => {
    const clock = new SystemClock();
    const input = source('color=c=0xC86432:size=160x120:rate=30,format=rgb24');
    const camera = new V4l2Camera({ ...SIZE, input }, clock);
    const sink = new TestSink();
    await camera.start({ framesPerSecond: 30 }, sink);
    await camera.close();
    const { width, height, data } = sink.frames[0].image;
    expect([width, height]).toEqual([160, 120]);
    expect([...data.subarray(0, 3)]).toEqual([0xc8, 0x64, 0x32]);
  });

  it('thins out a camera that is quicker than asked, and repeats nothing of one that is slower', async () => {
    // Not paced, so that the count says what was dropped: 60 frames over 2 s of the source's own time.
    const count = async (rate: number, framesPerSecond: number): Promise<number> => {
      const input = ['-f', 'lavfi', '-i', `testsrc2=size=64x48:rate=${rate}:duration=2`];
      const camera = new V4l2Camera({ ...SIZE, input }, new SystemClock());
      const sink = new TestSink();
      await camera.start({ framesPerSecond }, sink);
      await sink.untilFault();
      return sink.frames.length;
    };
    expect(await count(30, 10)).toBe(20);
    expect(await count(30, 30)).toBe(60);
    expect(await count(4, 30)).toBe(8);
  });
});

describe.skipIf(device === undefined)('on a real video device (RINGFORM_V4L2_DEVICE)', () => {
  const live = (path: string) => (): Promise<CameraRig> => {
    const clock = new SystemClock();
    const camera = new V4l2Camera({ width: 640, height: 480, device: path, inputFormat: 'any' }, clock);
    return Promise.resolve({ clock, camera, cleanup: () => undefined });
  };
  cameraContract('V4l2Camera on a device', live(device ?? ''));

  it('says that it is busy while another streams from it', async () => {
    const [first, second] = [await live(device ?? '')(), await live(device ?? '')()];
    await first.camera.start({ framesPerSecond: 10 }, new TestSink());
    await expect(second.camera.start({ framesPerSecond: 10 }, new TestSink())).rejects.toMatchObject({
      code: 'camera-busy',
    });
    await first.camera.close();
  });
});

describe('without ffmpeg', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('says what to install', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const { camera } = await rig(TEST_SOURCE)();
    await expect(camera.start({ framesPerSecond: 5 }, new TestSink())).rejects.toMatchObject({
      code: 'camera-not-installed',
      remedy: expect.stringContaining('apt install ffmpeg') as unknown,
    });
  });
});

describe('arguments and last words', () => {
  it('ask the device for its own form, size and rate, each an argument of its own', () => {
    const words = ffmpegArguments({ width: 1920, height: 1080, device: '/dev/video2; reboot' }, 7.5);
    expect(words).toContain('/dev/video2; reboot');
    expect(words.join(' ')).toContain(
      '-input_format mjpeg -video_size 1920x1080 -framerate 8 -i /dev/video2; reboot',
    );
    expect(ffmpegArguments({ width: 64, height: 48, inputFormat: 'any' }, 5)).not.toContain('-input_format');
  });

  it.each([
    ['camera-busy', '[video4linux2,v4l2 @ 0x55d0] ioctl(VIDIOC_STREAMON): Device or resource busy'],
    ['camera-busy', '/dev/video0: Device or resource busy'],
    ['camera-missing', '/dev/video7: No such file or directory'],
    ['camera-missing', '[video4linux2,v4l2 @ 0x1466520] ioctl(VIDIOC_DQBUF): No such device'],
    ['camera-missing', '[video4linux2,v4l2 @ 0x1466520] Not a video capture device.'],
  ])('%s: %s', (code, line) => {
    expect(explainFfmpeg([line])?.code).toBe(code);
  });

  it('leave the unknown to be told as it was said', () => {
    expect(explainFfmpeg(['Conversion failed!'])).toBeUndefined();
  });
});
