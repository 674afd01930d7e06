import { dateOf, type ClockAnchor, type OrderedMoment } from '../clock/dating.js';
import type { Disk } from '../store/disk.js';
import type { CellLabel } from '../store/review-ledger.js';
import type { SlideStore, StoredCell, StoredField, StoredSlide } from '../store/slide-store.js';
import { jointWord, reviewedCells, type ReviewedCell } from './agreement.js';
import { cutCells, type CellCut, type CutOrNot } from './cut-cells.js';
import { readKeptCut } from './kept-cuts.js';

/** Why a reviewed cell is not in the training set. */
export type LeftOutReason =
  /** A reviewer said that they were. */
  | 'unsure'
  | 'disagreed'
  /** Its last review lies before the date asked for, or cannot be dated. */
  | 'not-since'
  /** Cut by the border, seen in an earlier field, or never taken for a red cell. */
  | 'not-counted'
  | Extract<CutOrNot, { reason: string }>['reason'];

export interface LeftOut {
  readonly slide: StoredSlide;
  readonly reviewed: ReviewedCell;
  readonly reason: LeftOutReason;
  /** More about it, in a few words. */
  readonly detail?: string;
}

/** A reviewed cell with its picture for training. */
export interface TrainingCell extends CellCut {
  readonly slide: StoredSlide;
  readonly reviewed: ReviewedCell;
  readonly label: Exclude<CellLabel, 'unsure'>;
  readonly stored: StoredCell;
  /** Cut from the frame now, or when the review was taken in. */
  readonly cutFrom: 'frame' | 'review';
}

export type Gathered = { readonly cell: TrainingCell } | { readonly leftOut: LeftOut };

/**
 * The reviewed cells of a slide, each cut from its kept frame by a fresh analysis under the slide's own settings, or why not. One frame is in
 * memory at a time. `sinceMs`: only cells whose last review is known to be of that time (ms since 1970) or later. Rejects with StorageError.
 */
export async function* gatherCells(
  { store, disk }: { readonly store: SlideStore; readonly disk: Pick<Disk, 'read'> },
  slide: StoredSlide,
  anchors: readonly ClockAnchor[],
  sinceMs?: number,
): AsyncGenerator<Gathered, void> {
  const reviewed = reviewedCells(await store.reviews(slide.id));
  if (reviewed.length === 0) return;
  for (const field of await store.fields(slide.id)) {
    const here = reviewed.filter(({ ordinal }) => ordinal === field.ordinal);
    if (here.length === 0) continue;
    const cells = await store.cells(slide.id, field.ordinal);
    const agreed: (ReviewedCell & { label: TrainingCell['label'] })[] = [];
    for (const one of here) {
      const verdict = admitted(one, cells, anchors, sinceMs);
      if (verdict.in) agreed.push({ ...one, label: verdict.label });
      else yield { leftOut: { slide, reviewed: one, reason: verdict.reason } };
    }
    if (agreed.length > 0) yield* cutField(disk, slide, field, cells, agreed);
  }
}

function admitted(
  one: ReviewedCell,
  cells: readonly StoredCell[],
  anchors: readonly ClockAnchor[],
  sinceMs: number | undefined,
): { in: true; label: TrainingCell['label'] } | { in: false; reason: LeftOutReason } {
  const word = jointWord(one);
  if (word === 'unsure' || word === 'disagreed') return { in: false, reason: word };
  if (!cells[one.cell].counted) return { in: false, reason: 'not-counted' };
  const last = one.reviews.reduce((a, b) => (a.sequence > b.sequence ? a : b));
  if (sinceMs !== undefined && !isSince(last, anchors, sinceMs)) return { in: false, reason: 'not-since' };
  return { in: true, label: word };
}

function isSince(event: OrderedMoment, anchors: readonly ClockAnchor[], sinceMs: number): boolean {
  const dated = dateOf(event, anchors);
  return (
    (dated.kind === 'known' && dated.wallClockMs >= sinceMs) ||
    ('earliestMs' in dated && dated.earliestMs >= sinceMs)
  );
}

/** From the frame while there is one, so that the mask is today's; else as it was cut when it was reviewed. */
async function* cutField(
  disk: Pick<Disk, 'read'>,
  slide: StoredSlide,
  field: StoredField,
  cells: readonly StoredCell[],
  agreed: readonly (ReviewedCell & { readonly label: TrainingCell['label'] })[],
): AsyncGenerator<Gathered, void> {
  const wanted = agreed.map(({ cell }) => cell);
  const answers = await cutCells(disk, slide, field, cells, wanted);
  for (const { label, ...reviewed } of agreed) {
    const answer = answers.get(reviewed.cell)!;
    const now = 'cut' in answer ? answer.cut : undefined;
    const cut = now ?? (await readKeptCut(disk, slide, reviewed));
    const stored = cells[reviewed.cell];
    if (cut !== undefined)
      yield { cell: { slide, reviewed, label, stored, ...cut, cutFrom: now ? 'frame' : 'review' } };
    else if (!('cut' in answer)) yield { leftOut: { slide, reviewed, ...answer } };
  }
}
