import type { RgbImage } from '../../src/base/image.js';
import { DEFAULT_OPTICS, type Optics } from '../../src/simulate/optics.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';

const slide = renderSlide({ seed: 31, parasitaemia: 0.05 });
const size = { width: 1014, height: 760, micrometresPerPixel: 0.13 };

/** A rendered field, its middle `right` frame widths to the right of the slide's. */
export function photograph(right: number, optics: Partial<Optics> = {}, shot = 0): RgbImage {
  const all = { ...DEFAULT_OPTICS, ...size, ...optics };
  return renderField(slide, all, { x: right * all.width * all.micrometresPerPixel, y: 0 }, shot).image;
}
