import sharp from 'sharp';
import { DEFAULT_OPTICS } from '../../src/simulate/optics.js';
import { rasterStop } from '../../src/simulate/raster.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';

const optics = { ...DEFAULT_OPTICS, width: 900, height: 700, micrometresPerPixel: 0.15 };

/** JPEG of one field of a rendered slide, about 200 cells. */
export async function fieldJpeg(index = 0): Promise<Buffer> {
  const slide = renderSlide({ seed: 5, parasitaemia: 0.05 });
  const { image } = renderField(slide, optics, rasterStop(optics, index));
  const { width, height } = image;
  return sharp(image.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** PNG of one colour. */
export function plainPng(width: number, height: number, level: number): Promise<Buffer> {
  return sharp({
    create: { width, height, channels: 3, background: { r: level, g: level, b: level } },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
