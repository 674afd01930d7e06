/** A tensor's batch of crops: N×H×W×3 uint8, NHWC, contiguous. */
export interface CellBatch {
  readonly count: number;
  readonly data: Uint8Array;
}

/** How a cell becomes a crop; `crop` in a model's manifest, obeyed by imaging/crop. */
export interface CropSpec {
  /** Crop height and width, px. */
  readonly size: number;
  /** Pixels that one field-median cell diameter spans in the crop. */
  readonly diameter: number;
  /** Name of the colour and mask convention; imaging refuses one it does not know. */
  readonly convention: string;
}

/** Beta-distributed rate between patients: mean and overdispersion as Beta(alpha, beta), with a 95 % interval of the mean. */
export interface RateEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Patients and cells that the estimate rests on. */
  readonly patients: number;
  readonly cells: number;
  /** Beta distribution of one new patient's rate: spread between patients and uncertainty of the mean together. */
  readonly alpha: number;
  readonly beta: number;
}

/** What the rest of the program may know of a model, read from its manifest. */
export interface ModelCard {
  readonly name: string;
  readonly sha256: string;
  readonly crop: CropSpec;
  /** Infected when the score is at or above this. */
  readonly threshold: number;
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
