import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HardwareError } from '../base/errors.js';
import type { CameraSink, CaptureSettings } from '../capture/camera.js';
import { isOver, loopRun, RunningCamera, type CameraRun } from '../capture/cameras/camera-run.js';
import type { Clock } from '../clock/clock.js';
import type { Optics } from '../simulate/optics.js';
import type { PhotographAnswer, PhotographCall, SceneryStart } from './scenery-worker.js';
import type { VirtualMicroscope } from './virtual-microscope.js';

/** What can be wrong with the camera: not there, held by another program, dead in the middle, or sending one frame for ever. */
export const CAMERA_FAULTS = ['missing', 'busy', 'dead', 'frozen'] as const;
export type CameraFault = (typeof CAMERA_FAULTS)[number];

/** A camera on the virtual microscope. Same frames as a real one: live, of one size, none alike. */
export class RenderedCamera extends RunningCamera {
  readonly name = 'rendered microscope';
  #worker: Worker | undefined;
  readonly #calls = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #callId = 0;
  #fault: CameraFault | undefined;
  #frozen: Uint8Array | undefined;

  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly microscope: VirtualMicroscope;
      readonly optics: Optics;
      readonly seed?: number;
    },
  ) {
    super();
  }

  /** Breaks or mends the camera; `dead` takes effect at the next frame. */
  inject(fault: CameraFault | undefined): void {
    this.#fault = fault;
    this.#frozen = undefined;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  protected begin(settings: CaptureSettings, sink: CameraSink): CameraRun {
    return loopRun(sink, (signal, begun) => this.#live(settings, sink, signal, begun));
  }

  async #live(
    { framesPerSecond }: CaptureSettings,
    sink: CameraSink,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<void> {
    const { clock, optics } = this.options;
    const { width, height } = optics;
    if (this.#fault === 'missing' || this.#fault === 'busy') throw faultError(this.#fault);
    for (;;) {
      // A frame that takes longer than its turn delays the next; it never piles up.
      await clock.sleep(1000 / framesPerSecond, signal);
      if (isOver(signal)) return;
      this.#checkAlive();
      const data = sink.room(width * height * 3);
      const uptimeMs = clock.uptimeMs();
      await clock.during(() => this.#expose(data));
      if (isOver(signal)) return;
      sink.frame({ number: this.nextNumber(), uptimeMs, image: { width, height, data } });
      begun();
    }
  }

  #checkAlive(): void {
    if (this.#fault === 'dead' || this.#fault === 'missing') throw faultError('dead');
  }

  async #expose(into: Uint8Array): Promise<void> {
    if (this.#fault === 'frozen' && this.#frozen) {
      into.set(this.#frozen);
      return;
    }
    await this.#photograph(into);
    if (this.#fault === 'frozen') this.#frozen = into.slice();
  }

  #photograph(into: Uint8Array): Promise<void> {
    const worker = (this.#worker ??= this.#startWorker());
    const id = ++this.#callId;
    const call: PhotographCall = { id, sight: this.options.microscope.now(), into };
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      worker.ref(); // idle it lets the process end, at work it does not
      worker.postMessage(call);
    });
  }

  #startWorker(): Worker {
    const start: SceneryStart = { optics: this.options.optics, seed: this.options.seed ?? 1 };
    const worker = new Worker(workerFile(), { workerData: start });
    worker.on('message', ({ id, error }: PhotographAnswer) => {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (this.#calls.size === 0) worker.unref();
      if (error === undefined) call?.resolve();
      else call?.reject(new Error(error));
    });
    const end = (error: Error): void => {
      for (const { reject } of this.#calls.values()) reject(error);
      this.#calls.clear();
      this.#worker = undefined;
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('its thread ended')));
    worker.unref();
    return worker;
  }
}

/** The compiled worker: code that runs from its TypeScript source (the tests do) takes that of the last build. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./scenery-worker.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../dist/virtual/scenery-worker.js', import.meta.url));
}

function faultError(fault: Exclude<CameraFault, 'frozen'>): HardwareError {
  switch (fault) {
    case 'missing':
      return new HardwareError(
        'camera-missing',
        'No camera is connected.',
        'Check the flat cable at both ends with the power off, then start again.',
      );
    case 'busy':
      return new HardwareError(
        'camera-busy',
        'Another program uses the camera.',
        'End the other program, then press to try again.',
      );
    case 'dead':
      return new HardwareError(
        'camera-died',
        'The camera stopped in the middle.',
        'Check the flat cable; the device tries again by itself.',
      );
  }
}
