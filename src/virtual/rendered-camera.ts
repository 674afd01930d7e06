import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HardwareError } from '../base/errors.js';
import type { Camera, CameraSink, CaptureSettings } from '../capture/camera.js';
import type { Cancel, Clock } from '../clock/clock.js';
import type { Optics } from '../simulate/optics.js';
import type { PhotographAnswer, PhotographCall, SceneryStart } from './scenery-worker.js';
import type { VirtualMicroscope } from './virtual-microscope.js';

/** What can be wrong with the camera: not there, held by another program, dead in the middle, or sending one frame for ever. */
export const CAMERA_FAULTS = ['missing', 'busy', 'dead', 'frozen'] as const;
export type CameraFault = (typeof CAMERA_FAULTS)[number];

/** A camera on the virtual microscope. Same frames as a real one: live, of one size, none alike. */
export class RenderedCamera implements Camera {
  readonly name = 'rendered microscope';
  #worker: Worker | undefined;
  readonly #calls = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #callId = 0;
  #number = 0;
  #settings: CaptureSettings | undefined;
  #sink: CameraSink | undefined;
  #next: Cancel | undefined;
  #busy: Promise<void> = Promise.resolve();
  #fault: CameraFault | undefined;
  #frozen: Uint8Array | undefined;

  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly microscope: VirtualMicroscope;
      readonly optics: Optics;
      readonly seed?: number;
    },
  ) {}

  /** Breaks or mends the camera; `dead` takes effect at the next frame. */
  inject(fault: CameraFault | undefined): void {
    this.#fault = fault;
    this.#frozen = undefined;
  }

  start(settings: CaptureSettings, sink: CameraSink): Promise<void> {
    if (this.#fault === 'missing' || this.#fault === 'busy' || this.#fault === 'dead') {
      return Promise.reject(faultError(this.#fault));
    }
    const running = this.#settings !== undefined;
    this.#settings = settings;
    this.#sink = sink;
    if (!running) this.#expose();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#settings = undefined;
    this.#sink = undefined;
    this.#next?.();
    this.#next = undefined;
    await this.#busy;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #expose(): void {
    if (!this.#settings) return;
    this.#next = this.options.clock.after(1000 / this.#settings.framesPerSecond, () => {
      // A frame that takes longer than its turn delays the next; it never piles up.
      this.#busy = this.options.clock.during(() => this.#frame()).then(() => this.#expose());
    });
  }

  async #frame(): Promise<void> {
    const sink = this.#sink;
    if (!sink) return;
    if (this.#fault === 'dead' || this.#fault === 'missing') {
      this.#settings = undefined;
      this.#sink = undefined;
      sink.fault(faultError('dead'));
      return;
    }
    const { width, height } = this.options.optics;
    const into = sink.room(width * height * 3);
    const uptimeMs = this.options.clock.uptimeMs();
    if (this.#fault === 'frozen' && this.#frozen) {
      into.set(this.#frozen);
    } else {
      try {
        await this.#photograph(into);
      } catch (error) {
        this.#settings = undefined;
        this.#sink = undefined;
        const words = error instanceof Error ? error.message : String(error);
        sink.fault(
          new HardwareError('camera-died', `The rendered camera died: ${words}`, 'Start the device again.', {
            cause: error,
          }),
        );
        return;
      }
      if (this.#fault === 'frozen') this.#frozen = into.slice();
    }
    // Stopped meanwhile: nobody waits for this frame.
    if (this.#sink === sink)
      sink.frame({ number: ++this.#number, uptimeMs, image: { width, height, data: into } });
  }

  #photograph(into: Uint8Array): Promise<void> {
    const worker = (this.#worker ??= this.#startWorker());
    const id = ++this.#callId;
    const call: PhotographCall = { id, sight: this.options.microscope.now(), into };
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      worker.postMessage(call);
    });
  }

  #startWorker(): Worker {
    const start: SceneryStart = { optics: this.options.optics, seed: this.options.seed ?? 1 };
    const worker = new Worker(workerFile(), { workerData: start });
    worker.on('message', ({ id, error }: PhotographAnswer) => {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
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
