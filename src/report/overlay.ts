import type { RgbImage } from '../base/image.js';
import type { FieldAnalysis } from '../imaging/field.js';
import type { CountedField, FieldCell } from '../slide/counted-field.js';

type Colour = readonly [number, number, number];

/** Colours chosen to be told apart on a pink stain and by colour-blind readers (Okabe and Ito 2008). */
export const overlayColours = {
  counted: [0, 158, 115],
  infected: [213, 0, 50],
  border: [120, 120, 120],
  seenBefore: [86, 180, 233],
  white: [0, 114, 178],
  platelet: [230, 159, 0],
  debris: [90, 60, 30],
  clump: [0, 0, 0],
} as const satisfies Record<string, Colour>;

/** The legend's key for a cell. */
export function overlayKey(
  cell: Pick<FieldCell, 'kind' | 'counted' | 'notCounted' | 'infected'>,
): keyof typeof overlayColours {
  if (cell.kind !== 'red') return cell.kind;
  if (cell.infected === true) return 'infected';
  if (cell.counted) return 'counted';
  return cell.notCounted === 'seen-before' ? 'seenBefore' : 'border';
}

/**
 * The frame, no wider than `maxWidth` px, with every object outlined in its kind's colour and infected cells boxed.
 * `field.cells` must be in the order of `analysis.objects`.
 */
export function drawOverlay(
  frame: RgbImage,
  analysis: FieldAnalysis,
  field: CountedField,
  maxWidth = 1600,
): RgbImage {
  const shrink = Math.max(1, frame.width / maxWidth);
  const image = shrinkImage(frame, shrink);
  const colourOf = new Map<number, Colour>();
  analysis.objects.forEach((object, index) => {
    const cell = field.cells[index];
    colourOf.set(object.label, overlayColours[overlayKey(cell)]);
  });
  paintOutlines(image, analysis, shrink, colourOf);
  for (const cell of field.cells) {
    if (cell.infected === true) paintBox(image, cell, shrink, overlayColours.infected);
  }
  return image;
}

/** Area-averaged reduction by any factor ≥ 1. */
export function shrinkImage(image: RgbImage, factor: number): RgbImage {
  const width = Math.max(1, Math.floor(image.width / factor));
  const height = Math.max(1, Math.floor(image.height / factor));
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y * factor);
    const bottom = Math.max(top + 1, Math.min(image.height, Math.floor((y + 1) * factor)));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x * factor);
      const right = Math.max(left + 1, Math.min(image.width, Math.floor((x + 1) * factor)));
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let v = top; v < bottom; v++) {
        for (let u = left; u < right; u++) {
          const at = (v * image.width + u) * 3;
          red += image.data[at];
          green += image.data[at + 1];
          blue += image.data[at + 2];
        }
      }
      const pixels = (bottom - top) * (right - left);
      const at = (y * width + x) * 3;
      data[at] = Math.round(red / pixels);
      data[at + 1] = Math.round(green / pixels);
      data[at + 2] = Math.round(blue / pixels);
    }
  }
  return { width, height, data };
}

/** Colours each pixel whose object differs from its right or lower neighbour's, and that neighbour: a line two px wide. */
function paintOutlines(
  image: RgbImage,
  analysis: FieldAnalysis,
  shrink: number,
  colourOf: Map<number, Colour>,
): void {
  const { labels } = analysis;
  const labelAt = (x: number, y: number): number => {
    const u = Math.round((x + 0.5) * (shrink / labels.scale) - 0.5);
    const v = Math.round((y + 0.5) * (shrink / labels.scale) - 0.5);
    if (u < 0 || v < 0 || u >= labels.width || v >= labels.height) return 0;
    return labels.data[v * labels.width + u];
  };
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const here = labelAt(x, y);
      const right = labelAt(x + 1, y);
      const below = labelAt(x, y + 1);
      if (here === right && here === below) continue;
      const colour = colourOf.get(here !== 0 ? here : right !== 0 ? right : below);
      if (!colour) continue;
      paint(image, x, y, colour);
      if (here !== right) paint(image, x + 1, y, colour);
      if (here !== below) paint(image, x, y + 1, colour);
    }
  }
}

function paintBox(image: RgbImage, cell: FieldCell, shrink: number, colour: Colour): void {
  const margin = 4;
  const left = Math.round(cell.box.x / shrink) - margin;
  const top = Math.round(cell.box.y / shrink) - margin;
  const right = Math.round((cell.box.x + cell.box.width) / shrink) + margin;
  const bottom = Math.round((cell.box.y + cell.box.height) / shrink) + margin;
  for (let thickness = 0; thickness < 2; thickness++) {
    for (let x = left; x <= right; x++) {
      paint(image, x, top + thickness, colour);
      paint(image, x, bottom - thickness, colour);
    }
    for (let y = top; y <= bottom; y++) {
      paint(image, left + thickness, y, colour);
      paint(image, right - thickness, y, colour);
    }
  }
}

function paint(image: RgbImage, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  image.data.set(colour, (y * image.width + x) * 3);
}
