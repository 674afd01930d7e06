import type { RgbImage } from '../base/image.js';
import { paintBox, type Colour } from '../base/paint.js';
import type { FieldAnalysis } from '../imaging/field.js';
import { paintOutlines } from '../imaging/outline.js';
import type { CountedField, FieldCell } from '../slide/counted-field.js';

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
  paintOutlines(image, analysis.labels, 1 / shrink, colourOf);
  for (const cell of field.cells) {
    if (cell.infected === true) paintBox(image, cell.box, 1 / shrink, overlayColours.infected, 4);
  }
  return image;
}

/**
 * The frame, no wider than `maxWidth` px, with a box around every object in its kind's colour: for a field of which the
 * store has boxes and no outlines. `cells` in frame px.
 */
export function drawBoxes(frame: RgbImage, cells: readonly FieldCell[], maxWidth = 1600): RgbImage {
  const shrink = Math.max(1, frame.width / maxWidth);
  const image = shrinkImage(frame, shrink);
  // Infected ones last, so that no neighbour's box runs over theirs.
  const ordered = [...cells].sort((a, b) => Number(a.infected === true) - Number(b.infected === true));
  for (const cell of ordered) {
    paintBox(image, cell.box, 1 / shrink, overlayColours[overlayKey(cell)], cell.infected === true ? 4 : 0);
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
