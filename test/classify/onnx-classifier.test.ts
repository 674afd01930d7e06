import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultModel, loadModel, readModel } from '../../src/classify/load-model.js';
import { OnnxClassifier } from '../../src/classify/onnx-classifier.js';
import { golden } from './golden.js';
import { classifierContract } from './classifier.contract.js';
import { syntheticCrops } from './synthetic-crops.js';

classifierContract('the shipped model', () => loadModel(defaultModel));

const open: OnnxClassifier[] = [];

async function started(
  change: (manifest: Parameters<typeof OnnxClassifier.start>[0]) => typeof manifest = (m) => m,
) {
  const { manifest, weights } = await readModel(defaultModel);
  if (manifest.runtime !== 'onnx' || weights === undefined) throw new Error('the shipped model has weights');
  const classifier = await OnnxClassifier.start(change(manifest), weights);
  open.push(classifier);
  return classifier;
}

afterEach(async () => {
  for (const classifier of open.splice(0)) await classifier.close();
});

describe('the shipped weights', () => {
  it('are small enough for the device', async () => {
    const { weights } = await readModel(defaultModel);
    expect(weights!.length).toBeLessThanOrEqual(100_000);
  });

  it('give the same logits bit for bit, here as on the Pi', async () => {
    const classifier = await started();
    expect(classifier.model.sha256).toBe(golden.weights);
    const logits = await classifier.logits(syntheticCrops(64, classifier.model.crop.size));
    const hash = createHash('sha256').update(new Uint8Array(logits.buffer)).digest('hex');
    expect({ first: [...logits.subarray(0, 8)], hash }).toEqual({
      first: golden.firstLogits,
      hash: golden.logits,
    });
  });
});

describe('weights that are not what the manifest says', () => {
  it('are refused for another input', async () => {
    const other = started((manifest) => ({ ...manifest, input: { ...manifest.input, name: 'cells' } }));
    await expect(other).rejects.toMatchObject({ name: 'ModelError', code: 'input-mismatch' });
    const size = started((manifest) => ({ ...manifest, input: { ...manifest.input, shape: [64, 64, 3] } }));
    await expect(size).rejects.toMatchObject({ code: 'input-mismatch' });
  });

  it('are refused for another output, and the message names both', async () => {
    const other = started((manifest) => ({ ...manifest, output: { ...manifest.output, name: 'scores' } }));
    await expect(other).rejects.toMatchObject({
      code: 'output-mismatch',
      message: expect.stringMatching(/scores.*logits/s),
    });
  });

  it('are refused for another number of classes', async () => {
    const classes = ['uninfected', 'parasitized', 'platelet'] as unknown as ['uninfected', 'parasitized'];
    const other = started((manifest) => ({ ...manifest, classes }));
    await expect(other).rejects.toMatchObject({ code: 'output-mismatch' });
  });

  it('are refused when they are no ONNX graph', async () => {
    const { manifest } = await readModel(defaultModel);
    if (manifest.runtime !== 'onnx') throw new Error('the shipped model has weights');
    const start = OnnxClassifier.start(manifest, new Uint8Array([1, 2, 3]));
    await expect(start).rejects.toMatchObject({ name: 'ModelError', code: 'weights-unreadable' });
  });
});

describe('a worker that dies', () => {
  it('rejects what waits for it and what comes after, instead of hanging', async () => {
    const classifier = await started();
    const batch = syntheticCrops(2000, classifier.model.crop.size);
    const { worker } = (classifier as unknown as { thread: { worker: { postMessage(it: unknown): void } } })
      .thread;
    // Nothing that it can read: it throws. Ended in the middle of a run, the runtime itself would take the process down.
    worker.postMessage(null);
    const waiting = classifier.classify(batch);
    const rejected = expect(waiting).rejects.toMatchObject({ name: 'ModelError', code: 'runtime-stopped' });
    await rejected;
    await expect(classifier.classify(batch)).rejects.toMatchObject({ code: 'runtime-stopped' });
  });
});
