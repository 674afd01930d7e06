import { InputError } from '../../base/errors.js';
import type { RgbImage } from '../../base/image.js';
import type { Clock } from '../../clock/clock.js';
import type { CameraSink, CaptureSettings } from '../camera.js';
import { decodeImage, readImageFile } from '../decode.js';
import { listImages } from '../list-images.js';
import { cameraBadFrame, cameraMissing } from './camera-errors.js';
import { isOver, loopRun, RunningCamera, type CameraRun } from './camera-run.js';

export interface FolderCameraOptions {
  /** How many frames show each image, as a stage that rests; default 1. */
  readonly framesPerImage?: number;
  /** After the last image begin anew; default false: the last one is shown for as long as the camera runs. */
  readonly loop?: boolean;
}

/**
 * Images shown as live frames, in natural order, all of one size. Going on after a stop, it begins with the first again. It
 * repeats pictures to the last bit, so it is no camera to watch for freezing.
 */
export class FolderCamera extends RunningCamera {
  readonly name = 'folder';
  readonly #paths: readonly string[];
  readonly #clock: Clock;
  readonly #framesPerImage: number;
  readonly #loop: boolean;

  /** @param paths - files and folders, see `listImages`. */
  constructor(paths: readonly string[], clock: Clock, options: FolderCameraOptions = {}) {
    super();
    this.#paths = paths;
    this.#clock = clock;
    this.#framesPerImage = options.framesPerImage ?? 1;
    this.#loop = options.loop ?? false;
  }

  protected begin(settings: CaptureSettings, sink: CameraSink): CameraRun {
    return loopRun(sink, (signal, begun) => this.#show(settings, sink, signal, begun));
  }

  async #show(
    { framesPerSecond }: CaptureSettings,
    sink: CameraSink,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<void> {
    const { files, first } = await this.#clock.during(() => this.#open());
    const startedMs = this.#clock.uptimeMs();
    let image = first;
    let shown = 0;
    for (let tick = 0; !isOver(signal); tick++) {
      const place = Math.floor(tick / this.#framesPerImage);
      const wanted = this.#loop ? place % files.length : Math.min(place, files.length - 1);
      if (wanted !== shown) image = await this.#clock.during(() => load(files[wanted], first));
      if (isOver(signal)) return;
      shown = wanted;
      this.#deliver(image, sink);
      begun();
      const nextMs = startedMs + ((tick + 1) * 1000) / framesPerSecond;
      await this.#clock.sleep(Math.max(0, nextMs - this.#clock.uptimeMs()), signal);
    }
  }

  async #open(): Promise<{ files: readonly string[]; first: RgbImage }> {
    const files = await listImages(this.#paths).catch((error: unknown) => {
      throw error instanceof InputError ? cameraMissing(error.message) : error;
    });
    return { files, first: await load(files[0]) };
  }

  #deliver(image: RgbImage, sink: CameraSink): void {
    const data = sink.room(image.data.length);
    data.set(image.data);
    const { width, height } = image;
    sink.frame({
      number: this.nextNumber(),
      uptimeMs: this.#clock.uptimeMs(),
      image: { width, height, data },
    });
  }
}

/** @throws HardwareError camera-bad-frame for a file that is no image, or not of the size of `like`. */
async function load(file: string, like?: RgbImage): Promise<RgbImage> {
  const image = await readImageFile(file)
    .then((bytes) => decodeImage(bytes))
    .catch((error: unknown) => {
      throw error instanceof InputError
        ? cameraBadFrame(`${file}: ${error.message}`, { cause: error })
        : error;
    });
  if (like !== undefined && (image.width !== like.width || image.height !== like.height)) {
    throw cameraBadFrame(
      `${file} is ${image.width}×${image.height}, the first image ${like.width}×${like.height}`,
    );
  }
  return image;
}
