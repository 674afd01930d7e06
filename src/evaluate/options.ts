import type { CellClassifier } from '../classify/classifier.js';

export interface EvaluateProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'cell' | 'field';
  /** Since the start. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Estimate from the rate so far; undefined until something is done. */
  readonly secondsLeft: number | undefined;
}

export interface EvaluateOptions {
  /** Absent: only segmentation is evaluated, and labelled cells are refused. */
  readonly classifier?: CellClassifier;
  /** Operating threshold, 0–1, instead of the manifest's. */
  readonly threshold?: number;
  /** Second threshold to give accuracy at, instead of the one that the model's manifest names for it. */
  readonly accuracyThreshold?: number;
  /** Only cells whose `fold` is this. */
  readonly fold?: string | number;
  /** Evaluate cells of patients that the weights were fitted on, too; said in the output. */
  readonly includeTrained?: boolean;
  /** At most this many cells or fields, spread evenly over the folder. */
  readonly limit?: number;
  /** Magnification of whole fields, µm per px, instead of finding the cell diameter. */
  readonly micrometresPerPixel?: number;
  /** Folder for the JSON, tables, plots and pictures; made when missing. Nothing is written without it. */
  readonly output?: string;
  /** How many of the worst fields are drawn into `output`/overlays; 0 by default. */
  readonly overlays?: number;
  readonly onProgress?: (progress: EvaluateProgress) => void;
  readonly signal?: AbortSignal;
}

/** Calls `onProgress` with rate and time left. */
export function progressReporter(
  options: EvaluateOptions,
  total: number,
  unit: 'cell' | 'field',
): (done: number) => void {
  const started = performance.now();
  return (done) => {
    options.signal?.throwIfAborted();
    const seconds = (performance.now() - started) / 1000;
    const perSecond = seconds > 0 ? done / seconds : 0;
    const secondsLeft = perSecond > 0 ? (total - done) / perSecond : undefined;
    options.onProgress?.({ done, total, unit, seconds, perSecond, secondsLeft });
  };
}
