import * as tensorflow from '@tensorflow/tfjs';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, readImageFile } from '../../src/capture/decode.js';
import type { LayersFiles } from '../../src/classify/layers-artifacts.js';
import { LayersClassifier } from '../../src/classify/layers-classifier.js';
import type { LayersRuntime } from '../../src/classify/layers-runtime.js';
import { defaultModel, readModel } from '../../src/classify/load-model.js';
import type { LayersManifest } from '../../src/classify/manifest.js';
import { OnnxClassifier } from '../../src/classify/onnx-classifier.js';
import { seededRandom } from '../../src/base/random.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { cropCells, cropCutOut } from '../../src/imaging/crop.js';
import type { CellBatch } from '../../src/imaging/crop-spec.js';
import { classifierContract } from './classifier.contract.js';
import { syntheticCrops } from './synthetic-crops.js';

const models = new URL('../../models/', import.meta.url).pathname;
const layersModel = `${models}ringform-cells-layers/manifest.json`;
const data = new URL('../../../shared/data/nih-cells/', import.meta.url).pathname;
const realCrops = existsSync(`${data}manifest.csv`);

interface Checked {
  readonly manifest: LayersManifest;
  readonly sha256: string;
  readonly files: LayersFiles;
}

async function checked(): Promise<Checked> {
  const { manifest, sha256, weights, topology } = await readModel(layersModel);
  if (manifest.runtime !== 'layers' || weights === undefined || topology === undefined)
    throw new Error('not the layers model');
  return { manifest, sha256, files: { weights, topology } };
}

/** The layers model on plain TensorFlow.js, which needs nothing to be installed by hand. */
async function started(change: (model: Checked) => Checked = (model) => model): Promise<LayersClassifier> {
  const { manifest, sha256, files } = change(await checked());
  return LayersClassifier.start(manifest, sha256, files, tensorflow satisfies LayersRuntime);
}

beforeAll(async () => {
  await tensorflow.setBackend('cpu');
});

classifierContract('the layers model', started);

describe('the float parent', () => {
  let layers: LayersClassifier;
  let onnx: OnnxClassifier;
  beforeAll(async () => {
    layers = await started();
    const { manifest } = await readModel(defaultModel);
    if (manifest.runtime !== 'onnx') throw new Error('the shipped model is an ONNX model');
    onnx = await OnnxClassifier.start(manifest, await readFile(`${models}ringform-cells-layers/float.onnx`));
  });
  afterAll(async () => {
    await layers.close();
    await onnx.close();
  });

  async function expectSame(crops: CellBatch): Promise<Float32Array> {
    const scores = await layers.classify(crops);
    const expected = await onnx.classify(crops);
    const apart = scores.map((score, i) => Math.abs(score - expected[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-4);
    return expected;
  }

  it('belongs to the shipped weights: same calibration, same thresholds, same crop', async () => {
    const { manifest } = await checked();
    const { manifest: shipped } = await readModel(defaultModel);
    for (const key of ['calibration', 'operating', 'balanced', 'crop', 'training', 'version'] as const)
      expect(manifest[key]).toEqual(shipped[key]);
  });

  it('scores synthetic crops on TensorFlow.js as on onnxruntime, within 1e-4', async () => {
    const scores = await expectSame(syntheticCrops(32, layers.model.crop.size, 3));
    expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.5);
  });

  it('scores noise alike, up to the very edges: padding stands for the median in both', async () => {
    const { size } = layers.model.crop;
    const random = seededRandom(11);
    const noise = Uint8Array.from({ length: 16 * size * size * 3 }, () => Math.floor(random.uniform() * 256));
    await expectSame({ count: 16, data: noise });
  });

  it('scores the cells of a field alike', async () => {
    const frame = await decodeImage(await readImageFile(`${models}golden-field.png`));
    const crops = cropCells(frame, analyseField(frame), layers.model.crop);
    expect(crops.count).toBeGreaterThan(50);
    await expectSame(crops);
  });

  it.skipIf(!realCrops)(
    `scores real cells alike${realCrops ? '' : ' (../shared/data absent: skipped)'}`,
    async () => {
      const { crop } = layers.model;
      const rows: Record<string, string>[] = parse(await readFile(`${data}manifest.csv`), { columns: true });
      const every = Math.floor(rows.length / 48);
      const cuts = rows.filter((_, i) => i % every === 0).slice(0, 48);
      const crops = new Uint8Array(cuts.length * crop.size * crop.size * 3);
      for (const [k, { file }] of cuts.entries()) {
        const cut = await decodeImage(await readImageFile(data + file));
        crops.set(
          cropCutOut(cut, crop, Math.min(cut.width, cut.height)).data,
          (k * crops.length) / cuts.length,
        );
      }
      const scores = await expectSame({ count: cuts.length, data: crops });
      // Both kinds and doubtful ones are among them, where a difference would show most.
      expect(scores.filter((score) => score > 0.02 && score < 0.98).length).toBeGreaterThan(10);
    },
  );
});
