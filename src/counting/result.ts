/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Red cells looked at for dark dots (stain deposits), cells called infected left out, and those that carry one or more. */
export interface DotCount {
  readonly cells: number;
  readonly dotted: number;
}

/** What the stain's deposits mean for a result. */
export interface StainVerdict {
  /** Share of the red cells looked at that carry dots, 0–1. */
  readonly dotted: number;
  /** So many that a new slide should be made. */
  readonly dirty: boolean;
  /** How many times the usual false positives were allowed for; 1 when the interval is that of any slide. */
  readonly falsePositives: number;
}

/** Counts of one slide so far. */
export interface Tally {
  readonly fields: number;
  /** Red cells counted. */
  readonly redCells: number;
  /** Of them, cells the classifier called infected (raw, uncorrected). */
  readonly infected: number;
  /** What the last field added; tells a sequential rule where it stood one field earlier. `addField` sets it. */
  readonly lastField?: { readonly redCells: number; readonly infected: number };
  /** Over the fields whose cells were large enough to look for dots; absent without any. */
  readonly dots?: DotCount;
}

/**
 * - `positive`: the interval lies above zero.
 * - `not-seen`: no infected cell called; the upper bound says what that excludes.
 * - `unclear`: cells were called infected, but no more than false alarms can explain.
 * - `no-result`: too little was counted to say anything.
 */
export type Verdict = 'positive' | 'not-seen' | 'unclear' | 'no-result';

/** What the display shows and the store keeps. */
export interface SlideResult extends Tally {
  readonly verdict: Verdict;
  /** Infected share of red cells corrected for the classifier, 0–1, with 95 % interval. */
  readonly parasitaemia: Interval;
  /** Parasites per µL of blood. */
  readonly perMicrolitre: Interval;
  /** Red cells/µL used, and where it came from. */
  readonly redCellsPerMicrolitre: { readonly value: number; readonly source: 'assumed' | 'measured' };
  readonly severity: 'none' | 'above-2-percent' | 'above-10-percent';
  /** Absent where too few cells were looked at for dots. */
  readonly stain?: StainVerdict;
  readonly stopped: 'precision-reached' | 'cell-limit' | 'no-more-fields' | 'ended-early' | 'still-counting';
  /** Plain sentences, most important first; the last is always the confirm-by-microscopist line. */
  readonly wording: readonly string[];
}
