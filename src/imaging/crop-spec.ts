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
