import { clusteredShare } from '../rates.js';
import { linearAxis, svgPlot } from '../svg-plot.js';
import type { CalibrationFigures } from './document.js';
import { scoredCell } from './held-out.js';
import type { PredictedCell } from './predictions.js';

const binCount = 10;

/**
 * Whether scores are probabilities: ten bins of equal width and the expected calibration error (Naeini et al. 2015). The share of
 * infected cells in the set is made, not natural, and the calibration was fitted with both labels weighted alike: so they are here.
 * Intervals over patients.
 */
export function calibrationFigures(cells: readonly PredictedCell[]): CalibrationFigures {
  const infected = cells.filter((cell) => cell.infected).length;
  const weight = { infected: 0.5 / infected, clean: 0.5 / (cells.length - infected) };
  let expectedError = 0;
  const bins: CalibrationFigures['bins'] = [];
  for (let bin = 0; bin < binCount; bin++) {
    const own = cells.filter((cell) => Math.min(binCount - 1, Math.floor(cell.score * binCount)) === bin);
    if (own.length === 0) continue;
    let [total, score, positive] = [0, 0, 0];
    for (const cell of own) {
      const w = cell.infected ? weight.infected : weight.clean;
      total += w;
      score += w * cell.score;
      if (cell.infected) positive += w;
    }
    expectedError += Math.abs(score - positive);
    const share = clusteredShare(own.map(scoredCell), (cell) => cell.infected)!;
    const weighted = (p: number): number =>
      (p * weight.infected) / (p * weight.infected + (1 - p) * weight.clean);
    bins.push({
      from: bin / binCount,
      to: (bin + 1) / binCount,
      cells: own.length,
      meanScore: Math.min(1, score / total),
      infectedShare: {
        value: weighted(share.value),
        low: weighted(share.low),
        high: weighted(share.high),
      },
    });
  }
  return { expectedError, bins };
}

/** Reliability diagram, SVG: share infected against mean score, with the diagonal on which scores are probabilities. */
export function reliabilityPlot({ expectedError, bins }: CalibrationFigures, subtitle: string): string {
  const tenths = Array.from({ length: 11 }, (_, i) => i / 10);
  const axis = (title: string) => linearAxis(title, 0, 1, tenths, (value) => value.toFixed(1));
  return svgPlot({
    title: `Reliability · expected error ${(100 * expectedError).toFixed(1)} %`,
    subtitle,
    x: axis('Mean score of the bin'),
    y: axis('Share of infected cells, both labels weighted alike'),
    points: bins.map(({ meanScore, infectedShare: { value, low, high } }) => ({
      x: meanScore,
      y: value,
      low,
      high,
    })),
    marks: [],
    band: '95 % interval, over patients',
    legend: 'bottom-right',
    reference: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  });
}
