import type { CellClassifier } from '../../classify/classifier.js';
import type { EvaluateOptions } from '../options.js';
import { classifyCells } from '../run-cells.js';
import type { LabelledCell } from '../truth.js';
import type { TruthTable } from './document.js';
import type { PredictedCell } from './predictions.js';

/** Listed evidence has four decimals; a score further off is another net's. */
const tolerance = 0.001;

/**
 * Scores the fold that the weights never saw again and compares with what is listed, so that predictions of other weights or of
 * another crop convention cannot stand beside these weights' figures unnoticed. Null where the weights know the fold's patients or
 * its images are not at hand.
 */
export async function checkPredictions(
  predicted: readonly PredictedCell[],
  cells: readonly LabelledCell[],
  fold: string,
  classifier: CellClassifier,
  run: Pick<EvaluateOptions, 'onProgress' | 'signal'>,
): Promise<TruthTable['predictions']['checked']> {
  const trained = new Set(classifier.model.trainedOnPatients);
  const listed = new Map(
    predicted
      .filter((cell) => cell.fold === fold && !trained.has(cell.patient))
      .map((cell) => [cell.file, cell]),
  );
  const own = cells.filter((cell) => listed.has(cell.file));
  if (own.length === 0) return null;
  const { classified } = await classifyCells(own, classifier, run);
  const off = classified.map((cell) => Math.abs(cell.score - listed.get(cell.file)!.score));
  return {
    fold,
    cells: classified.length,
    different: off.filter((one) => one > tolerance).length,
    largest: off.reduce((most, one) => Math.max(most, one), 0),
  };
}
