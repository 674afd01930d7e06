import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ModelError } from '../base/errors.js';
import { checkCropSpec } from '../imaging/crop-kernel.js';
import type { CellClassifier } from './classifier.js';
import { LayersClassifier } from './layers-classifier.js';
import { loadLayersRuntime } from './layers-runtime.js';
import { manifestSchema, type LayersManifest, type Manifest, type OnnxManifest } from './manifest.js';
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
  /** Of the weights (of a layers model: of its topology and, after it, its weights); of the manifest where there are none. */
  readonly sha256: string;
  readonly weights: Uint8Array | undefined;
  /** A layers model's model.json. */
  readonly topology?: Uint8Array;
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
  const folder = path.dirname(manifestFile);
  const weights = await readChecked(folder, manifest.weights);
  if (manifest.runtime === 'onnx') return { manifest, sha256: manifest.weights.sha256, weights };
  const topology = await readChecked(folder, manifest.topology);
  return { manifest, sha256: hash(topology, weights), weights, topology };
}

/** Reads one of the model's files; ModelError unless it is the very file that the manifest describes. */
async function readChecked(
  folder: string,
  described: { readonly file: string; readonly sha256: string },
): Promise<Uint8Array> {
  const file = path.join(folder, described.file);
  const bytes = await read(file, 'weights');
  const sha256 = hash(bytes);
  if (sha256 === described.sha256) return Uint8Array.from(bytes);
  throw new ModelError(
    'weights-hash',
    `${file} is not the file its manifest describes: sha256 ${sha256}, the manifest says ${described.sha256}.`,
    again,
  );
}

/** Reads and starts a model. Throws as `readModel` does, and ModelError when the runtime or the weights do not start. */
export async function loadModel(file: string, options: { threads?: number } = {}): Promise<CellClassifier> {
  return startModel(await readModel(file), options);
}

/** Starts a model that was read before. Throws ModelError when the runtime or the weights do not start. */
export async function startModel(
  { manifest, sha256, weights, topology }: CheckedModel,
  options: { threads?: number } = {},
): Promise<CellClassifier> {
  if (manifest.runtime === 'spots') return new SpotClassifier(manifest, sha256);
  if (weights === undefined) throw new Error('weights of the model were not read');
  if (manifest.runtime === 'layers') {
    if (topology === undefined) throw new Error('topology of a layers model was not read');
    return LayersClassifier.start(manifest, sha256, { topology, weights }, loadLayersRuntime());
  }
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

function checkInput(manifest: OnnxManifest | LayersManifest): void {
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

function hash(...parts: readonly Uint8Array[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex');
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
