import type { Box } from '../../../src/base/box.js';
import type { RgbImage } from '../../../src/base/image.js';
import { encodeJpeg } from '../../../src/capture/encode.js';
import { shrinkImage } from '../../../src/report/overlay.js';
import { DEFAULT_OPTICS } from '../../../src/simulate/optics.js';
import { renderField } from '../../../src/simulate/render-field.js';
import { renderSlide } from '../../../src/simulate/slide.js';

/** A rendered field as the device would send it: its size, its cells by what they truly are, the picture made small. */
export interface FixtureField {
  readonly width: number;
  readonly height: number;
  readonly infected: readonly Box[];
  readonly uninfected: readonly Box[];
  readonly small: Uint8Array;
  cut(box: Box): Promise<Uint8Array>;
}

const WIDTH = 1216;
const HEIGHT = 912;
/** Surroundings in a cell's picture: its box three quarters larger each way. */
const AROUND = 0.75;

/** Renders one field of a smear; `deposits` is the share of red cells that carry stain. */
export async function renderFixtureField(
  seed: number,
  parasitaemia: number,
  deposits: number,
): Promise<FixtureField> {
  const slide = renderSlide({ seed, parasitaemia, stainedDots: deposits });
  const optics = { ...DEFAULT_OPTICS, width: WIDTH, height: HEIGHT, micrometresPerPixel: 0.146 };
  const { image, truth } = renderField(slide, optics, { x: 0, y: 0 });
  const whole = truth.objects.filter(({ kind, touchesBorder }) => kind === 'red' && !touchesBorder);
  return {
    width: WIDTH,
    height: HEIGHT,
    infected: whole.filter(({ infected }) => infected).map(({ box }) => box),
    uninfected: whole.filter(({ infected }) => !infected).map(({ box }) => box),
    small: await encodeJpeg(shrinkImage(image, 1.9), 62),
    cut: (box) => encodeJpeg(cutOut(image, box), 80),
  };
}

function cutOut(image: RgbImage, box: Box): RgbImage {
  const side = Math.round(Math.max(box.width, box.height) * (1 + AROUND));
  const left = clamp(Math.round(box.x + box.width / 2 - side / 2), 0, image.width - side);
  const top = clamp(Math.round(box.y + box.height / 2 - side / 2), 0, image.height - side);
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + side * 3), y * side * 3);
  }
  return { width: side, height: side, data };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
