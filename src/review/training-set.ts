import type { Moment } from '../clock/moment.js';
import { encodeWebp } from '../capture/encode.js';
import { allSlides } from '../report/find-slide.js';
import type { Disk } from '../store/disk.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';
import { writeDurably } from '../store/write-durably.js';
import { cellId } from './cell-id.js';
import { gatherCells, type LeftOutReason, type TrainingCell } from './gather-cells.js';
import { ProvenanceBuilder, type DeviceName, type Provenance } from './provenance.js';
import { trainingReadme } from './training-readme.js';
import { cutOutPath, fieldName, foldOf, slidePseudonym } from './training-names.js';

export interface TrainingSetPorts {
  readonly store: SlideStore;
  /** The data folder's. */
  readonly disk: Pick<Disk, 'read'>;
  /** The folder to be filled; empty. */
  readonly target: Disk;
}

export interface TrainingSetAbout {
  readonly version: string;
  readonly device?: DeviceName;
  readonly now: Moment;
  /** Only cells whose last review is known to be of this time (ms since 1970) or later. */
  readonly sinceMs?: number;
  /** Only these slides; all by default. */
  readonly slides?: readonly StoredSlide[];
}

/** What a training set came to hold. */
export interface WrittenTrainingSet {
  readonly cells: Readonly<Record<TrainingCell['label'], number>>;
  readonly slides: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly provenance: Provenance;
}

const COLUMNS = ['file', 'label', 'patient', 'field', 'width', 'height', 'fold', 'scale_diameter', 'cell'];

/**
 * Writes the reviewed cells on whose label their reviewers agree as a training set: cut out on black, `manifest.csv` as the training code reads
 * it, cells that are no red cells apart in `manifest-rejected.csv`, and where everything comes from. The manifest comes last: a folder
 * without one is not whole. Nothing is written where there is no cell. Rejects with StorageError.
 */
export async function writeTrainingSet(
  ports: TrainingSetPorts,
  about: TrainingSetAbout,
): Promise<WrittenTrainingSet> {
  const { store, target } = ports;
  const anchors = await store.anchors();
  const provenance = new ProvenanceBuilder(anchors);
  const rows: string[] = [];
  const rejected: string[] = [];
  const count = { parasitized: 0, uninfected: 0, 'not-a-red-cell': 0 };
  const leftOut: Partial<Record<LeftOutReason, number>> = {};
  for (const slide of about.slides ?? (await oldestFirst(store))) {
    for await (const gathered of gatherCells(ports, slide, anchors, about.sinceMs)) {
      if ('leftOut' in gathered) {
        const { reason } = gathered.leftOut;
        leftOut[reason] = (leftOut[reason] ?? 0) + 1;
        provenance.leaveOut(gathered.leftOut);
        continue;
      }
      const { cell } = gathered;
      const file = cutOutPath(cell.label, slide, cell.reviewed);
      await writeDurably(target, file, await encodeWebp(cell.image, 'lossless'));
      (cell.label === 'not-a-red-cell' ? rejected : rows).push(manifestRow(file, cell));
      count[cell.label]++;
      provenance.take(file, cell);
    }
  }
  const told = provenance.build(about);
  if (rows.length + rejected.length > 0) {
    const write = (name: string, text: string): Promise<void> =>
      writeDurably(target, name, Buffer.from(text));
    await write('provenance.json', `${JSON.stringify(told, null, 1)}\n`);
    await write('README.md', trainingReadme(told));
    await write('manifest-rejected.csv', table(rejected));
    await write('manifest.csv', table(rows));
  }
  return { cells: count, slides: told.slides.length, leftOut, provenance: told };
}

async function oldestFirst(store: SlideStore): Promise<readonly StoredSlide[]> {
  const slides: StoredSlide[] = [];
  for await (const slide of allSlides(store)) slides.push(slide);
  return slides.reverse();
}

/** Names and numbers of the program's own making: nothing in a line needs quotes. */
function manifestRow(file: string, { slide, reviewed, label, image, scaleDiameter }: TrainingCell): string {
  return [
    ...[file, label, slidePseudonym(slide), fieldName(slide, reviewed.ordinal)],
    ...[image.width, image.height, foldOf(slide), scaleDiameter.toFixed(3), cellId(reviewed)],
  ].join(',');
}

const table = (rows: readonly string[]): string => `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
