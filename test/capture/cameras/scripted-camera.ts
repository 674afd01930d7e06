import type { HardwareError } from '../../../src/base/errors.js';
import type { Camera, CameraSink, CaptureSettings } from '../../../src/capture/camera.js';
import { isOver, loopRun, RunningCamera, type CameraRun } from '../../../src/capture/cameras/camera-run.js';
import type { Clock } from '../../../src/clock/clock.js';

/** What a camera does in one run: so many frames (default: for ever), and then. */
export interface Run {
  readonly frames?: number;
  /** `freeze` repeats the last picture, `hang` sends nothing more, an error is thrown. */
  readonly then?: HardwareError | 'freeze' | 'hang';
}

/** A camera whose every run is written down before; after the last run that is repeated. */
export class ScriptedCamera extends RunningCamera implements Camera {
  readonly name = 'scripted';
  runs = 0;
  running = false;

  constructor(
    private readonly clock: Clock,
    private readonly script: readonly Run[],
  ) {
    super();
  }

  protected begin({ framesPerSecond }: CaptureSettings, sink: CameraSink): CameraRun {
    const { frames = Infinity, then } = this.script[Math.min(this.runs, this.script.length - 1)];
    this.runs++;
    return loopRun(sink, async (signal, begun) => {
      this.running = true;
      try {
        for (let count = 0; !isOver(signal); count++) {
          if (count >= frames && then !== 'freeze') {
            if (then === 'hang' || then === undefined) await this.clock.sleep(1e9, signal);
            else throw then;
          } else {
            const data = sink.room(4 * 32 * 3).fill(Math.min(count, frames - 1));
            const image = { width: 4, height: 32, data };
            sink.frame({ number: this.nextNumber(), uptimeMs: this.clock.uptimeMs(), image });
            begun();
          }
          await this.clock.sleep(1000 / framesPerSecond, signal);
        }
      } finally {
        this.running = false;
      }
    });
  }
}
