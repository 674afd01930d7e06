// Rendered fields in shared memory, as a camera leaves its frames there.
import { DEFAULT_OPTICS } from '../../dist/simulate/optics.js';
import { renderField } from '../../dist/simulate/render-field.js';
import { renderSlide } from '../../dist/simulate/slide.js';

/** Field n of a smear of 0.45 coverage at 2028×1520, as plain bytes. */
export function renderedField(n) {
  const slide = renderSlide({ seed: 7, parasitaemia: 0.02, coverage: 0.45 });
  return renderField(slide, DEFAULT_OPTICS, { x: n * 200, y: 0 }).image;
}

export function inSharedMemory({ width, height, data }) {
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { width, height, data: shared };
}
