import { HardwareError } from '../../base/errors.js';
import type { Cancel, Clock } from '../../clock/clock.js';
import type { CameraSink } from '../camera.js';
import { cameraDied, cameraTimeout } from './camera-errors.js';
import type { CameraRun } from './camera-run.js';
import type { FrameDelivery, FrameReader } from './frame-reader.js';
import { ToolProcess, type Tool } from './tool-process.js';

/** A program that writes frames on its standard output until it is stopped. */
export interface FrameTool extends Tool {
  /** A reader for one run of the program. */
  reader(delivery: FrameDelivery): FrameReader;
}

/** How long to wait for what, ms. */
export interface RunLimits {
  /** From the start to the first frame: opening the sensor takes a second or two. */
  readonly firstFrameMs: number;
  /** From one frame to the next. */
  readonly nextFrameMs: number;
  /** From asking the program to end to killing it. */
  readonly stopMs: number;
}

/** One run of a program that writes frames: from its start until it is reaped. */
export class FrameRun implements CameraRun {
  readonly started: Promise<void>;
  readonly #clock: Clock;
  readonly #limits: RunLimits;
  readonly #process: ToolProcess;
  #stopping = false;
  /** Why this run is being ended, when it is not the program that ends it. */
  #failure: HardwareError | undefined;
  #cancelAlarm: Cancel = () => undefined;

  constructor(
    tool: FrameTool,
    sink: CameraSink,
    nextNumber: () => number,
    context: { readonly clock: Clock; readonly limits: RunLimits },
  ) {
    this.#clock = context.clock;
    this.#limits = context.limits;
    let streaming = false;
    let begun: () => void = () => undefined;
    const reader = tool.reader({
      room: (bytes) => sink.room(bytes),
      done: (data, width, height, uptimeMs) => {
        this.#watch(this.#limits.nextFrameMs);
        streaming = true;
        sink.frame({ number: nextNumber(), uptimeMs, image: { width, height, data } });
        begun();
      },
    });
    this.#process = new ToolProcess(tool, this.#clock, (chunk) => this.#read(reader, chunk));
    this.#watch(this.#limits.firstFrameMs);
    this.started = new Promise((resolve, reject) => {
      begun = resolve;
      void this.#process.ended.then((ending) => {
        this.#cancelAlarm();
        if (this.#stopping) {
          resolve();
          return;
        }
        // A program that was to stream for ever has no good way to end.
        const error = this.#failure ?? ending ?? cameraDied(tool.commands[0], 'exit code 0', []);
        if (streaming) sink.fault(error);
        else reject(error);
      });
    });
  }

  /** Ends the program, by force if need be; resolves when it is reaped. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#end();
    await this.#process.ended;
  }

  #read(reader: FrameReader, chunk: Uint8Array): void {
    try {
      reader.read(chunk, this.#clock.uptimeMs());
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      this.#fail(error);
    }
  }

  #watch(ms: number): void {
    this.#cancelAlarm();
    if (this.#stopping || this.#failure !== undefined) return;
    this.#cancelAlarm = this.#clock.after(ms, () => this.#fail(cameraTimeout(ms)));
  }

  #fail(error: HardwareError): void {
    this.#failure ??= error;
    this.#end();
  }

  #end(): void {
    this.#cancelAlarm();
    this.#process.stop(this.#limits.stopMs);
  }
}
