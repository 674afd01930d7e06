import { ModelError } from '../base/errors.js';
import type { CellBatch, CropSpec } from '../imaging/crop-spec.js';

/** Throws ModelError unless the batch holds `count` crops of the model's size. */
export function checkBatch(batch: CellBatch, crop: CropSpec): void {
  const expected = batch.count * crop.size * crop.size * 3;
  if (Number.isInteger(batch.count) && batch.count >= 0 && batch.data.length === expected) return;
  throw new ModelError(
    'batch-misfit',
    `A batch of ${batch.count} cells has ${batch.data.length} bytes; this model takes ${crop.size}×${crop.size}×3 a cell, ${expected} in all.`,
    "Crop the cells by the crop settings in the model's manifest.",
  );
}
