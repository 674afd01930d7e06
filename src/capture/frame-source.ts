import type { InputError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';

/** One frame as it came, or why it could not be had; a bad frame never ends a slide. */
export type CapturedFrame =
  | { readonly name: string; readonly image: RgbImage; readonly encoded?: Uint8Array }
  | { readonly name: string; readonly error: InputError };

/** Where frames come from: a folder of images, a rendered microscope, later a camera. */
export interface FrameSource {
  /** How many frames there will be, where that is known. */
  readonly expected?: number;
  /** Frames in order; ends when there are no more. */
  frames(signal?: AbortSignal): AsyncIterable<CapturedFrame>;
  close(): Promise<void>;
}
