import type { Clock } from '../../clock/clock.js';
import type { CameraSink, CaptureSettings } from '../camera.js';
import { RunningCamera } from './camera-run.js';
import { FrameRun, type FrameTool, type RunLimits } from './frame-run.js';

/** Ten seconds for the sensor to open, two to end; frames may be late by a few. */
export const RUN_LIMITS: RunLimits = { firstFrameMs: 10_000, nextFrameMs: 5_000, stopMs: 2_000 };

/** A camera that is a program streaming frames: each start is a fresh run of it. */
export class ProcessCamera extends RunningCamera {
  readonly name: string;
  readonly #clock: Clock;
  readonly #limits: RunLimits;
  readonly #tool: (settings: CaptureSettings) => FrameTool;

  /** @param tool - the program for these settings. @param limits - those that differ from RUN_LIMITS. */
  constructor(
    name: string,
    clock: Clock,
    tool: (settings: CaptureSettings) => FrameTool,
    limits: Partial<RunLimits> = {},
  ) {
    super();
    this.name = name;
    this.#clock = clock;
    this.#tool = tool;
    this.#limits = { ...RUN_LIMITS, ...limits };
  }

  protected begin(settings: CaptureSettings, sink: CameraSink): FrameRun {
    // A slow rate must not look like a camera that fell silent.
    const nextFrameMs = Math.max(this.#limits.nextFrameMs, 5000 / settings.framesPerSecond);
    const context = { clock: this.#clock, limits: { ...this.#limits, nextFrameMs } };
    return new FrameRun(this.#tool(settings), sink, () => this.nextNumber(), context);
  }
}
