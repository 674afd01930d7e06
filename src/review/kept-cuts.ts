import { z } from 'zod';
import { decodeImage } from '../capture/decode.js';
import { encodeWebp } from '../capture/encode.js';
import { RingformError } from '../base/errors.js';
import type { Disk } from '../store/disk.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';
import { writeDurably } from '../store/write-durably.js';
import { reviewedCells } from './agreement.js';
import { cellId, type CellPlace } from './cell-id.js';
import { cutCells, type CellCut } from './cut-cells.js';

const aboutSchema = z.object({ scaleDiameter: z.number().positive(), overlap: z.number().min(0).max(1) });

/** Beside the store; frames and thumbnails, which give way, lie elsewhere. */
const folderOf = (slideId: string): string => `review/${slideId}`;

/** What came of keeping the cut-outs of a slide's reviewed cells. */
export interface KeptCuts {
  readonly kept: number;
  /** Cells that could not be cut out any more. */
  readonly without: number;
}

/**
 * Cuts out the reviewed cells of a slide that were counted and keeps them beside the store: the frames they are on give way to newer ones.
 * Those that are kept already stay as they are. Rejects with StorageError when the disk refuses.
 */
export async function keepCuts(store: SlideStore, disk: Disk, slide: StoredSlide): Promise<KeptCuts> {
  const folder = folderOf(slide.id);
  const there = new Set((await disk.list(folder)).map(({ name }) => name));
  const lacking = reviewedCells(await store.reviews(slide.id)).filter(
    (one) => !there.has(`${cellId(one)}.json`),
  );
  let [kept, without] = [0, 0];
  for (const field of await store.fields(slide.id)) {
    const here = lacking.filter(({ ordinal }) => ordinal === field.ordinal);
    if (here.length === 0) continue;
    const cells = await store.cells(slide.id, field.ordinal);
    const wanted = here.map(({ cell }) => cell).filter((cell) => cells[cell].counted);
    for (const [cell, answer] of await cutCells(disk, slide, field, cells, wanted)) {
      if (!('cut' in answer)) {
        without++;
        continue;
      }
      const { image, ...about } = answer.cut;
      const path = `${folder}/${cellId({ ordinal: field.ordinal, cell })}`;
      await writeDurably(disk, `${path}.webp`, await encodeWebp(image, 'lossless'));
      // The picture counts only with this beside it.
      await writeDurably(disk, `${path}.json`, Buffer.from(`${JSON.stringify(about)}\n`));
      kept++;
    }
  }
  return { kept, without };
}

/** A cell's kept cut-out; undefined where there is none, or none that can be read. */
export async function readKeptCut(
  disk: Pick<Disk, 'read'>,
  slide: StoredSlide,
  place: CellPlace,
): Promise<CellCut | undefined> {
  const path = `${folderOf(slide.id)}/${cellId(place)}`;
  try {
    const text = Buffer.from(await disk.read(`${path}.json`)).toString('utf8');
    const about = aboutSchema.safeParse(parsed(text)).data;
    return about && { ...about, image: await decodeImage(await disk.read(`${path}.webp`)) };
  } catch (error) {
    // Not there or not readable: the cell is then told as one without a frame.
    if (error instanceof RingformError) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
