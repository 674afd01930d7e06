import type { RateEstimate } from '../counting/rate-estimate.js';
import type { CellBatch, CropSpec } from '../imaging/crop-spec.js';

/** What the rest of the program may know of a model, read from its manifest. */
export interface ModelCard {
  readonly name: string;
  readonly sha256: string;
  readonly crop: CropSpec;
  /** Infected when the score is at or above this. */
  readonly threshold: number;
  /** The threshold of best balanced accuracy, for figures that are compared with other classifiers; never for counting. */
  readonly accuracyThreshold?: number;
  readonly sensitivity: RateEstimate;
  /** Share of uninfected cells called infected, 1 − specificity. */
  readonly falsePositiveRate: RateEstimate;
  /** Patients whose cells the weights were fitted on: never evaluate on them without saying so. */
  readonly trainedOnPatients: readonly string[];
}

/** Scores batches of cell crops. One implementation per runtime; all pass test/classify/contract. */
export interface CellClassifier {
  readonly model: ModelCard;
  /** Infected score 0–1 for each crop, in order. Rejects with ModelError when the batch does not fit the model. */
  classify(batch: CellBatch): Promise<Float32Array>;
  close(): Promise<void>;
}
