import { dateOf, type ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import { dateWords, writtenWords } from '../report/date-words.js';
import type { CellReview } from '../store/review-ledger.js';
import type { StoredSlide } from '../store/slide-store.js';
import { agreement, type PairAgreement, type ReviewedCell } from './agreement.js';
import { cellId } from './cell-id.js';
import type { LeftOut, LeftOutReason, TrainingCell } from './gather-cells.js';
import { foldOf, slidePseudonym } from './training-names.js';

/** What the configuration calls the device, and where it stands. */
export interface DeviceName {
  readonly name: string;
  readonly site: string | null;
}

/** One reviewer's word as the export tells it; notes stay on the device, they may name a person. */
export interface ToldReview {
  readonly reviewer: string;
  readonly label: CellReview['label'];
  readonly blind: boolean;
  /** In words: a date only where a trusted clock vouches for it. */
  readonly when: string;
  /** ISO 8601, UTC; null where it is not known. */
  readonly date: string | null;
}

interface ToldCell {
  /** Its slide's pseudonym and its name within the slide. */
  readonly patient: string;
  readonly cell: string;
  readonly reviews: readonly ToldReview[];
}

/** Where a training set comes from: `provenance.json`. */
export interface Provenance {
  readonly schema: 1;
  readonly program: { readonly name: 'ringform'; readonly version: string };
  /** By its configuration; null where that was not at hand. */
  readonly device: DeviceName | null;
  readonly written: string | null;
  readonly since: string | null;
  /** Cells as counted; each slide with the weights that counted it. */
  readonly slides: readonly {
    readonly patient: string;
    readonly fold: number;
    readonly model: StoredSlide['model'];
    readonly threshold: number | null;
    readonly begun: string;
    readonly cells: number;
  }[];
  readonly reviewers: readonly { readonly name: string; readonly cells: number }[];
  /** Over all reviewed cells that were looked at for this export, left out or not. */
  readonly agreement: {
    readonly cellsOfSeveral: number;
    readonly pairs: readonly PairAgreement[];
  };
  readonly cells: readonly (ToldCell & {
    readonly file: string;
    readonly label: TrainingCell['label'];
    /** What the device said of it, at the slide's threshold; null where it was not asked. */
    readonly device: { readonly score: number | null; readonly infected: boolean | null };
    /** Overlap (0–1) of the box that was stored and that of the object cut out. */
    readonly overlap: number;
    readonly scaleDiameter: number;
    /** Cut from the kept frame at the export, or, the frame being gone, when the review was taken in. */
    readonly cutFrom: TrainingCell['cutFrom'];
  })[];
  readonly leftOut: readonly (ToldCell & { readonly reason: LeftOutReason; readonly detail?: string })[];
}

/** Collects what the export tells of every cell. */
export class ProvenanceBuilder {
  readonly #slides = new Map<StoredSlide, number>();
  readonly #reviewed: ReviewedCell[] = [];
  readonly #cells: Provenance['cells'][number][] = [];
  readonly #leftOut: Provenance['leftOut'][number][] = [];

  constructor(private readonly anchors: readonly ClockAnchor[]) {}

  take(file: string, cell: TrainingCell): void {
    const { slide, reviewed, label, stored, overlap, scaleDiameter, cutFrom } = cell;
    this.#slides.set(slide, (this.#slides.get(slide) ?? 0) + 1);
    this.#reviewed.push(reviewed);
    const device = { score: stored.score, infected: stored.infected };
    const [shared, scale] = [overlap, scaleDiameter].map((value) => Number(value.toFixed(4)));
    this.#cells.push({
      ...{ file, label, ...this.#told(slide, reviewed), device },
      ...{ overlap: shared, scaleDiameter: scale, cutFrom },
    });
  }

  leaveOut({ slide, reviewed, reason, detail }: LeftOut): void {
    this.#reviewed.push(reviewed);
    const told = this.#told(slide, reviewed);
    this.#leftOut.push({ ...told, reason, ...(detail !== undefined && { detail }) });
  }

  build(about: {
    readonly version: string;
    readonly device?: DeviceName;
    readonly now: Moment;
    readonly sinceMs?: number;
  }): Provenance {
    const names = this.#reviewed.flatMap(({ reviews }) => reviews.map(({ reviewer }) => reviewer));
    return {
      schema: 1,
      program: { name: 'ringform', version: about.version },
      device: about.device ?? null,
      written: writtenWords(about.now) ?? null,
      since: about.sinceMs === undefined ? null : new Date(about.sinceMs).toISOString(),
      slides: [...this.#slides].map(([slide, cells]) => ({
        patient: slidePseudonym(slide),
        fold: foldOf(slide),
        model: slide.model,
        threshold: typeof slide.settings['threshold'] === 'number' ? slide.settings['threshold'] : null,
        begun: dateWords(slide, this.anchors),
        cells,
      })),
      reviewers: [...new Set(names)].sort().map((name) => ({
        name,
        cells: names.filter((other) => other === name).length,
      })),
      agreement: {
        cellsOfSeveral: this.#reviewed.filter(({ reviews }) => reviews.length > 1).length,
        pairs: agreement(this.#reviewed),
      },
      cells: this.#cells,
      leftOut: this.#leftOut,
    };
  }

  #told(slide: StoredSlide, reviewed: ReviewedCell): ToldCell {
    const reviews = reviewed.reviews.map((review) => {
      const { reviewer, label, blind } = review;
      const dated = dateOf(review, this.anchors);
      const date = dated.kind === 'known' ? new Date(dated.wallClockMs).toISOString() : null;
      return { reviewer, label, blind, when: dateWords(review, this.anchors), date };
    });
    return { patient: slidePseudonym(slide), cell: cellId(reviewed), reviews };
  }
}
