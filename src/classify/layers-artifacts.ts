import type { io } from '@tensorflow/tfjs';
import { z } from 'zod';
import { ModelError } from '../base/errors.js';

/** The two files of a layers model, whose hashes were checked against its manifest. */
export interface LayersFiles {
  /** model.json */
  readonly topology: Uint8Array;
  readonly weights: Uint8Array;
}

const modelSchema = z.object({
  format: z.literal('layers-model'),
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string()).length(1, 'the weights must be in one file'),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.int().positive()),
            dtype: z.literal('float32'),
            quantization: z
              .object({ dtype: z.literal('float16'), original_dtype: z.literal('float32') })
              .optional(),
          }),
        ),
      }),
    )
    .length(1),
});

/**
 * Takes a model.json apart for TensorFlow.js, so that what is loaded is the very bytes whose hashes were checked. Throws
 * ModelError when it is none, or belongs to other weights than `weightsFile` of that length.
 */
export function layersArtifacts({ topology, weights }: LayersFiles, weightsFile: string): io.ModelArtifacts {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(topology));
  } catch (error) {
    throw layersUnreadable(error instanceof Error ? error.message : String(error), error);
  }
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) throw layersUnreadable(z.prettifyError(parsed.error), parsed.error);
  const { modelTopology, weightsManifest } = parsed.data;
  const [group] = weightsManifest;
  const expected = group.weights.reduce(
    (sum, { shape, quantization }) => sum + shape.reduce((a, b) => a * b, quantization ? 2 : 4),
    0,
  );
  if (group.paths[0] !== weightsFile || expected !== weights.length) {
    throw layersUnreadable(
      `its topology is for ${group.paths[0]} with ${expected} bytes, and ${weightsFile} has ${weights.length}`,
    );
  }
  return {
    modelTopology,
    weightSpecs: group.weights.map(({ quantization, ...spec }) =>
      quantization === undefined ? spec : { ...spec, quantization },
    ),
    // A copy: the bytes may be a part of a larger buffer.
    weightData: weights.slice().buffer,
  };
}

/** The files are not a layers model that this program or TensorFlow.js can read. */
export function layersUnreadable(why: string, cause?: unknown): ModelError {
  return new ModelError(
    'weights-unreadable',
    `The layers model cannot be loaded: ${why}`,
    "Copy the model's folder again from the same release.",
    { cause },
  );
}
