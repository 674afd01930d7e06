import type { Box } from '../../src/base/box.js';
import type { RgbImage } from '../../src/base/image.js';
import type { FieldAnalysis, FieldObject } from '../../src/imaging/field.js';

/** A round cell with a pale middle and a dark off-centre spot, drawn with integers. Radii and places in px. */
export interface DrawnCell {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Is the middle of pixel (x, y) inside the cell? */
export function inside(cell: DrawnCell, x: number, y: number): boolean {
  return (x - cell.x) ** 2 + (y - cell.y) ** 2 < cell.radius ** 2;
}

function level(cell: DrawnCell, x: number, y: number, base: number): number {
  const fromMiddle = Math.sqrt((x - cell.x) ** 2 + (y - cell.y) ** 2) / cell.radius;
  const pallor = Math.max(0, 0.5 - fromMiddle) * 50;
  const spot = Math.sqrt((x - cell.x - 0.4 * cell.radius) ** 2 + (y - cell.y) ** 2) / cell.radius;
  return Math.round(base + pallor - Math.max(0, 0.25 - spot) * 200);
}

/** H×W×3 uint8: cells on a background of one colour. */
export function drawn(
  width: number,
  height: number,
  cells: readonly DrawnCell[],
  background: number,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = cells.find((candidate) => inside(candidate, x, y));
      [190, 120, 140].forEach((base, c) => {
        data[3 * (y * width + x) + c] = cell ? level(cell, x, y, base) : background;
      });
    }
  }
  return { width, height, data };
}

/** The analysis of drawn cells, made by hand: what a faultless segmentation at `scale` would give. */
export function drawnAnalysis(image: RgbImage, cells: readonly DrawnCell[], scale: number): FieldAnalysis {
  const width = Math.ceil(image.width / scale);
  const height = Math.ceil(image.height / scale);
  const data = new Int32Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const x = ((i % width) + 0.5) * scale - 0.5;
    const y = (Math.floor(i / width) + 0.5) * scale - 0.5;
    data[i] = cells.findIndex((cell) => inside(cell, x, y)) + 1;
  }
  const objects = cells.map((cell, i): FieldObject => {
    const { box, area } = extent(image, cell);
    return { label: i + 1, kind: 'red', counted: true, box, centre: { x: cell.x, y: cell.y }, area };
  });
  return {
    frame: { width: image.width, height: image.height },
    usableArea: { shape: 'full' },
    cellDiameter: 2 * cells[0].radius,
    objects,
    labels: { width, height, scale, data },
    quality: { ok: true, findings: [] },
    fingerprint: { points: new Float32Array(0), width: 0, height: 0, usableArea: { shape: 'full' } },
  };
}

/** The cell's box and area in whole pixels. */
export function extent(image: RgbImage, cell: DrawnCell): { box: Box; area: number } {
  let [left, top, right, bottom, area] = [image.width, image.height, -1, -1, 0];
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      if (!inside(cell, x, y)) continue;
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, area };
}

/** The cell cut out on black along its box, as the NIH archive has them. */
export function cutOut(image: RgbImage, cell: DrawnCell, margin = 0): RgbImage {
  const { box } = extent(image, cell);
  const width = box.width + 2 * margin;
  const height = box.height + 2 * margin;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = x + box.x - margin;
      const fromY = y + box.y - margin;
      if (!inside(cell, fromX, fromY)) continue;
      for (let c = 0; c < 3; c++)
        data[3 * (y * width + x) + c] = image.data[3 * (fromY * image.width + fromX) + c];
    }
  }
  return { width, height, data };
}

/** Largest difference between two arrays of the same length. */
export function furthest(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

/** Turned by 90° clockwise. */
export function turned(image: RgbImage): RgbImage {
  const { width, height, data } = image;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++)
        out[3 * (x * height + (height - 1 - y)) + c] = data[3 * (y * width + x) + c];
    }
  }
  return { width: height, height: width, data: out };
}
