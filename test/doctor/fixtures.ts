import type { HardwareError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import type { CameraSink, CaptureSettings } from '../../src/capture/camera.js';
import { loopRun, RunningCamera, isOver, type CameraRun } from '../../src/capture/cameras/camera-run.js';
import type { Clock } from '../../src/clock/clock.js';
import type { VirtualClock } from '../../src/clock/virtual-clock.js';
import { runChecks, type Check, type CheckResult } from '../../src/doctor/check.js';

/** Runs checks one after the other, in virtual time. */
export async function examine(
  clock: VirtualClock,
  ...checks: readonly Check[]
): Promise<readonly CheckResult[]> {
  const over = new AbortController();
  const driving = clock.run(over.signal);
  const results: CheckResult[] = [];
  try {
    for await (const result of runChecks(checks, clock)) results.push(result);
  } finally {
    over.abort();
    await driving;
  }
  return results;
}

/** A result's code where it failed, else its state. */
export function found(result: CheckResult | undefined): string | undefined {
  return result?.state === 'failed' ? result.code : result?.state;
}

/** A frame of one colour with some noise, its background darkened or brightened. */
export function plainFrame(width: number, height: number, level: number, noise = 1): RgbImage {
  const data = new Uint8Array(width * height * 3);
  let state = 12_345 + level;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[i] = Math.max(0, Math.min(255, level + ((state >>> 16) % (2 * noise + 1)) - noise));
  }
  return { width, height, data };
}

/** Sends these pictures, the last of them for ever; or fails to start. */
export class PictureCamera extends RunningCamera {
  readonly name = 'pictures';
  stops = 0;

  constructor(
    private readonly clock: Clock,
    private readonly pictures: readonly RgbImage[] | HardwareError | 'silent',
  ) {
    super();
  }

  override stop(): Promise<void> {
    this.stops++;
    return super.stop();
  }

  protected begin({ framesPerSecond }: CaptureSettings, sink: CameraSink): CameraRun {
    const { clock, pictures } = this;
    return loopRun(sink, async (signal, begun) => {
      if (pictures === 'silent') {
        await clock.sleep(1e9, signal);
        return;
      }
      if (!Array.isArray(pictures)) throw pictures as HardwareError;
      for (let n = 0; ; n++) {
        await clock.sleep(1000 / framesPerSecond, signal);
        if (isOver(signal)) return;
        const picture = pictures[Math.min(n, pictures.length - 1)] as RgbImage;
        const data = sink.room(picture.data.length);
        data.set(picture.data);
        sink.frame({ number: this.nextNumber(), uptimeMs: clock.uptimeMs(), image: { ...picture, data } });
        begun();
      }
    });
  }
}
