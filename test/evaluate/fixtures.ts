import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { encodeJpeg, encodePng, encodeWebp } from '../../src/capture/encode.js';
import type { CellClassifier, ModelCard } from '../../src/classify/classifier.js';
import type { FieldAnalysis, FieldObject } from '../../src/imaging/field.js';

/** A round cell; an infected one has a dark spot off its middle. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly infected?: boolean;
}

/** H×W×3 uint8: discs on a plain ground, without any help from the program's own renderer. */
export function discs(
  width: number,
  height: number,
  cells: readonly Disc[],
  ground = [226, 218, 224],
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(ground, 3 * i);
  for (const { x, y, radius, infected } of cells) {
    for (let v = Math.max(0, Math.floor(y - radius)); v < Math.min(height, y + radius + 1); v++) {
      for (let u = Math.max(0, Math.floor(x - radius)); u < Math.min(width, x + radius + 1); u++) {
        if ((u - x) ** 2 + (v - y) ** 2 >= radius ** 2) continue;
        const spot = (u - x - radius / 3) ** 2 + (v - y) ** 2 < (radius / 4) ** 2;
        data.set(infected === true && spot ? [80, 30, 120] : [190, 130, 150], 3 * (v * width + u));
      }
    }
  }
  return { width, height, data };
}

/** Cells on a grid with room around each: `columns` × `rows` in 640×480, whole and apart; every fifth is infected where asked. */
export function grid(columns: number, rows: number, radius = 17, infectedEvery = Infinity): Disc[] {
  return Array.from({ length: columns * rows }, (_, i) => ({
    x: Math.round(((i % columns) + 0.5) * (640 / columns)),
    y: Math.round((Math.floor(i / columns) + 0.5) * (480 / rows)),
    radius,
    infected: i % infectedEvery === infectedEvery - 1,
  }));
}

/** Truth box of a disc as [x, y, width, height]. */
export function boxOf({ x, y, radius }: Disc): [number, number, number, number] {
  return [x - radius, y - radius, 2 * radius, 2 * radius];
}

/** boxes.csv for fields of discs. */
export function boxesCsv(fields: Readonly<Record<string, readonly Disc[]>>): string {
  const rows = Object.entries(fields).flatMap(([name, cells]) =>
    cells.map((cell) => [name, cell.infected === true ? 'ring' : 'red_blood_cell', ...boxOf(cell)].join(',')),
  );
  return ['image,label,x,y,width,height', ...rows].join('\n');
}

/** A folder for one test, gone with it, holding `files` (folders are made as needed). */
export async function folderOf(
  files: Readonly<Record<string, string | RgbImage | Uint8Array>>,
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-evaluate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(
      full,
      typeof content === 'object' && 'width' in content ? await encoded(name, content) : content,
    );
  }
  return folder;
}

function encoded(name: string, image: RgbImage): Promise<Uint8Array> {
  if (/\.jpe?g$/i.test(name)) return encodeJpeg(image, 95);
  return /\.webp$/i.test(name) ? encodeWebp(image, 'lossless') : encodePng(image);
}

/** One cell cut out on black, about 60 px, as the NIH archive has them. */
export function cutOutCell(infected: boolean, radius = 26): RgbImage {
  const side = 2 * radius + 8;
  return discs(side, side, [{ x: side / 2, y: side / 2, radius, infected }], [0, 0, 0]);
}

/** One cell with a margin of its surroundings. */
export function surroundedCell(infected: boolean, radius = 26): RgbImage {
  const side = 2 * radius + 4;
  return discs(side, side, [{ x: side / 2, y: side / 2, radius, infected }]);
}

const rate = { value: 0.5, low: 0.1, high: 0.9, patients: 2, cells: 10, alpha: 1, beta: 1 };

/** Scores a crop by its darkest pixel in green: about 0.8 with a disc's spot, about 0 without. */
export function darkestPixel(card: Partial<ModelCard> = {}): CellClassifier {
  const crop = { size: 48, diameter: 36, convention: 'median-150' };
  return {
    model: {
      name: 'darkest pixel',
      sha256: 'f'.repeat(64),
      crop,
      threshold: 0.5,
      sensitivity: rate,
      falsePositiveRate: rate,
      trainedOnPatients: [],
      ...card,
    },
    classify({ count, data }) {
      const bytes = crop.size * crop.size * 3;
      const scores = Float32Array.from({ length: count }, (_, i) => {
        let darkest = 255;
        for (let k = i * bytes + 1; k < (i + 1) * bytes; k += 3) darkest = Math.min(darkest, data[k]);
        return Math.max(0, 1 - darkest / 150);
      });
      return Promise.resolve(scores);
    },
    close: () => Promise.resolve(),
  };
}

/** An analysis made by hand: objects are filled boxes in a label map at full scale. */
export function analysisOf(
  width: number,
  height: number,
  objects: readonly (Pick<FieldObject, 'box'> & Partial<FieldObject>)[],
): FieldAnalysis {
  const data = new Int32Array(width * height);
  const all = objects.map((object, i): FieldObject => {
    const { box } = object;
    const label = i + 1;
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++) data[y * width + x] = label;
    }
    const centre = { x: box.x + (box.width - 1) / 2, y: box.y + (box.height - 1) / 2 };
    return { label, kind: 'red', counted: true, centre, area: box.width * box.height, ...object };
  });
  return {
    frame: { width, height },
    usableArea: { shape: 'full' },
    cellDiameter: 20,
    objects: all,
    labels: { width, height, scale: 1, data },
    quality: { ok: true, findings: [] },
    fingerprint: { points: new Float32Array(0), width: 0, height: 0, usableArea: { shape: 'full' } },
  };
}
