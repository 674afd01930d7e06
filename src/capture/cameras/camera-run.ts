import { HardwareError } from '../../base/errors.js';
import type { Camera, CameraSink, CaptureSettings } from '../camera.js';

/** One stretch of streaming, from a start to the stop or failure that ends it. */
export interface CameraRun {
  /** Resolves with the first frame, or quietly when stopped before; rejects when the run ends without any. */
  readonly started: Promise<void>;
  /** Ends the run; resolves when nothing of it is left. Twice too. */
  stop(): Promise<void>;
}

/** What all cameras share: one run at a time, each start a fresh one, the latest call wins, numbers that go on counting. */
export abstract class RunningCamera implements Camera {
  abstract readonly name: string;
  #run: CameraRun | undefined;
  /** Counts starts and stops. */
  #calls = 0;
  #frames = 0;
  #closed = false;

  /** @throws Error after `close`; HardwareError when no frame will come. */
  async start(settings: CaptureSettings, sink: CameraSink): Promise<void> {
    if (this.#closed) throw new Error(`camera ${this.name} is closed`);
    const call = ++this.#calls;
    await this.#end();
    if (call !== this.#calls) return;
    this.#run = this.begin(settings, sink);
    await this.#run.started;
  }

  async stop(): Promise<void> {
    this.#calls++;
    await this.#end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  protected abstract begin(settings: CaptureSettings, sink: CameraSink): CameraRun;

  protected nextNumber(): number {
    return ++this.#frames;
  }

  async #end(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    await run.stop();
    if (this.#run === run) this.#run = undefined;
  }
}

/**
 * A run that is a loop of our own. `live` delivers frames until `signal` aborts and then returns; it calls `begun` with the
 * first frame. What it throws before that rejects the start; afterwards a HardwareError goes to the sink, and a bug is not
 * caught.
 */
export function loopRun(
  sink: CameraSink,
  live: (signal: AbortSignal, begun: () => void) => Promise<void>,
): CameraRun {
  const abort = new AbortController();
  let over = Promise.resolve();
  const started = new Promise<void>((resolve, reject) => {
    let streaming = false;
    const begun = (): void => {
      streaming = true;
      resolve();
    };
    over = live(abort.signal, begun).then(resolve, (error: unknown) => {
      // Who stopped it wants no more of it.
      if (abort.signal.aborted && error instanceof HardwareError) resolve();
      else if (!streaming) reject(error instanceof Error ? error : new Error(String(error)));
      else if (error instanceof HardwareError) sink.fault(error);
      else throw error;
    });
  });
  return {
    started,
    async stop() {
      abort.abort();
      await over;
    },
  };
}

/** Asked through a function, as a signal can abort while one waits, which narrowing does not know. */
export function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
