import { createHash } from 'node:crypto';
import { encodeJpeg, encodePng } from '../../src/capture/encode.js';
import type { RgbImage } from '../../src/base/image.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { countedCells } from '../../src/imaging/crop.js';
import { DEFAULT_OPTICS } from '../../src/simulate/optics.js';
import { rasterStop } from '../../src/simulate/raster.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';
import { addToCount, concludeField, emptyCount, judgeField } from '../../src/slide/slide-count.js';
import type { CellLabel, NewCellReview } from '../../src/store/review-ledger.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import type { VirtualDisk } from '../../src/store/virtual-disk.js';
import { writeDurably } from '../../src/store/write-durably.js';
import { momentNumber, slideId, slideStart } from '../store/fixtures.js';

export const THRESHOLD = 0.9;

/** One field of a rendered slide; `micrometresPerPixel` 0.15 gives cells of 50 px. */
export function renderedFrame(index: number, micrometresPerPixel = 0.15): RgbImage {
  const optics = { ...DEFAULT_OPTICS, width: 900, height: 700, micrometresPerPixel };
  return renderField(renderSlide({ seed: 5, parasitaemia: 0.05 }), optics, rasterStop(optics, index)).image;
}

/** A score that depends on nothing but the place: the classifier is not what is tested here. */
const scoreAt = (ordinal: number, i: number): number =>
  createHash('sha256').update(`${ordinal} ${i}`).digest().readUInt16BE(0) / 65535;

export interface KeptSlide {
  readonly n: number;
  readonly label?: string;
  readonly frames: readonly RgbImage[];
  /** How frames are kept: as they were, as the device keeps them, or not at all. */
  readonly keep: 'png' | 'jpeg' | 'no';
}

/** Counts frames into the store as the device does, frames kept on `disk`; gives the index of every counted cell by field. */
export async function keepSlide(
  store: SlideStore,
  disk: VirtualDisk,
  { n, label, frames, keep }: KeptSlide,
): Promise<readonly (readonly number[])[]> {
  const id = slideId(n);
  await store.startSlide({
    ...slideStart(n, { threshold: THRESHOLD }),
    ...(label !== undefined && { label }),
  });
  const counted: number[][] = [];
  let count = emptyCount;
  for (const [ordinal, frame] of frames.entries()) {
    const judged = judgeField(count, analyseField(frame));
    const cells = judged.accepted ? countedCells(judged.analysis) : [];
    const scores = Float32Array.from(cells, (_, i) => scoreAt(ordinal, i));
    const about = { ordinal, name: `Jane Doe ${ordinal}.png`, timing: { imagingMs: 1, classifyMs: 1 } };
    const field = concludeField(judged, scores, THRESHOLD, about);
    const path = `frames/${n}-${ordinal}`;
    const bytes =
      keep === 'no' ? undefined : await (keep === 'png' ? encodePng(frame) : encodeJpeg(frame, 90));
    if (bytes) await writeDurably(disk, path, bytes);
    await store.commitField(id, {
      ...field,
      at: momentNumber(ordinal),
      files: bytes ? [{ kind: 'frame', path, bytes: bytes.length }] : [],
    });
    count = addToCount(count, judged, field);
    counted.push(field.cells.flatMap((cell, i) => (cell.counted ? [i] : [])));
  }
  return counted;
}

export function word(
  ordinal: number,
  cell: number,
  label: CellLabel,
  reviewer = 'Amina',
  change: Partial<NewCellReview> = {},
): NewCellReview {
  return { ordinal, cell, label, reviewer, note: '', blind: true, at: momentNumber(3), ...change };
}
