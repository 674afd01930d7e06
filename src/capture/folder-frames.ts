import { InputError } from '../base/errors.js';
import { DEFAULT_LIMITS, decodeImage, readImageFile, type DecodeLimits } from './decode.js';
import type { CapturedFrame, FrameSource } from './frame-source.js';
import { listImages } from './list-images.js';

export interface FolderOptions {
  /** Search folders inside folders too; default false. */
  readonly recursive?: boolean;
  readonly limits?: DecodeLimits;
}

/**
 * Image files as a source of frames. A frame's name is its path, beginning as it was given.
 *
 * While one frame is being analysed the next is read and decoded, and no more than that: two frames are in memory.
 */
export class FolderFrames implements FrameSource {
  readonly expected: number;
  readonly #files: readonly string[];
  readonly #limits: DecodeLimits;
  #closed = false;

  private constructor(files: readonly string[], limits: DecodeLimits) {
    this.#files = files;
    this.#limits = limits;
    this.expected = files.length;
  }

  /**
   * Files and folders, see `listImages`; nothing is decoded yet.
   *
   * @throws InputError no-such-file, unreadable-file, no-images.
   */
  static async open(paths: readonly string[], options: FolderOptions = {}): Promise<FolderFrames> {
    return new FolderFrames(await listImages(paths, options.recursive), options.limits ?? DEFAULT_LIMITS);
  }

  async *frames(signal?: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined> {
    let ahead: Promise<CapturedFrame> | undefined;
    try {
      for (const [index, file] of this.#files.entries()) {
        if (this.#stopped(signal)) return;
        const frame = await (ahead ?? this.#load(file));
        ahead = undefined;
        if (this.#stopped(signal)) return;
        // Started before the frame is handed over, so that decoding runs beside its analysis.
        if (index + 1 < this.#files.length) {
          ahead = this.#load(this.#files[index + 1]);
          ahead.catch(() => undefined); // a bug is thrown where it is awaited, not out of nowhere
        }
        yield frame;
      }
    } finally {
      // A reader that stops early leaves no decoding behind it.
      await ahead;
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #stopped(signal: AbortSignal | undefined): boolean {
    return this.#closed || (signal?.aborted ?? false);
  }

  /** A bad file is a frame with an error; only a bug rejects. */
  async #load(file: string): Promise<CapturedFrame> {
    try {
      const encoded = await readImageFile(file, this.#limits);
      return { name: file, image: await decodeImage(encoded, this.#limits), encoded };
    } catch (error) {
      if (error instanceof InputError) return { name: file, error };
      throw error;
    }
  }
}
