import type { Interval } from '../counting/result.js';
import { grouped } from '../counting/rounding.js';
import { percent } from './numbers.js';
import { redCellsPerMicrolitre } from './rates.js';
import type { Evaluation } from './schema.js';
import { logAxis, linearAxis, svgPlot, type PlotMark, type PlotPoint } from './svg-plot.js';

const tenths = Array.from({ length: 11 }, (_, i) => i / 10);
const asPercent = (value: number): string => `${Math.round(value * 100)} %`;
/** 10000 → "10k". */
const short = (value: number): string =>
  value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : `${value}`;
const shareAxis = (title: string) => linearAxis(title, 0, 1, tenths, asPercent);

interface Operating {
  readonly name: string;
  readonly threshold: number;
  readonly colour: string;
  readonly sensitivity: Interval | null;
  readonly perMicrolitre: Interval | null;
}

/** Plots that this folder's truth allows, by file name without extension: `roc`, `false-positives`, `sensitivity`. */
export function evaluationPlots(evaluation: Evaluation): ReadonlyMap<string, string> {
  const plots = new Map<string, string>();
  const { curve } = evaluation;
  if (curve.length === 0) return plots;
  const found = curve.at(-1)!.sensitivity !== null;
  const falsely = curve.at(-1)!.falsePositiveRate !== null;
  if (found && falsely) {
    plots.set('roc', rocPlot(evaluation));
    plots.set('false-positives', falsePositivesPlot(evaluation));
  } else if (falsely) {
    plots.set('false-positives', falsePositivesByThreshold(evaluation));
  } else {
    plots.set('sensitivity', sensitivityByThreshold(evaluation));
  }
  return plots;
}

/** The thresholds in use with their exact figures (the curve is thinned). */
function operatingPoints({ cells, falsePositives, infectedFound }: Evaluation): Operating[] {
  const operating = { name: 'operating threshold', colour: '#d55e00' };
  if (cells === null) {
    if (falsePositives === null) return [];
    const { threshold, perMicrolitre } = falsePositives;
    return [{ ...operating, threshold, sensitivity: infectedFound?.share ?? null, perMicrolitre }];
  }
  const {
    threshold,
    sensitivity,
    falsePositivesPerMicrolitre: perMicrolitre,
    atAccuracyThreshold: other,
  } = cells;
  const points: Operating[] = [{ ...operating, threshold, sensitivity, perMicrolitre }];
  if (other !== null && other.threshold !== threshold) {
    points.push({
      name: 'accuracy threshold',
      threshold: other.threshold,
      colour: '#009e73',
      sensitivity: other.sensitivity,
      perMicrolitre: other.falsePositivesPerMicrolitre,
    });
  }
  return points;
}

function subtitle({ folder, model, cells, falsePositives, infectedFound }: Evaluation): string {
  const name = folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder;
  const infected = cells?.infected ?? infectedFound?.n ?? 0;
  const uninfected = cells?.uninfected ?? falsePositives?.cells ?? 0;
  return `${name} · ${model?.name ?? 'no model'} · ${grouped(infected)} infected, ${grouped(uninfected)} uninfected cells`;
}

function unitOf({ cells, falsePositives }: Evaluation): string {
  return `${cells?.clusteredBy ?? falsePositives?.clusteredBy ?? 'image'}s`;
}

function rocPlot(evaluation: Evaluation): string {
  const { curve, cells } = evaluation;
  const points: PlotPoint[] = [
    { x: 0, y: 0 },
    ...curve.map((point) => ({
      x: point.falsePositiveRate!.value,
      y: point.sensitivity!.value,
      low: point.sensitivity!.low,
      high: point.sensitivity!.high,
    })),
  ];
  const area = cells?.auc
    ? ` · AUC ${cells.auc.value.toFixed(4)} (${cells.auc.low.toFixed(4)}–${cells.auc.high.toFixed(4)})`
    : '';
  const marks = operatingPoints(evaluation).map((point): PlotMark => {
    const { name, threshold, colour, sensitivity, perMicrolitre } = point;
    const falsely = perMicrolitre!.value / redCellsPerMicrolitre;
    const label = `${name} ${threshold.toFixed(3)}: ${percent(sensitivity!.value)} found, ${percent(1 - falsely)} specific`;
    return {
      x: falsely,
      y: sensitivity!.value,
      low: sensitivity!.low,
      high: sensitivity!.high,
      label,
      colour,
    };
  });
  return svgPlot({
    title: `ROC curve${area}`,
    subtitle: subtitle(evaluation),
    x: shareAxis('Uninfected cells called infected (1 − specificity)'),
    y: shareAxis('Infected cells found (sensitivity)'),
    points,
    marks,
    band: `95 % interval of sensitivity, over ${unitOf(evaluation)}`,
    legend: 'bottom-right',
    reference: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  });
}

/** The decade below one false positive among the uninfected cells, so that "none" has a place at the edge. */
function lowestDecade(evaluation: Evaluation): number {
  const uninfected = Math.max(1, evaluation.cells?.uninfected ?? evaluation.falsePositives?.cells ?? 1);
  return Math.min(5, Math.floor(Math.log10(redCellsPerMicrolitre / uninfected) - 1e-9));
}

function falsePositivesPlot(evaluation: Evaluation): string {
  const { curve } = evaluation;
  const points = curve.map((point) => ({
    x: point.falsePositivesPerMicrolitre!,
    y: point.sensitivity!.value,
    low: point.sensitivity!.low,
    high: point.sensitivity!.high,
  }));
  const marks = operatingPoints(evaluation).map(({ name, colour, sensitivity, perMicrolitre }): PlotMark => {
    const { value, high } = perMicrolitre!;
    const label =
      value === 0
        ? `${name}: ${percent(sensitivity!.value)} found, no false one (below ${grouped(high)}/µL)`
        : `${name}: ${percent(sensitivity!.value)} found at ${grouped(value)}/µL`;
    return { x: value, y: sensitivity!.value, low: sensitivity!.low, high: sensitivity!.high, label, colour };
  });
  return svgPlot({
    title: 'Sensitivity against false positives per µL',
    subtitle: subtitle(evaluation),
    x: logAxis(
      'False parasites/µL on clean blood at 5,000,000 red cells/µL (left edge: none seen)',
      lowestDecade(evaluation),
      redCellsPerMicrolitre,
      short,
    ),
    y: shareAxis('Infected cells found (sensitivity)'),
    points,
    marks,
    band: `95 % interval of sensitivity, over ${unitOf(evaluation)}`,
    legend: 'bottom-right',
  });
}

function falsePositivesByThreshold(evaluation: Evaluation): string {
  const { curve } = evaluation;
  const points = curve.map((point) => ({
    x: point.threshold,
    y: point.falsePositivesPerMicrolitre!,
    low: point.falsePositiveRate!.low * redCellsPerMicrolitre,
    high: point.falsePositiveRate!.high * redCellsPerMicrolitre,
  }));
  const marks = operatingPoints(evaluation).map(({ name, threshold, colour, perMicrolitre }): PlotMark => {
    const { value, low, high } = perMicrolitre!;
    return {
      x: threshold,
      y: value,
      low,
      high,
      label: `${name} ${threshold.toFixed(3)}: ${grouped(value)}/µL`,
      colour,
    };
  });
  return svgPlot({
    title: 'False positives per µL by threshold',
    subtitle: subtitle(evaluation),
    x: linearAxis('Threshold of the infected score', 0, 1, tenths, (value) => value.toFixed(1)),
    y: logAxis(
      'False parasites/µL (lower edge: none seen)',
      lowestDecade(evaluation),
      redCellsPerMicrolitre,
      short,
    ),
    points,
    marks,
    band: `95 % interval of the false positives, over ${unitOf(evaluation)}`,
    legend: 'top-right',
  });
}

function sensitivityByThreshold(evaluation: Evaluation): string {
  const { curve } = evaluation;
  const points = curve.map((point) => ({
    x: point.threshold,
    y: point.sensitivity!.value,
    low: point.sensitivity!.low,
    high: point.sensitivity!.high,
  }));
  const marks = operatingPoints(evaluation).map(({ name, threshold, colour, sensitivity }): PlotMark => {
    const { value, low, high } = sensitivity!;
    return {
      x: threshold,
      y: value,
      low,
      high,
      label: `${name} ${threshold.toFixed(3)}: ${percent(value)} found`,
      colour,
    };
  });
  return svgPlot({
    title: 'Infected cells found by threshold',
    subtitle: subtitle(evaluation),
    x: linearAxis('Threshold of the infected score', 0, 1, tenths, (value) => value.toFixed(1)),
    y: shareAxis('Infected cells found (sensitivity)'),
    points,
    marks,
    band: `95 % interval of sensitivity, over ${unitOf(evaluation)}`,
    legend: 'bottom-left',
  });
}
