import { RingformError } from '../base/errors.js';
import { decodeImage } from '../capture/decode.js';
import { encodeJpeg } from '../capture/encode.js';
import type { Disk } from '../store/disk.js';
import { drawBoxes } from './overlay.js';
import { cellPicture, EMBEDDED, fieldPicture, GALLERY, type EmbeddedPicture } from './pictures.js';
import { overlayNumber, slideFolder } from './slide-folder.js';
import type { SlideFromStore } from './stored-slide.js';

const OVERLAY_QUALITY = 80;

/** What the disk still has of a slide's pictures, as its page shows them. */
export interface StoredPictures {
  readonly cells: readonly EmbeddedPicture[];
  readonly cellsNote?: string;
  /** By ordinal. */
  readonly overlays: ReadonlyMap<number, EmbeddedPicture>;
  readonly overlaysNote?: string;
  /** Pictures that the store names and the disk does not give, each with the reason. */
  readonly lost: readonly { readonly path: string; readonly error: RingformError }[];
}

/**
 * The close-ups with the highest scores, and up to 12 fields with their cells marked, those with most infected cells first: as the
 * count drew them, else boxes on the raw frame. A picture that cannot be read is told in `lost`, and the page goes on without it.
 */
export async function storedPictures(
  disk: Pick<Disk, 'read' | 'list'>,
  from: SlideFromStore,
): Promise<StoredPictures> {
  const reader = new PictureReader(disk);
  const { cells, kept } = await closeUps(reader, from);
  const overlays = await fieldPictures(reader, disk, from);
  const cellsNote =
    kept === 0
      ? 'No close-ups are kept of this slide: only cells called infected get one, while the disk has room.'
      : kept > cells.length
        ? `${cells.length} of the ${kept} cells of which close-ups are kept.`
        : undefined;
  const overlaysNote =
    overlays.size === 0
      ? from.fields.length === 0
        ? undefined
        : 'No pictures of the fields are kept: none were, or they gave way to newer ones.'
      : overlays.size < from.fields.length
        ? `${overlays.size} of ${from.fields.length} fields are shown: of those whose pictures are kept, the ones with most infected cells.`
        : undefined;
  return {
    cells,
    overlays,
    lost: reader.lost,
    ...(cellsNote !== undefined && { cellsNote }),
    ...(overlaysNote !== undefined && { overlaysNote }),
  };
}

/** Reads pictures and remembers those that could not be. */
class PictureReader {
  readonly lost: { path: string; error: RingformError }[] = [];

  constructor(private readonly disk: Pick<Disk, 'read'>) {}

  async read<T>(path: string, make: (bytes: Uint8Array) => Promise<T> | T): Promise<T | undefined> {
    try {
      return await make(await this.disk.read(path));
    } catch (error) {
      if (!(error instanceof RingformError)) throw error;
      this.lost.push({ path, error });
      return undefined;
    }
  }
}

async function closeUps(
  reader: PictureReader,
  { fields }: SlideFromStore,
): Promise<{ cells: EmbeddedPicture[]; kept: number }> {
  const kept = fields
    .flatMap(({ files, cells, ordinal }) =>
      files
        .filter(({ kind, removed }) => kind === 'thumbnail' && !removed)
        .flatMap(({ path, cell }) => (cell === undefined ? [] : [{ path, ordinal, cell: cells.at(cell) }])),
    )
    .sort((a, b) => (b.cell?.score ?? 0) - (a.cell?.score ?? 0));
  const pictures: EmbeddedPicture[] = [];
  for (const { path, ordinal, cell } of kept) {
    if (pictures.length === GALLERY) break;
    const picture = await reader.read(path, (bytes) =>
      cellPicture(bytes, cell?.score ?? 0, cell?.infected === true, ordinal),
    );
    if (picture) pictures.push(picture);
  }
  return { cells: pictures, kept: kept.length };
}

async function fieldPictures(
  reader: PictureReader,
  disk: Pick<Disk, 'list'>,
  { slide, fields }: SlideFromStore,
): Promise<ReadonlyMap<number, EmbeddedPicture>> {
  const folder = `${slideFolder(slide.label, slide.id)}/overlays`;
  const drawn = (await disk.list(folder)).map(({ name }) => name);
  const pictures = new Map<number, EmbeddedPicture>();
  for (const field of [...fields].sort((a, b) => b.infected - a.infected || a.ordinal - b.ordinal)) {
    if (pictures.size === EMBEDDED) break;
    const overlay = drawn.find((name) => name.startsWith(`${overlayNumber(field.ordinal)}-`));
    const frame = field.files.find(({ kind, removed }) => kind === 'frame' && !removed);
    const picture =
      overlay !== undefined
        ? await reader.read(`${folder}/${overlay}`, (jpeg) => fieldPicture(jpeg, field))
        : frame &&
          (await reader.read(frame.path, async (bytes) => {
            const boxes = drawBoxes(await decodeImage(bytes), field.cells);
            return fieldPicture(await encodeJpeg(boxes, OVERLAY_QUALITY), field);
          }));
    if (picture) pictures.set(field.ordinal, picture);
  }
  return pictures;
}
