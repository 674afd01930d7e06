import path from 'node:path';
import { InputError } from '../../base/errors.js';
import { recognise } from '../recognise.js';
import { classifyCells } from '../run-cells.js';
import type { LabelledCell, Problem } from '../truth.js';
import { cellFailures, cellTiles } from './cell-failures.js';
import { byStage, type MeasuredSet, type MeasureOptions } from './field-set.js';
import type { Failure, Tile } from './failure.js';
import type { PredictedCell } from './predictions.js';
import type { RowCells, SetCell } from './rows.js';

/** Labelled single cells of a set. Throws InputError when the folder holds none. */
export async function readCells(
  folder: string,
  set: string,
): Promise<{ readonly cells: readonly LabelledCell[]; readonly problems: readonly Problem[] }> {
  const truth = await recognise(path.join(folder, set));
  if (truth.of === 'cells') return truth;
  throw new InputError(
    'set-unfit',
    `${set} holds no single cells`,
    'Name the folder of the research images.',
  );
}

/** Single infected cells of another laboratory: what is found, by stage, and of the stages after the rings together. */
export async function measureElsewhere(
  folder: string,
  set: string,
  { classifier, threshold, tiles, run }: MeasureOptions,
): Promise<MeasuredSet> {
  const { cells, problems: listed } = await readCells(folder, set);
  const { classified, problems } = await classifyCells(cells, classifier, run);
  const infected = classified.filter((cell) => cell.infected);
  const inRows = infected.map((cell): SetCell => ({
    score: cell.score,
    cluster: cell.field ?? cell.file,
    ...(cell.stage !== undefined && { kind: cell.stage }),
  }));
  const row = (id: string, what: string, own: readonly SetCell[]): RowCells => ({
    id: `found:${set}:${id}`,
    set,
    what,
    cells: own,
    over: 'field',
  });
  const failures = cellFailures(infected, set, threshold);
  return {
    set,
    images: cells.length,
    tested: classified.length,
    trainedOn: 0,
    found: [
      ...byStage(inRows, (stage, own) => row(stage, `${stage}s`, own)),
      row('later', 'later stages', inRows.filter((cell) => cell.kind !== undefined && cell.kind !== 'ring')), // prettier-ignore
    ],
    falsely: [],
    failures,
    tiles: await cellTiles(failures, cells, classifier.model.crop, tiles, run.signal),
    problems: [...listed, ...problems],
  };
}

/** Rows of the crops of patients that the scoring nets never saw. */
export function heldOutRows(
  predicted: readonly PredictedCell[],
  set: string,
): { readonly found: RowCells; readonly falsely: readonly RowCells[]; readonly uninfectedPatients: number } {
  const infectedPatients = new Set(predicted.filter((cell) => cell.infected).map((cell) => cell.patient));
  const row = (id: string, what: string, own: readonly PredictedCell[]): RowCells => ({
    id,
    set,
    what,
    over: 'patient',
    cells: own.map(({ score, patient }) => ({ score, cluster: patient })),
  });
  const clean = predicted.filter((cell) => !cell.infected);
  const ofUninfected = clean.filter((cell) => !infectedPatients.has(cell.patient));
  return {
    found: row(`found:${set}`, 'held-out patients', predicted.filter((cell) => cell.infected)), // prettier-ignore
    falsely: [
      row(`false:${set}:uninfected-patients`, 'held-out uninfected patients', ofUninfected),
      row(`false:${set}`, 'uninfected cells of all held-out patients', clean),
    ],
    uninfectedPatients: new Set(ofUninfected.map((cell) => cell.patient)).size,
  };
}

/** Failures of the held-out crops, with pictures where the crops are at hand. */
export async function heldOutFailures(
  predicted: readonly PredictedCell[],
  cells: readonly LabelledCell[],
  set: string,
  { classifier, threshold, tiles, run }: MeasureOptions,
): Promise<{ readonly failures: readonly Failure[]; readonly tiles: readonly Tile[] }> {
  const failures = cellFailures(predicted, set, threshold);
  // The scale of a crop was the median over the patient's predicted cells, no others.
  const files = new Set(predicted.map((cell) => cell.file));
  const known = cells.filter((cell) => files.has(cell.file));
  return { failures, tiles: await cellTiles(failures, known, classifier.model.crop, tiles, run.signal) };
}
