import { afterEach, describe, expect, it } from 'vitest';
import type { HardwareError } from '../../../src/base/errors.js';
import { RpicamCamera } from '../../../src/capture/cameras/rpicam.js';
import { explainRpicam, rpicamArguments } from '../../../src/capture/cameras/rpicam-arguments.js';
import { SupervisedCamera } from '../../../src/capture/cameras/supervised.js';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { cameraContract, type CameraRig } from './camera.contract.js';
import { isAlive, standIns, type StandIns } from './stand-in-path.js';
import { TestSink } from './test-sink.js';

const SIZE = { width: 100, height: 48 };
const FAST = { framesPerSecond: 50 };

function rig(behaviour: string, names = ['rpicam-vid'], limits = {}): () => Promise<CameraRig> {
  return () => {
    const stand = standIns(names, behaviour);
    const clock = new SystemClock();
    return Promise.resolve({
      clock,
      camera: new RpicamCamera(SIZE, clock, limits),
      cleanup: () => {
        for (const { pid } of names.length > 0 ? stand.calls() : []) expect(isAlive(pid)).toBe(false);
        stand.remove();
      },
    });
  };
}

cameraContract('RpicamCamera', rig('stream'), [
  { code: 'camera-missing', make: rig('missing') },
  { code: 'camera-busy', make: rig('busy') },
  { code: 'camera-died', make: rig('die:0') },
  { code: 'camera-died', make: rig('die:3') },
  { code: 'camera-died', make: rig('killed:2') },
  { code: 'camera-died', make: rig('end:2') },
  { code: 'camera-timeout', make: rig('hang', ['rpicam-vid'], { firstFrameMs: 700 }) },
  { code: 'camera-timeout', make: rig('stall:2', ['rpicam-vid'], { nextFrameMs: 500 }) },
  { code: 'camera-not-installed', make: rig('stream', []) },
]);

describe('RpicamCamera', () => {
  let stand: StandIns | undefined;
  const camera = (behaviour: string, names = ['rpicam-vid'], more = {}, limits = {}): RpicamCamera => {
    stand = standIns(names, behaviour, more);
    return new RpicamCamera(SIZE, new SystemClock(), limits);
  };
  afterEach(() => stand?.remove());

  it('converts the raw pictures, padding left out', async () => {
    const live = camera('frozen', ['rpicam-vid'], { LIGHT: '10' });
    const sink = new TestSink();
    await live.start(FAST, sink);
    await live.close();
    const [frame] = sink.frames;
    const level = frame.image.data[0];
    expect(level).toBeGreaterThan(50);
    expect(level).toBeLessThan(250);
    expect(frame.image.data.every((value) => value === level)).toBe(true);
  });

  it('falls back to the old name where the new one is not there', async () => {
    const live = camera('stream', ['libcamera-vid']);
    await live.start(FAST, new TestSink());
    await live.close();
    expect(stand?.calls()[0]).toMatchObject({ program: 'libcamera-vid' });
  });

  it('delivers no half frame when the program dies in the middle of one', async () => {
    const live = camera('die:3');
    const sink = new TestSink();
    await live.start(FAST, sink);
    const error = await sink.untilFault();
    expect(sink.frames.map((frame) => frame.number)).toEqual([1, 2, 3]);
    expect(error.message).toContain('failed to queue request');
    expect(error.message).toContain('exit code 255');
  });

  it('tells the signal that ended the program', async () => {
    const live = camera('killed:1');
    const sink = new TestSink();
    await live.start(FAST, sink);
    expect((await sink.untilFault()).message).toContain('SIGSEGV');
  });

  it('kills a program that does not heed SIGTERM, and has reaped it when stop resolves', async () => {
    const live = camera('ignore-term', ['rpicam-vid'], {}, { stopMs: 200 });
    await live.start(FAST, new TestSink());
    const [{ pid }] = stand?.calls() ?? [];
    expect(isAlive(pid)).toBe(true);
    await live.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('makes a readable error of garbage', async () => {
    const live = camera('garbage');
    const error: unknown = await live.start(FAST, new TestSink()).catch((reason: unknown) => reason);
    const { code, message } = error as HardwareError;
    expect(code).toBe('camera-died');
    expect(message).toContain('exit code 3');
    expect(message).toMatch(/^[\x20-\x7e\u00a0-\uffff]{1,1200}$/);
  });

  it('is started again by its supervisor when it freezes, and given up when it goes on', async () => {
    const restarts: string[] = [];
    const supervised = new SupervisedCamera(camera('frozen'), new SystemClock(), {
      ...{ restartBudget: 2, firstPauseMs: 1, frozenAfter: 4 },
      onRestart: ({ code }) => restarts.push(code),
    });
    const sink = new TestSink();
    await supervised.start(FAST, sink);
    expect((await sink.untilFault()).code).toBe('camera-frozen');
    expect(restarts).toEqual(['camera-frozen', 'camera-frozen']);
    for (const { pid } of stand?.calls() ?? []) expect(isAlive(pid)).toBe(false);
  });

  it('says what to install', async () => {
    const live = camera('stream', []);
    const error: unknown = await live.start(FAST, new TestSink()).catch((reason: unknown) => reason);
    expect((error as HardwareError).message).toContain('rpicam-vid or libcamera-vid');
    expect((error as HardwareError).remedy).toContain('apt install rpicam-apps');
  });

  it('can be started again after a fault', async () => {
    const live = camera('end:2');
    const [first, second] = [new TestSink(), new TestSink()];
    await live.start(FAST, first);
    await first.untilFault();
    await live.start(FAST, second);
    await second.until(2);
    expect(second.frames[0].number).toBe(3);
    await live.close();
  });

  it('refuses an odd size, which I420 has no form for', () => {
    expect(() => new RpicamCamera({ width: 101, height: 48 }, new SystemClock())).toThrow(RangeError);
  });
});

describe('arguments', () => {
  const calibration = { shutterUs: 200_000, gain: 1.25, awbGains: [2.123456, 1.5] as [number, number] };

  it('fix exposure, gain and white balance once calibrated, and slow down for a long exposure', () => {
    const words = rpicamArguments({ width: 2028, height: 1520 }, calibration, 10).join(' ');
    expect(words).toContain('--shutter 200000 --gain 1.25 --awbgains 2.1235,1.5');
    expect(words).toContain('--framerate 5 ');
  });

  it('leave all three to the camera before', () => {
    const words = rpicamArguments({ width: 2028, height: 1520 }, undefined, 10);
    for (const option of ['--shutter', '--gain', '--awbgains']) expect(words).not.toContain(option);
  });
});

describe('last words', () => {
  const code = (...lines: string[]): string | undefined => explainRpicam(lines)?.code;

  it.each([
    ['camera-missing', 'ERROR: *** no cameras available ***'],
    ['camera-missing', 'ERROR: *** selected camera is not available ***'],
    ['camera-busy', 'ERROR: *** failed to acquire camera /base/soc/i2c0mux/i2c@1/imx477@1a ***'],
    ['camera-timeout', 'ERROR: Device timeout detected, attempting a restart!!!'],
  ])('%s: %s', (expected, line) => {
    expect(code('INFO Camera something', line)).toBe(expected);
  });

  it('take "resource busy" seriously only when the camera could not be set up', () => {
    const busy = "ERROR V4L2 v4l2_device.cpp:390 'imx708': Unable to set controls: Device or resource busy";
    expect(code(busy, 'ERROR: *** failed to queue request ***')).toBeUndefined();
    expect(code(busy, 'ERROR: *** failed to configure streams ***')).toBe('camera-busy');
  });
});
