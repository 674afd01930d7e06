import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { defaultModel, loadModel, readModel, spotModel } from '../../src/classify/load-model.js';

let folder: string;
let manifestFile: string;
let weightsFile: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ringform-model-'));
  manifestFile = path.join(folder, 'ringform-cells.json');
  weightsFile = path.join(folder, 'ringform-cells.onnx');
  await copyFile(defaultModel, manifestFile);
  await copyFile(defaultModel.replace(/json$/, 'onnx'), weightsFile);
});

afterEach(async () => rm(folder, { recursive: true }));

/** Rewrites the copied manifest. */
async function change(edit: (manifest: Record<string, unknown>) => void): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, unknown>;
  edit(manifest);
  await writeFile(manifestFile, JSON.stringify(manifest));
}

/** Loads the copy and gives the error it is refused with; every refusal must tell what to do. */
async function refusal(file = manifestFile): Promise<ModelError> {
  const error: unknown = await loadModel(file).then(
    (model) => model.close(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelError))
    throw new Error('loaded, or failed without a ModelError', { cause: error });
  expect(error.remedy.length).toBeGreaterThan(10);
  return error;
}

describe('loading a model', () => {
  it('takes the manifest or the weights beside it', async () => {
    const byManifest = await readModel(manifestFile);
    const byWeights = await readModel(weightsFile);
    expect(byWeights).toEqual(byManifest);
    expect(byManifest.weights).toHaveLength((await readFile(weightsFile)).length);
  });

  it('knows which patients it was fitted on: none of the held-out ones, none of the whole fields', async () => {
    const { manifest } = await readModel(defaultModel);
    expect(manifest.training.patients.length).toBeGreaterThan(100);
    expect(manifest.training.patients).not.toContain('C12');
    expect(manifest.training.patients).not.toContain('C92');
    expect(manifest.training.patients).not.toContain('C100');
  });

  it('refuses a manifest that is not there', async () => {
    expect((await refusal(path.join(folder, 'other.json'))).code).toBe('manifest-missing');
  });

  it('refuses weights that are not there', async () => {
    await rm(weightsFile);
    expect((await refusal()).code).toBe('weights-missing');
  });

  it('refuses weights in which one bit differs', async () => {
    const weights = await readFile(weightsFile);
    weights[1000] ^= 1;
    await writeFile(weightsFile, weights);
    const error = await refusal();
    expect(error.code).toBe('weights-hash');
    expect(error.message).toMatch(/[0-9a-f]{64}.*[0-9a-f]{64}/s);
  });

  it('refuses a manifest that is no JSON', async () => {
    await writeFile(manifestFile, '{"schema": 1,');
    expect((await refusal()).code).toBe('manifest-unreadable');
  });

  it.each<[string, (manifest: Record<string, unknown>) => void]>([
    ['another schema', (m) => (m['schema'] = 2)],
    ['another runtime', (m) => (m['runtime'] = 'tflite')],
    ['no threshold', (m) => delete m['operating']],
    ['other classes', (m) => (m['classes'] = ['parasitized', 'uninfected'])],
    [
      'a rate outside its interval',
      (m) => Object.assign((m['operating'] as { sensitivity: object }).sensitivity, { low: 1 }),
    ],
    ['a key that it does not know', (m) => (m['treshold'] = 0.5)],
    [
      'weights in another folder',
      (m) => Object.assign(m['weights'] as object, { file: '../ringform-cells.onnx' }),
    ],
    ['input of floats', (m) => Object.assign(m['input'] as object, { dtype: 'float32' })],
  ])('refuses a manifest with %s', async (_, edit) => {
    await change(edit);
    expect((await refusal()).code).toBe('manifest-invalid');
  });

  it('refuses a crop convention that it does not know', async () => {
    await change((m) => Object.assign(m['crop'] as object, { convention: 'as-published' }));
    expect((await refusal()).code).toBe('crop-convention-unknown');
  });

  it('refuses an input that is not as large as the crop', async () => {
    await change((m) => Object.assign(m['crop'] as object, { size: 64 }));
    expect((await refusal()).code).toBe('input-mismatch');
  });

  it('loads the spot classifier when asked for it, and only then', async () => {
    const spots = await loadModel(spotModel);
    expect(spots.model.name).toMatch(/^ringform-spots/);
    await rm(weightsFile);
    expect((await refusal()).code).toBe('weights-missing');
  });
});
