import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../../src/base/errors.js';
import type { Camera, LiveFrame } from '../../../src/capture/camera.js';
import type { Clock } from '../../../src/clock/clock.js';
import { drive, TestSink } from './test-sink.js';

/** A camera ready to be started, the clock it lives by, and what takes it all down again. */
export interface CameraRig {
  readonly camera: Camera;
  readonly clock: Clock;
  readonly cleanup: () => Promise<void> | void;
}

/** A way to fail: the code that must come, and a camera that fails so, at its start or later. */
export interface CameraFault {
  readonly code: string;
  readonly make: () => Promise<CameraRig>;
}

const SETTINGS = { framesPerSecond: 20 };

/**
 * What every Camera keeps. On a VirtualClock the suite lets time pass; on any other it waits for what happens. The camera
 * must stream for at least half a minute when left alone.
 */
export function cameraContract(
  name: string,
  make: () => Promise<CameraRig>,
  faults: readonly CameraFault[] = [],
): void {
  const withRig = async (rig: Promise<CameraRig>, test: (rig: CameraRig) => Promise<void>): Promise<void> => {
    const { camera, clock, cleanup } = await rig;
    try {
      await test({ camera, clock, cleanup });
    } finally {
      await drive(clock, camera.close());
      await cleanup();
    }
  };

  describe(`${name} keeps the contract of a camera`, () => {
    it('streams frames of one size, numbered and timed in order, in the rooms it was lent', () =>
      withRig(make(), async ({ camera, clock }) => {
        const sink = new TestSink();
        await drive(clock, camera.start(SETTINGS, sink));
        expect(sink.frames.length).toBeGreaterThanOrEqual(1);
        await drive(clock, sink.until(5));
        await drive(clock, camera.stop());
        const [first] = sink.frames;
        const { width, height } = first.image;
        expect(first.number).toBe(1);
        expect(width * height).toBeGreaterThan(0);
        for (const [index, frame] of sink.frames.entries()) {
          expect(frame.image).toMatchObject({ width, height });
          expect(frame.image.data.length).toBe(width * height * 3);
          expect(sink.rooms).toContain(frame.image.data);
          if (index > 0) expectLater(frame, sink.frames[index - 1]);
        }
        expect(sink.faults).toEqual([]);
      }));

    it('sends nothing after stop, and goes on counting when started again', () =>
      withRig(make(), async ({ camera, clock }) => {
        const [before, after] = [new TestSink(), new TestSink()];
        await drive(clock, camera.start(SETTINGS, before));
        await drive(clock, camera.stop());
        const seen = before.frames.length;
        await drive(clock, camera.start(SETTINGS, after));
        await drive(clock, after.until(3));
        expect(before.frames.length).toBe(seen);
        expectLater(after.frames[0], before.frames[seen - 1]);
        expect(before.faults).toEqual([]);
      }));

    it('takes a second start as new settings and a new sink', () =>
      withRig(make(), async ({ camera, clock }) => {
        const [first, second] = [new TestSink(), new TestSink()];
        await drive(clock, camera.start(SETTINGS, first));
        await drive(clock, camera.start({ framesPerSecond: 10 }, second));
        const seen = first.frames.length;
        await drive(clock, second.until(3));
        expect(first.frames.length).toBe(seen);
        expectLater(second.frames[0], first.frames[seen - 1]);
        expect(first.faults).toEqual([]);
      }));

    it('lets the latest of several calls win', () =>
      withRig(make(), async ({ camera, clock }) => {
        const sinks = [new TestSink(), new TestSink(), new TestSink()];
        const starts = sinks.map((sink) => camera.start(SETTINGS, sink));
        await drive(clock, Promise.all(starts));
        await drive(clock, sinks[2].until(3));
        expect(sinks[0].frames.length + sinks[1].frames.length).toBe(0);
      }));

    it('can be stopped before it was started, twice, and in the middle of a start', () =>
      withRig(make(), async ({ camera, clock }) => {
        const sink = new TestSink();
        await drive(clock, camera.stop());
        const start = camera.start(SETTINGS, sink);
        await drive(clock, camera.stop());
        const seen = sink.frames.length;
        await drive(clock, start);
        await drive(clock, camera.stop());
        expect(sink.frames.length).toBe(seen);
        expect(sink.faults).toEqual([]);
      }));

    it('can be closed while it streams, and twice', () =>
      withRig(make(), async ({ camera, clock }) => {
        const sink = new TestSink();
        await drive(clock, camera.start(SETTINGS, sink));
        await drive(clock, camera.close());
        await drive(clock, camera.close());
        expect(sink.faults).toEqual([]);
      }));

    for (const fault of faults) {
      it(`says ${fault.code} once, by its start or to the sink, with a remedy`, () =>
        withRig(fault.make(), async ({ camera, clock }) => {
          const sink = new TestSink();
          const rejected = await drive(
            clock,
            camera.start(SETTINGS, sink).then(
              () => undefined,
              (error: unknown) => error,
            ),
          );
          const error = rejected ?? (await drive(clock, sink.untilFault()));
          if (!(error instanceof HardwareError)) throw error as Error;
          expect(error.code).toBe(fault.code);
          expect(error.remedy).not.toBe('');
          await drive(clock, camera.stop());
          expect(sink.faults.length).toBe(rejected === undefined ? 1 : 0);
        }));
    }
  });
}

function expectLater(frame: LiveFrame, before: LiveFrame): void {
  expect(frame.number).toBeGreaterThan(before.number);
  expect(frame.uptimeMs).toBeGreaterThanOrEqual(before.uptimeMs);
}
