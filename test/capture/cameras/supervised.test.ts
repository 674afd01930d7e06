import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HardwareError } from '../../../src/base/errors.js';
import { cameraBusy, cameraDied, cameraNotInstalled } from '../../../src/capture/cameras/camera-errors.js';
import { FrozenWatch, sampleHash } from '../../../src/capture/cameras/frozen.js';
import { RestartBudget } from '../../../src/capture/cameras/restart-budget.js';
import { SupervisedCamera, type SupervisionOptions } from '../../../src/capture/cameras/supervised.js';
import { VirtualClock } from '../../../src/clock/virtual-clock.js';
import { noisyImage } from '../fixtures.js';
import { cameraContract, type CameraRig } from './camera.contract.js';
import { ScriptedCamera, type Run } from './scripted-camera.js';
import { drive, TestSink } from './test-sink.js';

const DIED = cameraDied('rpicam-vid', 'exit code 1', []);
const BUSY = cameraBusy('in use');
const OPTIONS = { restartBudget: 4, startTries: 3, frozenAfter: 5 };

function supervise(
  script: readonly Run[],
  options: Partial<SupervisionOptions> = {},
): { clock: VirtualClock; inner: ScriptedCamera; camera: SupervisedCamera; restarts: [string, number][] } {
  const clock = new VirtualClock();
  const inner = new ScriptedCamera(clock, script);
  const restarts: [string, number][] = [];
  const camera = new SupervisedCamera(inner, clock, {
    ...OPTIONS,
    onRestart: (error, pauseMs) => restarts.push([error.code, pauseMs]),
    ...options,
  });
  return { clock, inner, camera, restarts };
}

const rig = (script: readonly Run[]) => (): Promise<CameraRig> => {
  const { clock, camera } = supervise(script);
  return Promise.resolve({ clock, camera, cleanup: () => undefined });
};

cameraContract('SupervisedCamera', rig([{}]), [
  { code: 'camera-busy', make: rig([{ frames: 0, then: BUSY }]) },
  { code: 'camera-died', make: rig([{ frames: 3, then: DIED }]) },
  { code: 'camera-frozen', make: rig([{ frames: 3, then: 'freeze' }]) },
  { code: 'camera-timeout', make: rig([{ frames: 3, then: 'hang' }]) },
  { code: 'camera-timeout', make: rig([{ frames: 0, then: 'hang' }]) },
  { code: 'camera-not-installed', make: rig([{ frames: 0, then: cameraNotInstalled(['x'], 'Install x.') }]) },
]);

const RATE = { framesPerSecond: 10 };

describe('SupervisedCamera', () => {
  it('goes on after faults as if nothing had been, but for the gap', async () => {
    const { clock, camera, inner, restarts } = supervise([
      { frames: 2, then: DIED },
      { frames: 2, then: 'hang' },
      { frames: 2, then: 'freeze' },
      {},
    ]);
    const sink = new TestSink();
    await drive(clock, camera.start(RATE, sink));
    await drive(clock, sink.until(15));
    expect(sink.faults).toEqual([]);
    expect(inner.runs).toBe(4);
    expect(restarts).toEqual([
      ['camera-died', 1000],
      ['camera-timeout', 2000],
      ['camera-frozen', 4000],
    ]);
    const numbers = sink.frames.map((frame) => frame.number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    await drive(clock, camera.close());
    expect(inner.running).toBe(false);
  });

  it('tries a start again that failed, and rejects with the last error when it goes on failing', async () => {
    const healing = supervise([{ frames: 0, then: BUSY }, { frames: 0, then: BUSY }, {}]);
    const sink = new TestSink();
    await drive(healing.clock, healing.camera.start(RATE, sink));
    expect(healing.inner.runs).toBe(3);
    await drive(healing.clock, healing.camera.close());

    const lost = supervise([{ frames: 0, then: BUSY }]);
    await expect(drive(lost.clock, lost.camera.start(RATE, sink))).rejects.toBe(BUSY);
    expect(lost.inner.runs).toBe(3);
    expect(lost.inner.running).toBe(false);
  });

  it('gives up when the hour’s restarts are spent, and begins afresh when started again', async () => {
    const script = [...new Array<Run>(5).fill({ frames: 2, then: DIED }), {}];
    const { clock, camera, inner, restarts } = supervise(script);
    const [first, second] = [new TestSink(), new TestSink()];
    await drive(clock, camera.start(RATE, first));
    expect(await drive(clock, first.untilFault())).toBe(DIED);
    expect(restarts.length).toBe(OPTIONS.restartBudget);
    expect(inner.running).toBe(false);
    await clock.advance(3_600_000);
    expect(inner.runs).toBe(5);
    await drive(clock, camera.start(RATE, second));
    await drive(clock, second.until(10));
    expect(first.faults.length).toBe(1);
    await drive(clock, camera.close());
  });

  it('forgives what lies before a good while', async () => {
    const good = { frames: 101, then: DIED }; // 10 s at 10 a second
    const { clock, camera, restarts } = supervise([good], { goodWhileMs: 10_000 });
    const sink = new TestSink();
    await drive(clock, camera.start(RATE, sink));
    await clock.advance(300_000);
    expect(sink.faults).toEqual([]);
    expect(restarts.length).toBeGreaterThan(20);
    expect(new Set(restarts.map(([, pause]) => pause))).toEqual(new Set([1000]));
    await drive(clock, camera.close());
  });

  it('can be stopped in the pause before a restart', async () => {
    const { clock, camera, inner } = supervise([{ frames: 2, then: DIED }]);
    const sink = new TestSink();
    await drive(clock, camera.start(RATE, sink));
    await clock.advance(700); // died after 0.2 s, starts again after 1.2 s
    expect(inner.running).toBe(false);
    await camera.stop();
    await clock.advance(60_000);
    expect(inner.runs).toBe(1);
    expect(sink.faults).toEqual([]);
  });

  it('takes slow frames for slow, not for silence', async () => {
    const { clock, camera, inner } = supervise([{}]);
    const sink = new TestSink();
    await drive(clock, camera.start({ framesPerSecond: 0.1 }, sink));
    await clock.advance(100_000);
    expect(inner.runs).toBe(1);
    expect(sink.frames.length).toBeGreaterThan(9);
    await drive(clock, camera.close());
  });

  it('does not swallow a bug', async () => {
    const { clock, camera } = supervise([
      { frames: 0, then: new TypeError('a bug') as unknown as HardwareError },
    ]);
    await expect(drive(clock, camera.start(RATE, new TestSink()))).rejects.toThrow(TypeError);
  });
});

describe('restart budget', () => {
  const LIMITS = { restartBudget: 5, firstPauseMs: 1000, longestPauseMs: 60_000, goodWhileMs: 600_000 };

  it('never allows more than its number in any hour of short-lived runs, nor too long a pause', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1_200_000), fc.nat(599_999)), { minLength: 1, maxLength: 60 }),
        (failures) => {
          const budget = new RestartBudget(LIMITS);
          const allowed: number[] = [];
          let now = 0;
          for (const [gap, worked] of failures) {
            now += gap + worked;
            const pause = budget.failed(now, worked);
            if (pause === undefined) continue;
            expect(pause).toBeLessThanOrEqual(LIMITS.longestPauseMs);
            expect(pause).toBeGreaterThanOrEqual(LIMITS.firstPauseMs);
            allowed.push(now);
          }
          for (const at of allowed) {
            const hour = allowed.filter((other) => other > at - 3_600_000 && other <= at);
            expect(hour.length).toBeLessThanOrEqual(LIMITS.restartBudget);
          }
        },
      ),
    );
  });
});

describe('frozen pictures', () => {
  it('are told from pictures of the same scene by the noise in any of the rows looked at', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 16, max: 60 }), (width, height) => {
        const one = noisyImage(width, height, 1);
        expect(sampleHash(noisyImage(width, height, 1))).toBe(sampleHash(one));
        expect(sampleHash(noisyImage(width, height, 2))).not.toBe(sampleHash(one));
      }),
    );
  });

  it('are counted in a row', () => {
    const watch = new FrozenWatch();
    const [a, b] = [noisyImage(8, 16, 1), noisyImage(8, 16, 2)];
    expect([a, a, a, b, a, b, b].map((image) => watch.look(image))).toEqual([1, 2, 3, 1, 1, 1, 2]);
  });
});
