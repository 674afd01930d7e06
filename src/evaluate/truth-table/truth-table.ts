import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../base/errors.js';
import { areaUnderCurve } from '../../counting/rates/area-under-curve.js';
import type { CellClassifier } from '../../classify/classifier.js';
import type { Manifest } from '../../classify/manifest.js';
import type { EvaluateProgress } from '../options.js';
import type { Problem } from '../truth.js';
import { readBlocks } from './blocks.js';
import { calibrationFigures } from './calibration.js';
import { checkPredictions } from './check-predictions.js';
import type { AtThreshold, TruthTable } from './document.js';
import { worstFirst, type Failure, type Tile } from './failure.js';
import { measureFields, type MeasuredSet, type MeasureOptions } from './field-set.js';
import { heldOutFigures } from './held-out.js';
import { NamedKinds, summariseFailures } from './kinds.js';
import { readPredictions, type PredictedCell } from './predictions.js';
import { falseRow, foundRow, type RowCells } from './rows.js';
import { heldOutFailures, heldOutRows, measureElsewhere, readCells } from './single-cells.js';
import { stalenessWarnings } from './staleness.js';

/** Sets in the table's order. The two of other laboratories must be there: false positives do not stand without them. */
const crops = 'nih-cells';
const foundElsewhere = 'falciparum-elsewhere';
const fieldSets = ['nih-fields', 'normal-blood', 'abnormal-blood', 'vivax-fields'];
const needed = [foundElsewhere, 'vivax-fields'];

export interface TruthTableOptions {
  readonly classifier: CellClassifier;
  readonly manifest: Manifest;
  /** The first one's failures are pictured. */
  readonly thresholds: readonly { readonly name: AtThreshold['name']; readonly value: number }[];
  /** Per-fold predictions: file, fold, evidence. */
  readonly predictions: string;
  /** blocks.json: images trained on; nothing is left out when it is missing. */
  readonly blocks: string;
  /** kinds.csv: what failures were called by eye; may be missing. */
  readonly kinds?: string;
  /** Pictures of at most so many failures per set and group; 0: none. */
  readonly tiles: number;
  readonly onProgress?: (set: string, progress: EvaluateProgress) => void;
  readonly signal?: AbortSignal;
}

export interface TruthTableResult {
  readonly table: TruthTable;
  /** Every failure at the first threshold, worst first within a set and group. */
  readonly failures: readonly (Failure & { readonly kind?: string })[];
  readonly tiles: readonly (Tile & { readonly kind?: string })[];
}

/**
 * The slide-level truth of a model on the research images in `folder`: what is found and what is called falsely, at the same
 * thresholds, with intervals. Everything follows from the manifest, the weights and the per-fold predictions.
 *
 * Throws InputError when a set that says what is found is missing, or predictions, blocks or kinds cannot be understood.
 */
export async function truthTable(folder: string, options: TruthTableOptions): Promise<TruthTableResult> {
  const { classifier, manifest, thresholds } = options;
  const absent = (set: string): boolean => !existsSync(path.join(folder, set));
  const missing = needed.filter(absent);
  if (missing.length > 0) {
    throw new InputError(
      'found-sets-missing',
      `${folder} has no ${missing.join(' and no ')}: false positives are not told without what is found`,
      'Name the folder that holds all sets of research images.',
    );
  }
  const predicted = await readPredictions(options.predictions, manifest.calibration);
  const blocks = await readBlocks(options.blocks);
  const kinds = await NamedKinds.read(options.kinds);
  const measureOf = (set: string): MeasureOptions => ({
    classifier,
    threshold: thresholds[0].value,
    tiles: options.tiles,
    blocks,
    run: {
      onProgress: (progress) => options.onProgress?.(set, progress),
      ...(options.signal && { signal: options.signal }),
    },
  });
  const measured: MeasuredSet[] = [await measureElsewhere(folder, foundElsewhere, measureOf(foundElsewhere))];
  for (const set of fieldSets) {
    if (!absent(set)) measured.push(await measureFields(folder, set, set === 'nih-fields', measureOf(set)));
  }
  const heldOut = await measureHeldOut(folder, predicted, manifest, measureOf(crops), absent(crops));
  const found = [heldOut.found, ...measured.flatMap((set) => set.found)];
  const falsely = [...heldOut.falsely, ...measured.flatMap((set) => set.falsely)];
  const failures = [...heldOut.failures, ...measured.flatMap((set) => inOrder(set.failures))];
  const named = <T extends Failure>(failure: T): T & { kind?: string } => {
    const kind = kinds.of(failure);
    return kind === undefined ? failure : { ...failure, kind };
  };
  const table: TruthTable = {
    document: 'ringform-truth-table',
    version: 1,
    folder,
    model: { name: manifest.name, version: manifest.version, sha256: classifier.model.sha256 },
    predictions: {
      file: options.predictions,
      cells: predicted.length,
      patients: new Set(predicted.map((cell) => cell.patient)).size,
      uninfectedPatients: heldOut.uninfectedPatients,
      checked: heldOut.checked,
    },
    thresholds: thresholds.map((threshold) => atThreshold(threshold, found, falsely, predicted)),
    auc: areaUnderCurve(
      predicted.map((cell) => cell.score),
      predicted.map((cell) => cell.infected),
      predicted.map((cell) => cell.patient),
    ),
    calibration: calibrationFigures(predicted),
    sets: measured.map(({ set, images, tested, trainedOn }) => ({ set, images, tested, trainedOn })),
    failures: summariseFailures(failures, kinds),
    notes: notes(measured, fieldSets.filter(absent)),
    warnings: stalenessWarnings(predicted, manifest, heldOut.checked),
    problems: [...measured.flatMap(inSet), ...heldOut.problems],
  };
  const tiles = [...heldOut.tiles, ...measured.flatMap((set) => set.tiles)];
  return { table, failures: failures.map(named), tiles: tiles.map(named) };
}

async function measureHeldOut(
  folder: string,
  predicted: readonly PredictedCell[],
  manifest: Manifest,
  measure: MeasureOptions,
  cropsAbsent: boolean,
) {
  const { cells, problems } = cropsAbsent ? { cells: [], problems: [] } : await readCells(folder, crops);
  const fold = String(manifest.training.heldOutFold);
  const checked = await checkPredictions(predicted, cells, fold, measure.classifier, measure.run);
  const { failures, tiles } = await heldOutFailures(predicted, cells, crops, measure);
  return { ...heldOutRows(predicted, crops), checked, failures, tiles, problems };
}

function atThreshold(
  { name, value }: TruthTableOptions['thresholds'][number],
  found: readonly RowCells[],
  falsely: readonly RowCells[],
  predicted: readonly PredictedCell[],
): AtThreshold {
  return {
    name,
    threshold: value,
    found: found.flatMap((row) => foundRow(row, value) ?? []),
    falsePositives: falsely.flatMap((row) => falseRow(row, value) ?? []),
    heldOut: heldOutFigures(predicted, value, name === 'balanced'),
  };
}

function notes(measured: readonly MeasuredSet[], absent: readonly string[]): string[] {
  return [
    'Held-out patients: every crop was scored by the net that never saw its patient (crops of the patients of nih-fields are left out). All other rows: the weights named here, on cells cut by the program itself.',
    'Patients of the other sets are not known: their intervals are over images or fields and do not carry differences between patients.',
    ...(measured.some(({ set }) => set === 'nih-fields')
      ? ['nih-fields: one uninfected patient, two fields.']
      : []),
    ...measured
      .filter(({ trainedOn }) => trainedOn > 0)
      .map(
        ({ set, images, trainedOn }) =>
          `${set}: ${trainedOn} of ${images} images are set aside for training and left out; the row is the other part only.`,
      ),
    ...absent.map((set) => `${set} is not in the folder: its row is missing.`),
  ];
}

/** False positives, then misses, worst first. */
function inOrder(failures: readonly Failure[]): Failure[] {
  const group = (name: Failure['group']): Failure[] =>
    failures.filter((one) => one.group === name).sort(worstFirst);
  return [...group('false-positives'), ...group('misses')];
}

function inSet({ set, problems }: MeasuredSet): Problem[] {
  return problems.map(({ file, message }) => ({ file: `${set}/${file}`, message }));
}
