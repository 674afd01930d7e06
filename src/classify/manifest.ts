import { z } from 'zod';

const share = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** A RateEstimate as written beside the weights. */
const rate = z
  .strictObject({
    value: share,
    low: share,
    high: share,
    patients: z.int().positive(),
    cells: z.int().positive(),
    alpha: z.number().positive(),
    beta: z.number().positive(),
    /** Of a false-positive rate: how it grows with stain deposits (`DotSlope`); written by models/fit-deposits.mjs. */
    dots: z
      .strictObject({
        reference: share,
        slope: z.number().positive(),
        low: z.number(),
        high: z.number(),
        standardError: z.number().positive(),
        patients: z.int().positive(),
      })
      .optional(),
  })
  .refine(({ low, value, high }) => low <= value && value <= high, 'the interval must hold the value');

/** A threshold with how it was chosen and what was measured at it, on patients that the scoring weights never saw. */
const operatingPoint = z.strictObject({
  value: share,
  chosen: z.string().min(1),
  sensitivity: rate,
  falsePositiveRate: rate,
});

const shared = {
  schema: z.literal(1),
  name: z.string().min(1),
  version: z.string().min(1),
  /** How every cell becomes a crop; see imaging/crop. */
  crop: z.strictObject({
    size: z.int().min(8).max(256),
    diameter: z.number().min(4),
    convention: z.string().min(1),
  }),
  /** Class of each output, in order. The last one is what is counted. */
  classes: z.tuple([z.literal('uninfected'), z.literal('parasitized')]),
  /** score = 1 / (1 + exp(−(slope × evidence + offset))); evidence is the difference of the two logits, or a spot's depth. */
  calibration: z.strictObject({
    slope: z.number().positive(),
    offset: z.number(),
    fittedOn: z.string().min(1),
  }),
  /** The threshold used for counting, chosen by false positives per µL. */
  operating: operatingPoint,
  /** The threshold of best balanced accuracy, for comparison with other classifiers only. */
  balanced: operatingPoint.extend({ accuracy: share }),
  /** Where the rates come from: which cells, which folds. */
  ratesFrom: z.string().min(1),
  training: z.strictObject({
    commit: z.string().min(7),
    /** sha256 over the sorted rows (file, label, patient, fold, sha256 of the file) of the data prepared. */
    dataHash: sha256,
    heldOutFold: z.int().min(0),
    patients: z.array(z.string().min(1)),
    cells: z.int().min(0),
  }),
};

/** A file beside the manifest. */
const fileEnding = (ending: RegExp) =>
  z.strictObject({
    file: z
      .string()
      .regex(/^[^/\\]+$/, 'must stand beside the manifest')
      .regex(ending),
    sha256,
    bytes: z.int().positive(),
  });

const tensors = {
  input: z.strictObject({
    name: z.string().min(1),
    dtype: z.literal('uint8'),
    layout: z.literal('NHWC'),
    /** Height, width, channels; the batch comes before. */
    shape: z.tuple([z.int().positive(), z.int().positive(), z.literal(3)]),
  }),
  output: z.strictObject({ name: z.string().min(1), dtype: z.literal('float32') }),
};

const onnxManifest = z.strictObject({
  runtime: z.literal('onnx'),
  ...shared,
  weights: fileEnding(/\.onnx$/),
  ...tensors,
  quantisation: z.strictObject({
    weights: z.string().min(1),
    activations: z.string().min(1),
    bias: z.string().min(1),
    inputScale: z.number().positive(),
    inputZeroPoint: z.int().min(0).max(255),
  }),
});

/** A TensorFlow.js layers model: model.json, and its weights in one file. The adapter turns the crops' bytes into floats. */
const layersManifest = z.strictObject({
  runtime: z.literal('layers'),
  ...shared,
  topology: fileEnding(/\.json$/),
  weights: fileEnding(/\.bin$/),
  ...tensors,
});

const spotManifest = z.strictObject({ runtime: z.literal('spots'), ...shared });

/** What stands beside a model: all that the program needs to know of it. Documented field by field in models/README.md. */
export const manifestSchema = z.discriminatedUnion('runtime', [onnxManifest, layersManifest, spotManifest]);

export type Manifest = z.infer<typeof manifestSchema>;
export type OnnxManifest = z.infer<typeof onnxManifest>;
export type LayersManifest = z.infer<typeof layersManifest>;
export type SpotManifest = z.infer<typeof spotManifest>;
