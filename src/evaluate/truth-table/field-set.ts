import path from 'node:path';
import { InputError } from '../../base/errors.js';
import type { CellClassifier } from '../../classify/classifier.js';
import { wholeFieldUninfected, type FieldComparison } from '../compare-field.js';
import type { EvaluateOptions } from '../options.js';
import { recognise } from '../recognise.js';
import { compareFields } from '../run-fields.js';
import type { Problem } from '../truth.js';
import { trainedOn, withoutTraining, type TrainingBlocks } from './blocks.js';
import type { Failure, Tile } from './failure.js';
import { FieldFailures } from './field-failures.js';
import type { RowCells, SetCell } from './rows.js';

/** A set's cells and failures, whatever it is made of. */
export interface MeasuredSet {
  readonly set: string;
  readonly images: number;
  readonly tested: number;
  readonly trainedOn: number;
  readonly found: readonly RowCells[];
  readonly falsely: readonly RowCells[];
  readonly failures: readonly Failure[];
  readonly tiles: readonly Tile[];
  readonly problems: readonly Problem[];
}

export interface MeasureOptions {
  readonly classifier: CellClassifier;
  /** Failures are those at this threshold. */
  readonly threshold: number;
  /** Pictures of at most so many failures of each kind. */
  readonly tiles: number;
  readonly blocks: TrainingBlocks | undefined;
  readonly run: Pick<EvaluateOptions, 'onProgress' | 'signal'>;
}

/**
 * Cuts, scores and compares the whole fields of `folder`/`set`. Each field is analysed once, whatever the number of thresholds.
 * `onlyUninfectedFields`: false positives are taken from fields without any parasite only.
 */
export async function measureFields(
  folder: string,
  set: string,
  onlyUninfectedFields: boolean,
  { classifier, threshold, tiles, blocks, run }: MeasureOptions,
): Promise<MeasuredSet> {
  const truth = await recognise(path.join(folder, set));
  if (truth.of !== 'fields')
    throw new InputError(
      'set-unfit',
      `${set} holds no whole fields`,
      'Name the folder of the research images.',
    );
  const parasites = truth.labels.some((label) => label.infected === true);
  const { test, training } = withoutTraining(truth.fields, trainedOn(blocks, set), set);
  const asUninfected = (comparison: FieldComparison): boolean =>
    !onlyUninfectedFields || wholeFieldUninfected(comparison.field, parasites);
  const failures = new FieldFailures(set, threshold, classifier.model.crop, tiles, asUninfected);
  const { compared, problems } = await compareFields(test, classifier, parasites, run, (seen) =>
    failures.take(seen),
  );
  return {
    set,
    images: truth.fields.length,
    tested: compared.length,
    trainedOn: training,
    found: foundCells(set, compared),
    falsely: [
      {
        id: `false:${set}`,
        set,
        what: onlyUninfectedFields ? 'cells of uninfected fields' : 'uninfected cells',
        over: 'image',
        cells: compared.filter(asUninfected).flatMap(uninfectedIn),
      },
    ],
    failures: failures.all,
    tiles: failures.tiles,
    problems: [...truth.problems, ...problems],
  };
}

function uninfectedIn({ field, counted }: FieldComparison): SetCell[] {
  return counted.flatMap(({ uninfected, score, label }) =>
    uninfected && score !== undefined ? [{ score, cluster: field.file, kind: label }] : [],
  );
}

function foundCells(set: string, compared: readonly FieldComparison[]): RowCells[] {
  const cells = compared.flatMap(({ field, truth }) =>
    truth.flatMap(({ infected, state, score, stage }): SetCell[] =>
      infected === true && state !== 'ignored'
        ? [{ score: score ?? -1, cluster: field.file, ...(stage !== undefined && { kind: stage }) }]
        : [],
    ),
  );
  const row = (id: string, what: string, own: readonly SetCell[]): RowCells => ({
    id,
    set,
    what,
    cells: own,
    over: 'image',
    fromFields: true,
  });
  return [row(`found:${set}`, 'parasites, all stages', cells), ...byStage(cells, (stage, own) => row(`found:${set}:${stage}`, `${stage}s`, own))]; // prettier-ignore
}

const stageOrder = ['ring', 'trophozoite', 'schizont', 'gametocyte'];

/** A row for each stage that occurs, in the order of the parasite's life. */
export function byStage<T extends { readonly kind?: string }>(
  cells: readonly T[],
  row: (stage: string, own: readonly T[]) => RowCells,
): RowCells[] {
  const place = (stage: string): number =>
    stageOrder.includes(stage) ? stageOrder.indexOf(stage) : Infinity;
  const stages = [...new Set(cells.flatMap((cell) => cell.kind ?? []))].sort((a, b) =>
    place(a) < place(b) ? -1 : 1,
  );
  return stages.map((stage) => row(stage, cells.filter((cell) => cell.kind === stage))); // prettier-ignore
}
