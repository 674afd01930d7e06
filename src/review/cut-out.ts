import { iou } from '../base/box.js';
import type { RgbImage } from '../base/image.js';
import { cutOutDiameter } from '../imaging/crop.js';
import { equivalentDiameter } from '../imaging/crop-mask.js';
import type { FieldAnalysis, FieldObject } from '../imaging/field.js';
import type { StoredCell } from '../store/slide-store.js';

/** A cell is found again when its box overlaps the stored one this much: a frame kept as JPEG moves an edge by a pixel or two. */
const LEAST_OVERLAP = 0.7;
/** Cut-outs begin and end at multiples of this, so that halving one gives the very pixels that halving the frame gives. */
const GRID = 8;
/** Reading the mask back from black must give its diameter to within this share, else black parts of the cell were lost. */
const MASK_TOLERANCE = 0.01;

/** An analysis of the kept frame, with the objects that the stored cells are. */
export interface FoundAgain {
  /** With the stored cells' word on what is counted: it decides the scale of the field's crops. */
  readonly analysis: FieldAnalysis;
  /** The object of a stored cell by its index, and how well their boxes overlap (0–1). */
  readonly objects: ReadonlyMap<number, { readonly object: FieldObject; readonly overlap: number }>;
}

/** Finds the cells of a stored field in a fresh analysis of its frame: each the object whose box overlaps its own best. Pure. */
export function findAgain(fresh: FieldAnalysis, cells: readonly StoredCell[]): FoundAgain {
  const pairs = cells
    .flatMap((cell, index) =>
      fresh.objects.map((object) => ({ index, object, overlap: iou(cell.box, object.box) })),
    )
    .filter(({ overlap }) => overlap >= LEAST_OVERLAP)
    .sort((a, b) => b.overlap - a.overlap);
  const found = new Map<number, { object: FieldObject; overlap: number }>();
  const cellOf = new Map<number, StoredCell>();
  for (const { index, object, overlap } of pairs) {
    if (found.has(index) || cellOf.has(object.label)) continue;
    found.set(index, { object, overlap });
    cellOf.set(object.label, cells[index]);
  }
  const objects = fresh.objects.map((object): FieldObject => {
    const stored = cellOf.get(object.label);
    return stored === undefined ? object : { ...object, counted: stored.counted };
  });
  return { analysis: { ...fresh, objects }, objects: found };
}

/**
 * One object cut out on black, at the frame's resolution: every pixel of the label map that is the object's own, as in the frame; all
 * others black. Undefined where the mask could not be read back from it, because parts of the object are black themselves.
 */
export function cutOnBlack(
  frame: RgbImage,
  { labels }: FieldAnalysis,
  { box, label }: FieldObject,
): RgbImage | undefined {
  const [left, top] = [box.x, box.y].map((edge) => Math.max(0, Math.floor((edge - 2) / GRID) * GRID));
  const right = Math.min(frame.width, Math.ceil((box.x + box.width + 2) / GRID) * GRID);
  const bottom = Math.min(frame.height, Math.ceil((box.y + box.height + 2) / GRID) * GRID);
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height * 3);
  let area = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.min(labels.height - 1, Math.floor((top + y) / labels.scale)) * labels.width;
    for (let x = 0; x < width; x++) {
      const column = Math.min(labels.width - 1, Math.floor((left + x) / labels.scale));
      if (labels.data[row + column] !== label) continue;
      const from = ((top + y) * frame.width + left + x) * 3;
      data.set(frame.data.subarray(from, from + 3), (y * width + x) * 3);
      area++;
    }
  }
  const image = { width, height, data };
  const diameter = equivalentDiameter(area);
  return Math.abs(cutOutDiameter(image) - diameter) <= MASK_TOLERANCE * diameter ? image : undefined;
}
