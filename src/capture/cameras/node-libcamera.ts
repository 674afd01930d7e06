import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HardwareError, InputError, RingformError } from '../../base/errors.js';
import type { Clock } from '../../clock/clock.js';
import type { CameraSink, CaptureSettings } from '../camera.js';
import { decodeImage, readImageFile } from '../decode.js';
import type { CameraState } from './calibration.js';
import { cameraBadFrame, cameraDied, cameraNotInstalled, cameraTimeout } from './camera-errors.js';
import { isOver, loopRun, RunningCamera, type CameraRun } from './camera-run.js';
import { stillOptions, type StillOptions } from './node-libcamera-options.js';
import { explainRpicam } from './rpicam-arguments.js';

export interface NodeLibcameraSettings {
  readonly width: number;
  readonly height: number;
  /** Fixes exposure, gain and white balance: part of a calibration made with `rpicam`. */
  readonly fixed?: CameraState;
  /** How long one still may take, ms; default 15 s. */
  readonly stillMs?: number;
}

type Still = (options: StillOptions) => Promise<string>;

const PACKAGE = 'node-libcamera';

/**
 * Stills one after the other through the package node-libcamera, for systems that have `libcamera-still` and nothing
 * better: each still starts a program and opens the sensor, so expect one frame a second or less. The package is an
 * optional peer, loaded at the first start. See docs/decisions/node-libcamera.md for why it is not the default.
 *
 * The package gives no hold on the program it starts: `stop` waits for the still under way, and one that hangs is reported
 * as camera-timeout and left behind.
 */
export class NodeLibcameraCamera extends RunningCamera {
  readonly name = PACKAGE;
  readonly #settings: NodeLibcameraSettings;
  readonly #clock: Clock;
  readonly #load: () => Promise<unknown>;

  /** @param load - gives the package; default: imports it. */
  constructor(
    settings: NodeLibcameraSettings,
    clock: Clock,
    load: () => Promise<unknown> = () => import('node-libcamera'),
  ) {
    super();
    this.#settings = settings;
    this.#clock = clock;
    this.#load = load;
  }

  protected begin(settings: CaptureSettings, sink: CameraSink): CameraRun {
    return loopRun(sink, (signal, begun) => this.#poll(settings, sink, signal, begun));
  }

  async #still(): Promise<Still> {
    if (process.env['NODE_ENV'] === 'test') {
      throw new HardwareError(
        'camera-not-installed',
        'With NODE_ENV=test node-libcamera prints its command instead of taking a picture.',
        'Unset NODE_ENV.',
      );
    }
    const loaded = await this.#load().catch(() => undefined); // absent or broken, the remedy is the same
    for (const candidate of [loaded, (loaded as { default?: unknown } | undefined)?.default]) {
      const still = (candidate as { still?: unknown } | undefined)?.still;
      if (typeof still === 'function') return still as Still;
    }
    throw cameraNotInstalled(
      [PACKAGE],
      `Install it: npm install ${PACKAGE}@1.0.6; or use the rpicam camera.`,
    );
  }

  /** Takes stills until stopped. */
  async #poll(
    { framesPerSecond }: CaptureSettings,
    sink: CameraSink,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<void> {
    const still = await this.#still();
    const folder = await mkdtemp(join(tmpdir(), 'ringform-still-'));
    try {
      while (!isOver(signal)) {
        const startedMs = this.#clock.uptimeMs();
        await this.#take(still, join(folder, 'still.jpg'), sink, signal);
        if (isOver(signal)) return;
        begun();
        const dueMs = startedMs + 1000 / framesPerSecond;
        await this.#clock.sleep(Math.max(0, dueMs - this.#clock.uptimeMs()), signal);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #take(still: Still, file: string, sink: CameraSink, signal: AbortSignal): Promise<void> {
    const { width, height, fixed, stillMs = 15_000 } = this.#settings;
    // Gone before the next: a still that was not written must not pass for the one before.
    await rm(file, { force: true });
    const uptimeMs = this.#clock.uptimeMs();
    await this.#inTime(still(stillOptions(file, { width, height }, fixed)), stillMs);
    if (isOver(signal)) return;
    const image = await readImageFile(file)
      .then((bytes) => decodeImage(bytes))
      .catch((error: unknown) => {
        throw error instanceof InputError ? cameraBadFrame(error.message, { cause: error }) : error;
      });
    if (isOver(signal)) return;
    if (image.width !== width || image.height !== height) {
      throw cameraBadFrame(`it has ${image.width}×${image.height} pixels instead of ${width}×${height}`);
    }
    const data = sink.room(image.data.length);
    data.set(image.data);
    sink.frame({ number: this.nextNumber(), uptimeMs, image: { width, height, data } });
  }

  /** Not cut short by a stop: until the program ended the sensor is taken. */
  async #inTime(taken: Promise<string>, ms: number): Promise<void> {
    const done = new AbortController();
    const late = this.#clock.sleep(ms, done.signal).then(() => {
      if (!done.signal.aborted) throw cameraTimeout(ms);
    });
    try {
      await Promise.race([taken.catch(failed), late]);
    } finally {
      done.abort();
    }
  }
}

/** The package passes on what `exec` rejects with: the whole command, then what the program said. */
function failed(error: unknown): never {
  if (error instanceof RingformError) throw error;
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').slice(1).filter(Boolean);
  const { code } = error as { code?: unknown };
  if (code === 127) {
    throw cameraNotInstalled(['libcamera-still'], 'Use the rpicam camera: newer systems dropped this name.');
  }
  throw explainRpicam(lines) ?? cameraDied('libcamera-still', `exit code ${String(code)}`, lines.slice(-3));
}
