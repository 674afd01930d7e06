import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const interval = (what: string) =>
  z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .strict()
    .describe(`${what}, with its 95 % interval.`);
const goal = z
  .discriminatedUnion('is', [
    z.strictObject({ is: z.literal('at-most'), perMicrolitre: z.number() }),
    z.strictObject({ is: z.literal('at-least'), share }),
  ])
  .nullable()
  .describe('What was aimed at; null for a row without a goal.');
const verdict = z
  .enum(['met', 'missed', 'not-shown'])
  .nullable()
  .describe('met, missed: by the whole interval. not-shown: the goal lies inside the interval.');
const over = z
  .enum(['patient', 'field', 'image'])
  .describe(
    'The independent unit of the interval; "field" and "image" carry no differences between patients.',
  );

const row = {
  id: z.string().describe('Stable name of the row, such as "false:normal-blood".'),
  set: z.string().describe('Folder that the cells come from.'),
  what: z.string(),
  cells: count,
  units: count.describe('Patients, fields or images that the cells come from: see over.'),
  over,
  goal,
  verdict,
};

const foundRow = z
  .object({
    ...row,
    found: count.describe('Infected cells called infected.'),
    share: interval('found ÷ cells'),
    notSegmented: count
      .nullable()
      .describe('Of the cells not found, those at which no whole red cell was cut; null for single crops.'),
  })
  .strict();

const falseRow = z
  .object({
    ...row,
    positives: count.describe('Uninfected cells called infected.'),
    share: interval('positives ÷ cells'),
    perMicrolitre: interval('positives ÷ cells × 5,000,000 red cells/µL'),
    byKind: z
      .array(z.object({ kind: z.string(), cells: count, positives: count }).strict())
      .describe('By the label of the box or mark that the cell belongs to; empty where cells have none.'),
  })
  .strict();

const foldFigures = z
  .object({
    fold: z.string(),
    patients: count,
    cells: count,
    accuracy: share,
    sensitivity: share,
    specificity: share,
    auc: share,
    tenthPercentile: share.nullable(),
  })
  .strict();

const overFolds = (what: string) =>
  z
    .object({
      value: z.number(),
      low: z.number(),
      high: z.number(),
      deviation: z.number().describe('Standard deviation of the folds.'),
      goal,
      verdict,
    })
    .strict()
    .describe(`Mean over the folds of ${what}, with its 95 % interval (Student).`);

const heldOut = z
  .object({
    folds: z.array(foldFigures),
    mean: z
      .object({
        accuracy: overFolds('accuracy'),
        sensitivity: overFolds('sensitivity'),
        specificity: overFolds('specificity'),
      })
      .strict()
      .nullable()
      .describe('Null with one fold.'),
    all: z
      .object({
        patients: count,
        cells: count,
        accuracy: interval('Share of cells called rightly'),
        sensitivity: interval('Share of infected cells called infected'),
        specificity: interval('Share of uninfected cells called uninfected'),
      })
      .strict()
      .describe('All cells together; intervals over patients.'),
    tenthPercentile: z
      .object({
        value: z.number(),
        low: z.number(),
        high: z.number(),
        patients: count,
        leastCells: count,
        goal,
        verdict,
      })
      .strict()
      .nullable()
      .describe('10th percentile of the sensitivities of patients with leastCells infected cells or more.'),
    perPatient: z
      .object({
        sensitivity: interval('Mean sensitivity of patients'),
        falsePositiveRate: interval('Mean false-positive rate of patients'),
      })
      .strict()
      .describe('Means over patients, each patient alike (beta-binomial): what counting uses.'),
  })
  .strict();

const failures = z
  .object({
    set: z.string(),
    group: z.enum(['false-positives', 'misses']),
    n: count.describe('All failures of this kind at the first threshold.'),
    kinds: z.array(z.object({ kind: z.string(), n: count }).strict()).describe('Kinds named by eye.'),
    notNamed: count,
  })
  .strict();

const atThreshold = z
  .object({
    name: z.enum(['operating', 'balanced', 'given']),
    threshold: share,
    found: z.array(foundRow).min(1).describe('What is found. No false-positive figure is given without it.'),
    falsePositives: z.array(falseRow),
    heldOut,
  })
  .strict();

/** The JSON document of `ringform evaluate FOLDER --table`. */
export const truthTableSchema = z
  .object({
    document: z.literal('ringform-truth-table'),
    version: z.literal(1),
    folder: z.string(),
    model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }).strict(),
    predictions: z
      .object({
        file: z.string(),
        cells: count,
        patients: count,
        uninfectedPatients: count.describe('Patients without an infected cell.'),
        checked: z
          .object({
            fold: z.string(),
            cells: count,
            different: count.describe(
              'Cells whose score by the model here is not the listed one (more than 0.001 off).',
            ),
            largest: share.describe('Largest difference of a score.'),
          })
          .strict()
          .nullable()
          .describe(
            'The fold that the shipped weights never saw, scored again with them; null where that could not be done.',
          ),
      })
      .strict(),
    thresholds: z.array(atThreshold).min(1),
    auc: interval('Area under the ROC curve over all held-out cells, ties counting half'),
    calibration: z
      .object({
        expectedError: share.describe('Expected calibration error, both labels weighted alike.'),
        bins: z.array(
          z
            .object({
              from: share,
              to: share,
              cells: count,
              meanScore: share,
              infectedShare: interval('Share infected, both labels weighted alike'),
            })
            .strict(),
        ),
      })
      .strict(),
    sets: z.array(
      z
        .object({
          set: z.string(),
          images: count,
          tested: count,
          trainedOn: count.describe('Images left out because they are set aside for training (blocks.json).'),
        })
        .strict(),
    ),
    failures: z.array(failures),
    notes: z.array(z.string()),
    warnings: z.array(z.string()),
    problems: z.array(z.object({ file: z.string(), message: z.string() }).strict()),
  })
  .strict()
  .describe('Result of `ringform evaluate FOLDER --table`: the slide-level truth of a model.');

export type TruthTable = z.infer<typeof truthTableSchema>;
export type AtThreshold = z.infer<typeof atThreshold>;
export type FoundRow = z.infer<typeof foundRow>;
export type FalseRow = z.infer<typeof falseRow>;
export type HeldOutFigures = z.infer<typeof heldOut>;
export type FailureSummary = z.infer<typeof failures>;
export type CalibrationFigures = TruthTable['calibration'];
