import { grouped } from '../counting/rounding.js';
import { percent, percentInterval, perMicrolitreInterval } from './numbers.js';
import type { CellsResult, Evaluation, SegmentationResult } from './schema.js';

type Row = readonly [name: string, value: string];

/** What a person wants to know of an evaluation, as plain text for a terminal of 100 columns. */
export function evaluationTable(evaluation: Evaluation): string {
  const { cells, segmentation, falsePositives, infectedFound, images, problems } = evaluation;
  const read = images.read === images.labelled ? `${images.read}` : `${images.read} of ${images.labelled}`;
  const rows: Row[] = [
    ['Folder', evaluation.folder],
    ['Layout', evaluation.recognisedBy],
    ['Images', `${read} evaluated${problems.length === 0 ? '' : `, ${problems.length} problems`}`],
    [
      'Model',
      evaluation.model ? `${evaluation.model.name} (${evaluation.model.sha256.slice(0, 12)})` : 'none',
    ],
  ];
  const parts = [aligned(rows)];
  if (cells) parts.push(aligned(cellRows(cells)), ...patientTable(cells));
  if (segmentation) parts.push(aligned(segmentationRows(segmentation)));
  if (falsePositives) {
    const { cells: n, positives, perMicrolitre, threshold } = falsePositives;
    const falseRows: Row[] = [
      [
        'False positives',
        `${grouped(positives)} of ${grouped(n)} uninfected cells at threshold ${threshold.toFixed(3)}`,
      ],
      ['  per µL', perMicrolitreInterval(perMicrolitre)],
    ];
    for (const label of falsePositives.byLabel.filter((one) => one.positives > 0).slice(0, 12)) {
      falseRows.push([`  ${label.label}`, `${label.positives} of ${grouped(label.cells)}`]);
    }
    parts.push(aligned(falseRows));
  }
  if (infectedFound && infectedFound.n + infectedFound.leftOut > 0) {
    const { n, segmented, found, share, leftOut, leftOutSeen } = infectedFound;
    const foundRows: Row[] = [
      [
        'Infected cells',
        `${found} of ${n} found ${percentInterval(share)}; ${segmented} found as cells; ${leftOut} more at the border, ${leftOutSeen} of them seen`,
      ],
      ...infectedFound.byStage.map((one): Row => [`  ${one.stage}`, `${one.found} of ${one.n}`]),
    ];
    parts.push(aligned(foundRows));
  }
  const said = [
    ...evaluation.warnings.map((warning) => `WARNING: ${warning}`),
    ...evaluation.notes.map((note) => `Note: ${note}`),
    ...intervalNote(evaluation),
    ...problems.slice(0, 8).map((problem) => `Problem: ${problem.file}: ${problem.message}`),
    ...(problems.length > 8 ? [`… and ${problems.length - 8} problems more (all are in the JSON).`] : []),
  ];
  if (said.length > 0) parts.push(said.join('\n'));
  return parts.join('\n\n');
}

function cellRows(cells: CellsResult): Row[] {
  const rows: Row[] = [
    [
      'Cells',
      `${grouped(cells.n)}: ${grouped(cells.infected)} infected, ${grouped(cells.uninfected)} uninfected`,
    ],
    [`At threshold ${cells.threshold.toFixed(3)}`, '(95 % intervals in brackets)'],
    ...rateRows(cells),
    [
      'AUC',
      cells.auc === null
        ? '–'
        : `${cells.auc.value.toFixed(4)} (${cells.auc.low.toFixed(4)}–${cells.auc.high.toFixed(4)})`,
    ],
  ];
  if (cells.atAccuracyThreshold) {
    rows.push([
      `At threshold ${cells.atAccuracyThreshold.threshold.toFixed(3)}`,
      "(the manifest's accuracy threshold)",
    ]);
    rows.push(...rateRows(cells.atAccuracyThreshold));
  }
  if (cells.calibration) {
    rows.push([
      'Calibration',
      `Brier score ${cells.calibration.brier.toFixed(4)}, expected error ${percent(cells.calibration.expectedError)}`,
    ]);
  }
  for (const { stage, n, found, share } of cells.byStage)
    rows.push([`Stage: ${stage}`, `${found} of ${n} found ${percentInterval(share)}`]);
  if (cells.leftOut.cells > 0) {
    rows.push([
      'Left out',
      `${grouped(cells.leftOut.cells)} cells of ${cells.leftOut.patients.length} patients: ${cells.leftOut.reason}`,
    ]);
  }
  return rows;
}

function rateRows(
  rates: Pick<CellsResult, 'accuracy' | 'sensitivity' | 'specificity' | 'falsePositivesPerMicrolitre'>,
): Row[] {
  return [
    ['  accuracy', percentInterval(rates.accuracy)],
    ['  sensitivity', percentInterval(rates.sensitivity)],
    ['  specificity', percentInterval(rates.specificity)],
    ['  false positives', perMicrolitreInterval(rates.falsePositivesPerMicrolitre)],
  ];
}

const patientsShown = 12;

function patientTable({ perPatient }: CellsResult): string[] {
  if (perPatient.length === 0) return [];
  const worst = [...perPatient].sort((a, b) => (a.accuracy ?? 1) - (b.accuracy ?? 1)).slice(0, patientsShown);
  const title =
    worst.length < perPatient.length
      ? `Patients: the ${worst.length} least accurate of ${perPatient.length}`
      : 'Patients';
  const head = ['patient', 'infected', 'uninfected', 'sensitivity', 'specificity', 'accuracy'];
  const rows = worst.map((one) => [
    one.patient, `${one.infected}`, `${one.uninfected}`, percent(one.sensitivity), percent(one.specificity), percent(one.accuracy),
  ]); // prettier-ignore
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [[title, line(head), ...rows.map(line)].join('\n')];
}

function segmentationRows(result: SegmentationResult): Row[] {
  const { precision, recall, f1 } = result.intervals;
  const { all, complete, withCountError } = result.images;
  const bias =
    result.countBias === null
      ? ''
      : `, bias ${result.countBias >= 0 ? '+' : ''}${(result.countBias * 100).toFixed(1)} %`;
  const rows: Row[] = [
    ['Segmentation', `${all} fields, ${complete} of them labelled completely`],
    ['  precision', percentInterval(precision)],
    ['  recall', percentInterval(recall)],
    ['  F1', percentInterval(f1)],
    ['  count error', `${percent(result.countError)} mean absolute over ${withCountError} fields${bias}`],
  ];
  if (result.marks) {
    const { n, own, shared, otherObject, missed, ownShare } = result.marks;
    rows.push([
      '  marked cells',
      `${grouped(own)} of ${grouped(n)} in a counted cell of their own ${percentInterval(ownShare)}`,
    ]);
    rows.push([
      '',
      `${shared} share a cell, ${otherObject} in an object not counted, ${missed} on background`,
    ]);
    for (const { kind, n: marks, own: alone } of result.marks.byKind)
      rows.push([`    ${kind}`, `${alone} of ${marks}`]);
  }
  return rows;
}

function intervalNote({ cells, segmentation }: Evaluation): string[] {
  const unit = cells?.clusteredBy ?? segmentation?.clusteredBy;
  if (unit === undefined || unit === 'patient') return [];
  return [
    `Note: patients are not known; intervals are over ${unit}s and do not carry differences between patients.`,
  ];
}

function aligned(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}
