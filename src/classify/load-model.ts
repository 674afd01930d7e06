import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ModelError } from '../base/errors.js';
import { checkCropSpec } from '../imaging/crop-kernel.js';
import type { CellClassifier } from './classifier.js';
import { manifestSchema, type Manifest, type OnnxManifest } from './manifest.js';
import { OnnxClassifier } from './onnx-classifier.js';
import { SpotClassifier } from './spot-classifier.js';

const again = 'Copy the weights and their manifest again from the same release.';

/** The manifest of the weights that ship with the program. */
export const defaultModel = fileURLToPath(new URL('../../models/ringform-cells.json', import.meta.url));

/** The manifest of the reference classifier that needs neither weights nor runtime. */
export const spotModel = fileURLToPath(new URL('../../models/ringform-spots.json', import.meta.url));

/** A model that was read and found whole, not started yet. */
export interface CheckedModel {
  readonly manifest: Manifest;
  /** Of the weights; of the manifest file where the model has none. */
  readonly sha256: string;
  readonly weights: Uint8Array | undefined;
}

/**
 * Reads a model: `file` is its manifest (.json) or its weights (.onnx, the manifest beside it under the same name).
 * Throws ModelError when a file is missing or unreadable, when the manifest breaks its schema, when the weights' sha256 is
 * not the manifest's, or when manifest and program disagree on crop or input.
 */
export async function readModel(file: string): Promise<CheckedModel> {
  const manifestFile = file.endsWith('.onnx') ? `${file.slice(0, -'.onnx'.length)}.json` : file;
  const text = await read(manifestFile, 'manifest');
  const manifest = parseManifest(text.toString('utf8'), manifestFile);
  checkCropSpec(manifest.crop);
  if (manifest.runtime === 'spots') return { manifest, sha256: hash(text), weights: undefined };
  checkInput(manifest);
  const weightsFile = path.join(path.dirname(manifestFile), manifest.weights.file);
  const weights = await read(weightsFile, 'weights');
  const sha256 = hash(weights);
  if (sha256 !== manifest.weights.sha256) {
    throw new ModelError(
      'weights-hash',
      `${weightsFile} is not the file its manifest describes: sha256 ${sha256}, the manifest says ${manifest.weights.sha256}.`,
      again,
    );
  }
  return { manifest, sha256, weights: Uint8Array.from(weights) };
}

/** Reads and starts a model. Throws as `readModel` does, and ModelError when the runtime or the weights do not start. */
export async function loadModel(file: string, options: { threads?: number } = {}): Promise<CellClassifier> {
  return startModel(await readModel(file), options);
}

/** Starts a model that was read before. Throws ModelError when the runtime or the weights do not start. */
export async function startModel(
  { manifest, sha256, weights }: CheckedModel,
  options: { threads?: number } = {},
): Promise<CellClassifier> {
  if (manifest.runtime === 'spots') return new SpotClassifier(manifest, sha256);
  if (weights === undefined) throw new Error('weights of an ONNX model were not read');
  return OnnxClassifier.start(manifest, weights, options.threads);
}

/** Text → manifest; ModelError when it is no JSON or breaks the schema. `name` is said in the message. */
export function parseManifest(text: string, name: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError('manifest-unreadable', `${name} is not JSON: ${words(error)}`, again, {
      cause: error,
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ModelError(
    'manifest-invalid',
    `${name} is not a model manifest:\n${z.prettifyError(parsed.error)}`,
    again,
  );
}

function checkInput(manifest: OnnxManifest): void {
  const { shape } = manifest.input;
  if (shape[0] === manifest.crop.size && shape[1] === manifest.crop.size) return;
  throw new ModelError(
    'input-mismatch',
    `The manifest says crops of ${manifest.crop.size} px and an input of ${shape[0]}×${shape[1]}.`,
    again,
  );
}

async function read(file: string, what: 'manifest' | 'weights'): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ModelError(
      missing ? `${what}-missing` : `${what}-unreadable`,
      missing ? `There is no ${what} at ${file}.` : `The ${what} ${file} cannot be read: ${words(error)}`,
      missing ? 'Give the path of a model (its .json, with the .onnx beside it).' : again,
      { cause: error },
    );
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
