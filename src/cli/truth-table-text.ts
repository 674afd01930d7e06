import { grouped } from '../counting/rounding.js';
import { percent, percentInterval, perMicrolitreInterval } from '../evaluate/numbers.js';
import type {
  AtThreshold,
  FailureSummary,
  HeldOutFigures,
  TruthTable,
} from '../evaluate/truth-table/document.js';
import { goalsWords, goalWords, overWords, rowWords, verdictWords } from '../evaluate/truth-table/words.js';
import { textTable } from './text-table.js';

/** Kinds of cells shown below a false-positive row; the rest is in the JSON. */
const kindsShown = 8;

/** The truth table for a terminal: what is found stands above what is called falsely, at each threshold. */
export function truthTableText(table: TruthTable): string {
  const { model, predictions, auc, calibration } = table;
  const parts = [
    ...table.warnings.map((warning) => `WARNING: ${warning}`),
    `Slide-level truth of ${model.name} ${model.version} (${model.sha256.slice(0, 12)}); intervals are 95 %`,
    ...table.thresholds.map(thresholdText),
    [
      `Held-out patients: ${grouped(predictions.cells)} cells of ${predictions.patients} patients, ${predictions.uninfectedPatients} of them uninfected`,
      `AUC ${percentInterval(auc)}`,
      `Calibration: expected error ${percent(calibration.expectedError)}, both labels weighted alike`,
      checkedLine(predictions.checked),
    ].join('\n'),
    ...failuresText(table),
    table.notes.map((note) => `Note: ${note}`).join('\n'),
    table.problems
      .slice(0, 8)
      .map(({ file, message }) => `Problem: ${file}: ${message}`)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function checkedLine(checked: TruthTable['predictions']['checked']): string {
  if (checked === null) return '';
  const { fold, cells, different, largest } = checked;
  const outcome = different === 0 ? 'as listed' : `${grouped(different)} NOT as listed`;
  return `Fold ${fold} scored again with these weights: ${grouped(cells)} cells, ${outcome} (largest difference ${largest.toFixed(5)})`;
}

function thresholdText(at: AtThreshold): string {
  const { name, threshold, found, falsePositives, heldOut } = at;
  const foundRows = found.map((row) => [
    rowWords(row),
    grouped(row.cells),
    `${grouped(row.found)}${row.notSegmented ? ` (${row.notSegmented} not cut)` : ''}`,
    percentInterval(row.share),
    overWords(row),
    goalWords(row.goal),
    verdictWords(row.goal, row.verdict, row.share.value),
  ]);
  const falseRows = falsePositives.flatMap((row) => [
    [
      rowWords(row),
      grouped(row.cells),
      grouped(row.positives),
      perMicrolitreInterval(row.perMicrolitre),
      overWords(row),
      goalWords(row.goal),
      verdictWords(row.goal, row.verdict, row.perMicrolitre.value),
    ],
    ...row.byKind
      .filter((kind) => kind.positives > 0 && row.byKind.length > 1)
      .slice(0, kindsShown)
      .map((kind) => [`    ${kind.kind}`, grouped(kind.cells), grouped(kind.positives)]),
  ]);
  const rest = ['over', 'goal', ''];
  const which = name === 'given' ? '' : ` (${name})`;
  return [
    `Threshold ${threshold}${which}`,
    textTable(['Found', 'infected', 'found', 'share', ...rest], foundRows, '<>>><><'),
    textTable(['False positives', 'uninfected', 'false', 'per µL', ...rest], falseRows, '<>>><><'),
    goalsWords(at),
    heldOutText(heldOut),
  ].join('\n\n');
}

function heldOutText({ folds, mean, all, tenthPercentile, perPatient }: HeldOutFigures): string {
  const rows = folds.map((fold) => [
    fold.fold,
    `${fold.patients}`,
    grouped(fold.cells),
    ...[fold.accuracy, fold.sensitivity, fold.specificity, fold.auc].map((value) => (100 * value).toFixed(2)),
    fold.tenthPercentile === null ? '–' : (100 * fold.tenthPercentile).toFixed(1),
  ]);
  const lines = [
    textTable(
      ['Fold', 'patients', 'cells', 'accuracy %', 'sensitivity %', 'specificity %', 'AUC %', '10th'],
      rows,
      '<>>>>>>>',
    ),
  ];
  const judged = (
    goal: Parameters<typeof goalWords>[0],
    verdict: Parameters<typeof verdictWords>[1],
    value: number,
  ) => (goal === null ? '' : `  goal ${goalWords(goal)}: ${verdictWords(goal, verdict, value)}`);
  if (mean !== null) {
    for (const [what, of] of Object.entries(mean)) {
      const spread = `standard deviation ${(100 * of.deviation).toFixed(2)}`;
      lines.push(
        `Mean of the folds, ${what}: ${(100 * of.value).toFixed(2)} % (${(100 * of.low).toFixed(1)}–${(100 * of.high).toFixed(1)}), ${spread}${judged(of.goal, of.verdict, of.value)}`,
      );
    }
  }
  lines.push(
    `All cells: accuracy ${percentInterval(all.accuracy)}, sensitivity ${percentInterval(all.sensitivity)}, specificity ${percentInterval(all.specificity)}`,
  );
  if (tenthPercentile !== null) {
    const { patients, leastCells, goal, verdict, value } = tenthPercentile;
    lines.push(
      `10th percentile of ${patients} patients' sensitivities (${leastCells} infected cells or more): ${percentInterval(tenthPercentile)}${judged(goal, verdict, value)}`,
    );
  }
  lines.push(
    `Mean over patients, each alike: sensitivity ${percentInterval(perPatient.sensitivity)}, false-positive rate ${percentInterval(perPatient.falsePositiveRate)}`,
  );
  return lines.join('\n');
}

function failuresText({ failures, thresholds }: TruthTable): string[] {
  if (failures.length === 0) return [];
  const kinds = ({ kinds: named, notNamed }: FailureSummary): string =>
    [
      ...named.map(({ kind, n }) => `${n} ${kind}`),
      ...(notNamed > 0 ? [`${notNamed} not looked at`] : []),
    ].join(', ');
  const rows = failures.map((one) => [one.set, one.group, grouped(one.n), kinds(one)]);
  return [
    `Failures at threshold ${thresholds[0].threshold}, named by eye\n\n${textTable(['set', 'what', 'n', 'kinds'], rows, '<<><')}`,
  ];
}
