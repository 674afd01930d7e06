import type { Box } from '../base/box.js';
import { RingformError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import { decodeImage } from '../capture/decode.js';
import { encodeJpeg } from '../capture/encode.js';
import { squareView } from '../report/square-view.js';
import type { Disk } from '../store/disk.js';
import type { KeptFile } from '../store/file-ledger.js';
import type { StoredField } from '../store/slide-store.js';
import { byPlace, type ScoredCell } from './rank-cells.js';

/** Side of a picture in cell diameters: the cell whole, and most of the cells around it to compare with. */
const VIEW = 2.6;
const QUALITY = 90;
/** Pictures are no larger than this, px. */
const LARGEST = 320;

/** What can be shown of a cell. */
export type CellPicture =
  /** Cut anew from the kept frame. `mark`: the cell's box in shares (0–1) of the picture's sides. */
  | { readonly from: 'frame'; readonly jpeg: Uint8Array; readonly mark: Box }
  /** The close-up that was kept when the field was counted. */
  | { readonly from: 'close-up'; readonly jpeg: Uint8Array }
  | { readonly from: 'nothing'; readonly why: string };

/**
 * A picture of each of `cells`, in the same order: cut from the kept frame, else the kept close-up, else why there is none. One frame is
 * in memory at a time. A picture that the disk does not give is no fault of the rest.
 */
export async function cellPictures(
  disk: Pick<Disk, 'read'>,
  cells: readonly ScoredCell[],
): Promise<readonly CellPicture[]> {
  const found = new Map<ScoredCell, CellPicture>();
  let opened: { ordinal: number; frame: Opened<RgbImage> } | undefined;
  for (const one of [...cells].sort(byPlace)) {
    if (opened?.ordinal !== one.ordinal)
      opened = { ordinal: one.ordinal, frame: await open(disk, frameOf(one.field), decodeImage) };
    found.set(one, await pictureOf(disk, one, opened.frame));
  }
  return cells.map((one) => found.get(one)!);
}

/** The file of a field's frame, whether it is still there or not; undefined where none was ever kept. */
export function frameOf({ files }: Pick<StoredField, 'files'>): KeptFile | undefined {
  return files.find(({ kind }) => kind === 'frame');
}

async function pictureOf(
  disk: Pick<Disk, 'read'>,
  one: ScoredCell,
  frame: Opened<RgbImage>,
): Promise<CellPicture> {
  const { field, cell } = one;
  if ('content' in frame) {
    const { image, mark } = surroundings(frame.content, field.cells[cell].box, field.cellDiameter);
    return { from: 'frame', jpeg: await encodeJpeg(image, QUALITY), mark };
  }
  const file = field.files.find((kept) => kept.kind === 'thumbnail' && kept.cell === cell);
  const closeUp = await open(disk, file, async (bytes) => {
    await decodeImage(bytes); // a damaged one must not reach the page
    return bytes;
  });
  return 'content' in closeUp
    ? { from: 'close-up', jpeg: closeUp.content }
    : { from: 'nothing', why: `frame ${frame.why}; close-up ${closeUp.why}` };
}

/** The square around a cell, shifted inwards at the frame's edge, and where the cell stands in it. */
export function surroundings(
  frame: RgbImage,
  box: Box,
  cellDiameter: number,
): { readonly image: RgbImage; readonly mark: Box } {
  const side = Math.max(VIEW * cellDiameter, 1.5 * Math.max(box.width, box.height));
  const { image, square } = squareView(frame, box, side, LARGEST);
  return {
    image,
    mark: {
      x: (box.x - square.x) / square.width,
      y: (box.y - square.y) / square.height,
      width: box.width / square.width,
      height: box.height / square.height,
    },
  };
}

/** A file's content, or in a few words why there is none. */
export type Opened<T> = { readonly content: T } | { readonly why: string };

export async function open<T>(
  disk: Pick<Disk, 'read'>,
  file: KeptFile | undefined,
  make: (bytes: Uint8Array) => Promise<T>,
): Promise<Opened<T>> {
  if (file === undefined) return { why: 'not kept' };
  if (file.removed) return { why: 'gave way to newer ones' };
  try {
    return { content: await make(await disk.read(file.path)) };
  } catch (error) {
    if (!(error instanceof RingformError)) throw error;
    return { why: `not readable (${error.code})` };
  }
}
