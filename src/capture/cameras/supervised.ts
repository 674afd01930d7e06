import { HardwareError } from '../../base/errors.js';
import type { Cancel, Clock } from '../../clock/clock.js';
import type { Camera, CameraSink, CaptureSettings, LiveFrame } from '../camera.js';
import { cameraFrozen, cameraTimeout } from './camera-errors.js';
import { isOver, RunningCamera, loopRun, type CameraRun } from './camera-run.js';
import { FrozenWatch } from './frozen.js';
import { RestartBudget, type RestartLimits } from './restart-budget.js';

/** When a camera counts as failed, and how it is started again. */
export interface SupervisionOptions extends RestartLimits {
  /** Tries of one `start` before it rejects. */
  readonly startTries: number;
  /** From a start to its first frame, ms; longer than the camera's own patience. */
  readonly firstFrameMs: number;
  /** From one frame to the next, ms; five frame times where that is longer. */
  readonly nextFrameMs: number;
  /** So many same frames in a row are a frozen camera. */
  readonly frozenAfter: number;
  /** Told of every restart and why, for the log. */
  readonly onRestart?: (error: HardwareError, pauseMs: number) => void;
}

export const SUPERVISION: SupervisionOptions = {
  startTries: 3,
  restartBudget: 10,
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  goodWhileMs: 600_000,
  firstFrameMs: 15_000,
  nextFrameMs: 8_000,
  frozenAfter: 10,
};

/**
 * Watches over a camera and starts it again when it fails, falls silent or freezes: after a pause that doubles, so many
 * times an hour. When the budget is spent, or no program is installed, the last error goes to the sink's `fault`. Starting
 * again by hand begins with a full budget.
 */
export class SupervisedCamera extends RunningCamera {
  readonly name: string;
  readonly #camera: Camera;
  readonly #clock: Clock;
  readonly #options: SupervisionOptions;

  constructor(camera: Camera, clock: Clock, options: Partial<SupervisionOptions> = {}) {
    super();
    this.name = camera.name;
    this.#camera = camera;
    this.#clock = clock;
    this.#options = { ...SUPERVISION, ...options };
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#camera.close();
  }

  protected begin(settings: CaptureSettings, sink: CameraSink): CameraRun {
    return loopRun(sink, (signal, begun) => this.#live(settings, sink, signal, begun));
  }

  /** From start to stop or giving up, which rejects with the last error. */
  async #live(
    settings: CaptureSettings,
    sink: CameraSink,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<void> {
    const budget = new RestartBudget(this.#options);
    let streamed = false;
    for (let tries = 1; !isOver(signal); tries++) {
      const { error, workedMs } = await this.#stream(settings, sink, signal, begun);
      if (error === undefined) return;
      if (!(error instanceof HardwareError)) throw error as Error;
      streamed ||= workedMs !== undefined;
      if (error.code === 'camera-not-installed') throw error;
      if (!streamed && tries >= this.#options.startTries) throw error;
      const pauseMs = budget.failed(this.#clock.uptimeMs(), workedMs ?? 0);
      if (pauseMs === undefined) throw error;
      this.#options.onRestart?.(error, pauseMs);
      await this.#clock.sleep(pauseMs, signal);
    }
  }

  /**
   * One run of the camera, until it fails or is stopped; the camera is stopped when this resolves.
   *
   * @returns why it ended, undefined when it was stopped; how long it streamed, ms, undefined when no frame came.
   */
  async #stream(
    settings: CaptureSettings,
    sink: CameraSink,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<{ readonly error: unknown; readonly workedMs: number | undefined }> {
    const { firstFrameMs, nextFrameMs, frozenAfter } = this.#options;
    const patienceMs = Math.max(nextFrameMs, 5000 / settings.framesPerSecond);
    const frozen = new FrozenWatch();
    let firstMs: number | undefined;
    let cancelAlarm: Cancel = () => undefined;
    let ended = false;
    let stopped: () => void = () => undefined;
    const error = await new Promise<unknown>((resolve) => {
      const end = (why: unknown): void => {
        ended = true;
        cancelAlarm();
        resolve(why);
      };
      const silentAfter = (ms: number): void => {
        cancelAlarm();
        cancelAlarm = this.#clock.after(ms, () => end(cameraTimeout(ms)));
      };
      const frame = (live: LiveFrame): void => {
        if (ended) return;
        firstMs ??= this.#clock.uptimeMs();
        silentAfter(patienceMs);
        if (frozen.look(live.image) >= frozenAfter) {
          end(cameraFrozen(frozenAfter));
        } else {
          sink.frame(live);
          begun();
        }
      };
      stopped = () => end(undefined);
      signal.addEventListener('abort', stopped);
      silentAfter(firstFrameMs);
      const started = this.#camera.start(settings, { room: (bytes) => sink.room(bytes), frame, fault: end });
      started.catch(end);
    });
    signal.removeEventListener('abort', stopped); // the signal outlives the run by days
    await this.#camera.stop();
    return { error, workedMs: firstMs === undefined ? undefined : this.#clock.uptimeMs() - firstMs };
  }
}
