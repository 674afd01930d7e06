import { InputError, UsageError } from '../base/errors.js';
import type { CellClassifier } from '../classify/classifier.js';
import { chooseCells, spread } from './choose.js';
import type { FieldComparison } from './compare-field.js';
import type { EvaluationDetails } from './details.js';
import type { EvaluateOptions } from './options.js';
import { operatingCurve } from './rates.js';
import { recognise } from './recognise.js';
import { classifyCells } from './run-cells.js';
import { compareFields } from './run-fields.js';
import type { Evaluation } from './schema.js';
import { summariseCells, toScored } from './summarise-cells.js';
import {
  infectedCells,
  summariseFalsePositives,
  summariseInfectedFound,
  summariseSegmentation,
  uninfectedCells,
} from './summarise-fields.js';
import type { CellTruth, FieldTruth, Problem, Truth } from './truth.js';
import { prepareOutput, writeEvaluation } from './write.js';

/**
 * Evaluates a folder of labelled cells or fields in any layout that `knownLayouts` names, and writes the results when
 * `options.output` is given.
 *
 * Throws InputError when the layout is not understood, a table lacks a column or no image can be read; UsageError when the options
 * do not fit the folder; ModelError when the model cannot be used; StorageError when the output folder cannot be written.
 */
export async function evaluateFolder(folder: string, options: EvaluateOptions): Promise<Evaluation> {
  checkOptions(options);
  // Before an hour's work, not after it.
  if (options.output !== undefined) await prepareOutput(options.output);
  const truth = await recognise(folder);
  const { evaluation, details } =
    truth.of === 'cells'
      ? await evaluateCells(folder, truth, options)
      : await evaluateFields(folder, truth, options);
  if (options.output !== undefined) await writeEvaluation(options.output, evaluation, details, options);
  return evaluation;
}

interface Evaluated {
  readonly evaluation: Evaluation;
  readonly details: EvaluationDetails;
}

async function evaluateCells(folder: string, truth: CellTruth, options: EvaluateOptions): Promise<Evaluated> {
  const { classifier } = options;
  if (classifier === undefined) {
    throw new UsageError(
      'model-needed',
      'labelled cells can be evaluated with a model only',
      'Name a model.',
    );
  }
  const chosen = chooseCells(truth.cells, classifier.model.trainedOnPatients, options);
  const { classified, problems, cutOut } = await classifyCells(chosen.cells, classifier, options);
  if (classified.length === 0) throw nothingRead(folder, [...truth.problems, ...problems]);
  const threshold = options.threshold ?? classifier.model.threshold;
  const accuracyThreshold = options.accuracyThreshold ?? classifier.model.accuracyThreshold;
  const whole = classified.length - cutOut;
  const evaluation: Evaluation = {
    ...head(folder, truth, options, classifier),
    notes: [
      ...truth.notes,
      ...limitNote(options),
      ...(whole > 0
        ? [`${whole} cells are not cut out on black: each is looked for in the middle of its image.`]
        : []),
    ],
    warnings: [...chosen.warnings],
    problems: [...truth.problems, ...problems],
    images: { labelled: truth.cells.length, chosen: chosen.cells.length, read: classified.length },
    labels: [],
    cells: summariseCells(classified, threshold, accuracyThreshold, chosen.leftOut),
    segmentation: null,
    falsePositives: null,
    infectedFound: null,
    curve: operatingCurve(classified.map(toScored), [
      threshold,
      ...(accuracyThreshold === undefined ? [] : [accuracyThreshold]),
    ]),
  };
  return { evaluation, details: { cells: classified, fields: [] } };
}

async function evaluateFields(
  folder: string,
  truth: FieldTruth,
  options: EvaluateOptions,
): Promise<Evaluated> {
  const { classifier } = options;
  if (options.fold !== undefined) {
    throw new UsageError('fold-unknown', 'whole fields have no folds', 'Leave --fold away.');
  }
  const chosen = spread(truth.fields, options.limit);
  const parasites = truth.labels.some((label) => label.infected === true);
  const { compared, problems } = await compareFields(chosen, classifier, parasites, options);
  if (compared.length === 0) throw nothingRead(folder, [...truth.problems, ...problems]);
  const threshold = classifier && (options.threshold ?? classifier.model.threshold);
  const evaluation: Evaluation = {
    ...head(folder, truth, options, classifier),
    notes: [
      ...truth.notes,
      ...limitNote(options),
      ...(parasites || truth.fields.some((field) => field.infected !== undefined)
        ? []
        : ['No label names a parasite: the blood is taken as free of malaria.']),
    ],
    warnings: trainedFieldsWarning(compared, classifier),
    problems: [...truth.problems, ...problems],
    images: { labelled: truth.fields.length, chosen: chosen.length, read: compared.length },
    labels: truth.labels.map((label) => ({ ...label })),
    cells: null,
    segmentation: summariseSegmentation(compared, truth.truthIs),
    falsePositives: threshold === undefined ? null : summariseFalsePositives(compared, threshold),
    infectedFound: threshold === undefined ? null : summariseInfectedFound(compared, threshold),
    curve: operatingCurve(
      [...infectedCells(compared), ...uninfectedCells(compared)],
      threshold === undefined ? [] : [threshold],
    ),
  };
  return { evaluation, details: { cells: [], fields: compared } };
}

function head(
  folder: string,
  truth: Truth,
  options: EvaluateOptions,
  classifier: CellClassifier | undefined,
): Pick<Evaluation, 'document' | 'version' | 'folder' | 'layout' | 'recognisedBy' | 'model' | 'options'> {
  return {
    document: 'ringform-evaluation',
    version: 1,
    folder,
    layout: truth.layout,
    recognisedBy: truth.recognisedBy,
    model: classifier
      ? {
          name: classifier.model.name,
          sha256: classifier.model.sha256,
          threshold: classifier.model.threshold,
          trainedOnPatients: classifier.model.trainedOnPatients.length,
        }
      : null,
    options: {
      threshold: options.threshold ?? null,
      fold: options.fold === undefined ? null : String(options.fold),
      limit: options.limit ?? null,
      includeTrained: options.includeTrained ?? false,
      micrometresPerPixel: options.micrometresPerPixel ?? null,
    },
  };
}

function limitNote({ limit }: EvaluateOptions): string[] {
  return limit === undefined ? [] : [`At most ${limit} images are evaluated, spread evenly over the folder.`];
}

function trainedFieldsWarning(
  fields: readonly FieldComparison[],
  classifier: CellClassifier | undefined,
): string[] {
  const trained = new Set(classifier?.model.trainedOnPatients.map((patient) => patient.toUpperCase()));
  const patients = [...new Set(fields.flatMap(({ field }) => field.patient ?? []))];
  const seen = patients.filter((patient) => trained.has(patient.toUpperCase()));
  if (seen.length === 0) return [];
  return [
    `The weights were fitted on cells of ${seen.join(', ')}: what is said of their infected cells and false positives flatters.`,
  ];
}

function nothingRead(folder: string, problems: readonly Problem[]): InputError {
  const first = problems.length === 0 ? '' : `; first: ${problems[0].file}: ${problems[0].message}`;
  return new InputError(
    'nothing-readable',
    `no labelled image of ${folder} could be read${first}`,
    'Check the images.',
  );
}

function checkOptions({ threshold, limit, micrometresPerPixel, overlays }: EvaluateOptions): void {
  const refuse = (name: string, must: string): never => {
    throw new UsageError('option-out-of-range', `${name} must be ${must}`, 'Give a value in that range.');
  };
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) refuse('threshold', 'from 0 to 1');
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    refuse('limit', 'a whole number above 0');
  if (overlays !== undefined && !(Number.isInteger(overlays) && overlays >= 0))
    refuse('overlays', 'a whole number from 0');
  if (
    micrometresPerPixel !== undefined &&
    !(micrometresPerPixel > 0 && Number.isFinite(micrometresPerPixel))
  ) {
    refuse('micrometres per pixel', 'above 0');
  }
}
