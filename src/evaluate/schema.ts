import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const interval = (what: string) =>
  z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .strict()
    .nullable()
    .describe(`${what}, with its 95 % interval; null when it cannot be had from this folder.`);

const problem = z
  .object({ file: z.string().describe('Relative to the folder.'), message: z.string() })
  .strict()
  .describe('Something that could not be used and was passed over.');

const curvePoint = z
  .object({
    threshold: z.number().describe('A cell is called infected when its score is at or above this.'),
    sensitivity: interval('Share of infected cells found at this threshold'),
    falsePositiveRate: interval('Share of uninfected cells called infected at this threshold'),
    falsePositivesPerMicrolitre: z
      .number()
      .nullable()
      .describe('falsePositiveRate × 5,000,000 red cells/µL.'),
  })
  .strict();

const clusteredBy = z
  .enum(['patient', 'field', 'image', 'cell'])
  .describe(
    'What the intervals take as the independent unit. "field", "image" and "cell" stand in where patients are not known: ' +
      'then differences between patients are not in the intervals, and they are too narrow.',
  );

const rates = {
  accuracy: interval(
    'Share of cells called rightly; its value depends on the share of infected cells in the folder',
  ),
  sensitivity: interval('Share of infected cells called infected'),
  specificity: interval('Share of uninfected cells called uninfected'),
  falsePositivesPerMicrolitre: interval(
    '(1 − specificity) × 5,000,000 red cells/µL: false parasites/µL on clean blood',
  ),
};

const byStage = z
  .array(z.object({ stage: z.string(), n: count, found: count, share: interval('Share found') }).strict())
  .describe('Infected cells by the stage that the truth names; empty when it names none.');

export const cellsSchema = z
  .object({
    n: count.describe('Cells evaluated.'),
    infected: count,
    uninfected: count,
    threshold: share.describe('Operating threshold, at which the rates hold.'),
    ...rates,
    auc: interval('Area under the ROC curve, ties counting half'),
    atAccuracyThreshold: z
      .object({ threshold: share, ...rates })
      .strict()
      .nullable()
      .describe(
        "The same at the threshold that the model's manifest names for accuracy; null when it names none.",
      ),
    clusteredBy,
    perPatient: z
      .array(
        z
          .object({
            patient: z.string(),
            infected: count,
            uninfected: count,
            sensitivity: share.nullable(),
            specificity: share.nullable(),
            accuracy: share.nullable(),
          })
          .strict(),
      )
      .describe('One row per patient, by name; empty when patients are not known.'),
    byStage,
    calibration: z
      .object({
        brier: share.describe('Mean squared difference of score and truth.'),
        expectedError: share.describe(
          'Mean absolute difference of score and infected share over the bins, weighted by n.',
        ),
        bins: z.array(
          z.object({ from: share, to: share, n: count, meanScore: share, infectedShare: share }).strict(),
        ),
      })
      .strict()
      .nullable()
      .describe(
        "Whether scores behave as probabilities at this folder's mix of cells; null with one class only.",
      ),
    leftOut: z
      .object({
        patients: z.array(z.string()),
        cells: count,
        reason: z.string(),
      })
      .strict()
      .describe('Cells not evaluated because the weights were fitted on their patients.'),
  })
  .strict();

const perImage = z
  .object({
    file: z.string(),
    patient: z.string().nullable(),
    complete: z.boolean().describe('Whether (nearly) every red cell has a box or mark.'),
    cellDiameter: z.number().describe('Red-cell diameter used, px.'),
    qualityOk: z.boolean().describe('Whether `ringform count` would count this field.'),
    qualityFailed: z.array(z.string()),
    truth: count.describe('Boxes or marks of red cells, after leaving out.'),
    counted: count.describe('Cells counted, after leaving out.'),
    matched: count,
    truthLeftOut: count.describe('Boxes or marks left out: border, unsure, unknown label.'),
    countedLeftOut: count.describe('Counted cells that match something left out.'),
    cutByBorder: count.describe('Red cells the program leaves out itself because the border cuts them.'),
    annotatedTotal: count.nullable().describe('Cells annotated in all where fields.csv states a total.'),
    precision: share.nullable(),
    recall: share.nullable(),
    f1: share.nullable(),
    countError: z
      .number()
      .min(0)
      .nullable()
      .describe('|counted − truth| / truth; against annotatedTotal where boxes are partial.'),
  })
  .strict();

export const segmentationSchema = z
  .object({
    precision: share
      .nullable()
      .describe('matched ÷ counted, over completely labelled images; null when there are none.'),
    recall: share
      .nullable()
      .describe('matched ÷ truth; over all images for boxes, over completely marked images for marks.'),
    f1: share.nullable().describe('2 × matched ÷ (truth + counted) over completely labelled images.'),
    countError: z.number().min(0).nullable().describe('Mean over images of |counted − truth| / truth.'),
    countBias: z.number().nullable().describe('Mean over the same images of (counted − truth) / truth.'),
    images: z.object({ all: count, complete: count, withCountError: count }).strict(),
    intervals: z
      .object({ precision: interval('Precision'), recall: interval('Recall'), f1: interval('F1') })
      .strict(),
    clusteredBy,
    rule: z.string().describe('How cells and truth are matched, and what is left out.'),
    marks: z
      .object({
        n: count.describe('Marks on completely marked images, border left out.'),
        own: count.describe('Marks alone in a counted cell.'),
        shared: count.describe('Marks in a counted cell with other marks.'),
        otherObject: count.describe('Marks in an object that is not counted.'),
        missed: count.describe('Marks on background.'),
        ownShare: interval('Share of marks alone in a counted cell'),
        byKind: z.array(z.object({ kind: z.string(), n: count, own: count }).strict()),
      })
      .strict()
      .nullable()
      .describe('Set when the truth is marks.'),
    perImage: z.array(perImage),
  })
  .strict();

export const falsePositivesSchema = z
  .object({
    cells: count.describe('Uninfected cells counted.'),
    positives: count.describe('Of them, called infected.'),
    perMicrolitre: interval('positives ÷ cells × 5,000,000 red cells/µL'),
    threshold: share,
    rule: z.string().describe('Which cells are taken as uninfected.'),
    clusteredBy,
    byLabel: z
      .array(z.object({ label: z.string(), cells: count, positives: count }).strict())
      .describe('By the label of the box or mark that the cell belongs to.'),
  })
  .strict();

export const infectedFoundSchema = z
  .object({
    n: count.describe('Boxes or marks of infected cells, after leaving out.'),
    segmented: count.describe('Of them, found as a counted cell.'),
    found: count.describe('Of them, counted and called infected.'),
    leftOut: count.describe('Infected boxes or marks left out at the border.'),
    leftOutSeen: count.describe('Of them, boxes at which a red cell was found all the same.'),
    share: interval('found ÷ n'),
    byStage: z.array(
      z
        .object({
          stage: z.string(),
          n: count,
          segmented: count,
          found: count,
          share: interval('Share found'),
        })
        .strict(),
    ),
  })
  .strict();

/** The JSON document that `ringform evaluate` gives. Every key is always there; what cannot be had is null or empty. */
export const evaluationSchema = z
  .object({
    document: z.literal('ringform-evaluation'),
    version: z.literal(1),
    folder: z.string(),
    layout: z.enum([
      'cell-manifest',
      'nih-archive',
      'cells-in-surroundings',
      'fields-with-boxes',
      'yolo',
      'fields-with-marks',
    ]),
    recognisedBy: z.string().describe('One line: which layout was recognised, and by what.'),
    notes: z.array(z.string()).describe('Assumptions and limits, one sentence each.'),
    warnings: z.array(z.string()).describe('What makes the figures better or worse than they should look.'),
    problems: z.array(problem),
    labels: z
      .array(
        z
          .object({
            label: z.string(),
            n: count,
            kind: z.enum(['red', 'white', 'platelet', 'unsure', 'other']),
            infected: z.boolean().optional(),
            stage: z.string().optional(),
          })
          .strict(),
      )
      .describe('Labels of boxes and marks, and what each was taken for; empty for single cells.'),
    model: z
      .object({ name: z.string(), sha256: z.string(), threshold: share, trainedOnPatients: count })
      .strict()
      .nullable(),
    options: z
      .object({
        threshold: share.nullable(),
        fold: z.string().nullable(),
        limit: count.nullable(),
        includeTrained: z.boolean(),
        micrometresPerPixel: z.number().nullable(),
      })
      .strict(),
    images: z.object({ labelled: count, chosen: count, read: count }).strict(),
    cells: cellsSchema.nullable().describe('For labelled single cells.'),
    segmentation: segmentationSchema.nullable().describe('For labelled fields.'),
    falsePositives: falsePositivesSchema.nullable().describe('For labelled fields, with a model.'),
    infectedFound: infectedFoundSchema.nullable().describe('For labelled fields, with a model.'),
    curve: z
      .array(curvePoint)
      .describe(
        'Sensitivity and false positives from the strictest threshold to the most lenient one, thinned.',
      ),
  })
  .strict()
  .describe('Result of `ringform evaluate FOLDER`.');

export type Evaluation = z.infer<typeof evaluationSchema>;
export type CellsResult = z.infer<typeof cellsSchema>;
export type SegmentationResult = z.infer<typeof segmentationSchema>;
export type ImageResult = z.infer<typeof perImage>;
export type FalsePositivesResult = z.infer<typeof falsePositivesSchema>;
export type InfectedFoundResult = z.infer<typeof infectedFoundSchema>;
export type CurvePoint = z.infer<typeof curvePoint>;

/** JSON Schema (draft 2020-12) of the document, for the docs and for other programs. */
export function evaluationJsonSchema(): unknown {
  return z.toJSONSchema(evaluationSchema);
}
