import { fitBetaBinomial } from '../../counting/rates/fit-beta-binomial.js';
import type { RateEstimate } from '../../counting/rate-estimate.js';
import type { Manifest } from '../../classify/manifest.js';
import { groupBy } from '../../base/group-by.js';
import type { TruthTable } from './document.js';
import type { PredictedCell } from './predictions.js';

/** Rates that differ by more than this share of themselves were not measured on these predictions. */
const tolerance = 0.01;

/** Whether manifest, weights and predictions belong together; a sentence for each sign that they do not. */
export function stalenessWarnings(
  predicted: readonly PredictedCell[],
  manifest: Manifest,
  checked: TruthTable['predictions']['checked'],
): string[] {
  const warnings: string[] = [];
  const fold = manifest.training.heldOutFold;
  if (checked === null) {
    warnings.push(
      `Not checked that the predictions are these weights': no image of fold ${fold} is here that they never saw.`,
    );
  } else if (checked.different > 0) {
    warnings.push(
      `The predictions are not those of these weights: of ${checked.cells} cells of fold ${checked.fold}, ${checked.different} score differently here (by up to ${checked.largest.toFixed(3)}). Make them again before the held-out rows are used.`,
    );
  }
  for (const name of ['operating', 'balanced'] as const) {
    const point = manifest[name];
    const parts = [
      ['sensitivity', point.sensitivity, true],
      ['false-positive rate', point.falsePositiveRate, false],
    ] as const;
    for (const [what, stated, infected] of parts) {
      const value = meanRate(predicted, point.value, infected);
      if (differs(stated, value)) {
        warnings.push(
          `The manifest's ${name} ${what} (${(100 * stated.value).toFixed(2)} %) is not that of these predictions (${(100 * value).toFixed(2)} %).`,
        );
      }
    }
  }
  return warnings;
}

function meanRate(predicted: readonly PredictedCell[], threshold: number, infected: boolean): number {
  const own = predicted.filter((cell) => cell.infected === infected);
  const counts = [...groupBy(own, (cell) => cell.patient).values()].map((group) => ({
    cells: group.length,
    positives: group.filter((cell) => cell.score >= threshold).length,
  }));
  return fitBetaBinomial(counts).value;
}

function differs(stated: RateEstimate, value: number): boolean {
  return Math.abs(stated.value - value) > tolerance * stated.value;
}
