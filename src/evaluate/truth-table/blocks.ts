import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../base/errors.js';
import type { LabelledField } from '../truth.js';

/** Sets that no image may be trained on: other laboratories, kept for the test. */
const evaluationOnly = ['falciparum-elsewhere', 'vivax-fields', 'nih-fields'];

const blocksSchema = z.strictObject({
  /** How the blocks were cut. */
  about: z.string().optional(),
  /** Images that may be trained on, by set: file names as in the set's folder, with or without `images/`. */
  training: z.record(z.string(), z.array(z.string())),
});

/** Which images of each set were trained on. */
export type TrainingBlocks = z.infer<typeof blocksSchema>;

/** Reads blocks.json; undefined when there is none. Throws InputError when it breaks its schema. */
export async function readBlocks(path: string): Promise<TrainingBlocks | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const refuse = (what: string, cause?: unknown): never => {
    throw new InputError('blocks-unreadable', `${path}: ${what}`, 'Mend the list of images trained on.', {
      cause,
    });
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    return refuse('is no JSON', cause);
  }
  const parsed = blocksSchema.safeParse(content);
  if (!parsed.success) return refuse(z.prettifyError(parsed.error));
  const forbidden = evaluationOnly.filter((set) => Object.hasOwn(parsed.data.training, set));
  if (forbidden.length > 0) refuse(`${forbidden.join(', ')} is for evaluation only`);
  return parsed.data;
}

/** Images of a set that are listed. */
export function trainedOn(blocks: TrainingBlocks | undefined, set: string): readonly string[] {
  return blocks !== undefined && Object.hasOwn(blocks.training, set) ? blocks.training[set] : [];
}

/**
 * The fields that were not trained on. Every listed image must be in the set: a name that fits nothing would leave an image that
 * was trained on in the test. Throws InputError for such a name, and when nothing remains.
 */
export function withoutTraining(
  fields: readonly LabelledField[],
  listed: readonly string[],
  set: string,
): { readonly test: readonly LabelledField[]; readonly training: number } {
  const named = new Set(listed.map((name) => basename(name).toLowerCase()));
  const isNamed = (field: LabelledField): boolean => named.has(basename(field.file).toLowerCase());
  const there = new Set(fields.map((field) => basename(field.file).toLowerCase()));
  const strangers = [...named].filter((name) => !there.has(name));
  const remedy = 'Mend the list of images trained on.';
  if (strangers.length > 0) {
    throw new InputError(
      'blocks-unknown-image',
      `${strangers.length} images listed as trained on are not in ${set}; first: ${strangers[0]}`,
      remedy,
    );
  }
  const test = fields.filter((field) => !isNamed(field));
  if (test.length === 0)
    throw new InputError('blocks-nothing-left', `every image of ${set} was trained on`, remedy);
  return { test, training: fields.length - test.length };
}
