import type { InputError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';

/** One frame as it came, or why it could not be had; a bad frame never ends a slide. */
export type CapturedFrame =
  | {
      readonly name: string;
      readonly image: RgbImage;
      /** The file as it came (JPEG, PNG, …), where there was one: what is kept is this, not a second encoding. */
      readonly encoded?: Uint8Array;
    }
  | { readonly name: string; readonly error: InputError };

/** Where frames come from: a folder of images, a rendered microscope, later a camera. */
export interface FrameSource {
  /** How many frames there will be, where that is known. */
  readonly expected?: number;
  /**
   * Frames in order; ends when there are no more. An aborted signal ends it quietly, without another frame: who
   * aborted knows. A reader that stops early (break, throw) leaves nothing running.
   */
  frames(signal?: AbortSignal): AsyncIterable<CapturedFrame>;
  close(): Promise<void>;
}
