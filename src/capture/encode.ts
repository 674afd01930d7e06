import type { RgbImage } from '../base/image.js';
import { sharp } from './image-library.js';

/** PNG, lossless; for overlays and plots. */
export function encodePng(image: RgbImage): Promise<Uint8Array> {
  return raw(image).png().toBuffer();
}

/**
 * Tables made to measure save a tenth of a JPEG's bytes, and need all its coefficients in memory at once: 34 MB more and three
 * times the time for 3 megapixels. Pictures above this many pixels go without.
 */
const MOST_MEASURED = 1e6;

/** JPEG without chroma subsampling, so that a ring of two pixels keeps its colour. `quality` 1–100. */
export function encodeJpeg(image: RgbImage, quality = 90): Promise<Uint8Array> {
  const optimiseCoding = image.width * image.height <= MOST_MEASURED;
  return raw(image).jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding }).toBuffer();
}

/** WebP; `quality` 1–100, or 'lossless'. Smallest for thumbnails inside a report. */
export function encodeWebp(image: RgbImage, quality: number | 'lossless' = 80): Promise<Uint8Array> {
  return raw(image)
    .webp(quality === 'lossless' ? { lossless: true } : { quality, smartSubsample: true })
    .toBuffer();
}

function raw(image: RgbImage): ReturnType<typeof sharp> {
  if (image.data.length !== image.width * image.height * 3) {
    throw new RangeError(`image data has ${image.data.length} bytes, not ${image.width}×${image.height}×3`);
  }
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });
}
