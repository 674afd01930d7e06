import * as tensorflow from '@tensorflow/tfjs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { LayersClassifier } from '../../src/classify/layers-classifier.js';
import { loadLayersRuntime, type LayersRuntime } from '../../src/classify/layers-runtime.js';
import { loadModel, readModel } from '../../src/classify/load-model.js';
import { syntheticCrops } from './synthetic-crops.js';

const shipped = new URL('../../models/ringform-cells-layers/', import.meta.url).pathname;
const installed = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node');
    return true;
  } catch {
    return false;
  }
})();

let folder = '';
beforeAll(async () => {
  await tensorflow.setBackend('cpu');
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ringform-layers-'));
  await cp(shipped, folder, { recursive: true });
});
afterEach(async () => rm(folder, { recursive: true }));

const manifestFile = (): string => path.join(folder, 'manifest.json');

async function refusal(promise: Promise<unknown>): Promise<ModelError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelError)) throw new Error('no ModelError', { cause: error });
  return error;
}

/** What loading a runtime is refused with. */
function thrown(load: () => unknown): ModelError {
  try {
    loadLayersRuntime(load);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('loaded');
}

/** Starts the copied model; `change` has it changed after its hashes were checked. */
async function start(
  change: {
    manifest?: object;
    topology?: (text: string) => string;
    weights?: Uint8Array;
    runtime?: LayersRuntime;
  } = {},
): Promise<LayersClassifier> {
  const { manifest, sha256, weights, topology } = await readModel(manifestFile());
  if (manifest.runtime !== 'layers' || !weights || !topology) throw new Error('not the layers model');
  const text = new TextDecoder().decode(topology);
  return LayersClassifier.start(
    { ...manifest, ...change.manifest },
    sha256,
    {
      topology: new TextEncoder().encode(change.topology?.(text) ?? text),
      weights: change.weights ?? weights,
    },
    change.runtime ?? tensorflow,
  );
}

describe('TensorFlow.js for Node', () => {
  it.skipIf(installed)(
    `is asked for in plain words where it is not installed${installed ? ' (it is: skipped)' : ''}`,
    async () => {
      const error = await refusal(loadModel(manifestFile()));
      expect(error.code).toBe('runtime-missing');
      expect(error.message).toMatch(/is not installed/);
      expect(error.remedy).toContain('npm install --no-save @tensorflow/tfjs-node@4.22.0');
      expect(error.remedy).toContain('--model');
    },
  );

  it('is taken from the package', () => {
    const { ready, loadLayersModel, tensor4d } = tensorflow;
    const runtime = { ready, loadLayersModel, tensor4d };
    expect(loadLayersRuntime(() => runtime)).toBe(runtime);
  });

  it('that was left half installed is told from one that is missing, with its own words', () => {
    const own = 'The Node.js native addon module (tfjs_binding.node) can not be found at path: lib';
    const half = thrown(() => {
      throw new Error(`${own}\nPlease run …`);
    });
    expect(half.message).toContain(own);
    expect(half.message).not.toContain('Please run');
    const part = thrown(() => {
      const stack = 'Require stack:\n- node_modules/@tensorflow/tfjs-node/dist/index.js';
      throw Object.assign(new Error(`Cannot find module 'rimraf'\n${stack}`), { code: 'MODULE_NOT_FOUND' });
    });
    expect(part.message).toContain('rimraf');
    const other = thrown(() => ({ version: '0' }));
    for (const error of [half, part, other]) {
      expect(error.code).toBe('runtime-missing');
      expect(error.remedy).toMatch(/install it again/i);
    }
  });

  it('that cannot run the model says so at the start, not in the middle of a slide', async () => {
    const runtime: LayersRuntime = {
      ready: () => tensorflow.ready(),
      tensor4d: (values, shape) => tensorflow.tensor4d(values, shape),
      // What version 4.22.0 does on Node 23, which took the function away.
      loadLayersModel: async (source) => {
        const net = await tensorflow.loadLayersModel(source);
        net.predict = () => {
          throw new TypeError('(0 , util_1.isNullOrUndefined) is not a function');
        };
        return net;
      },
    };
    const error = await refusal(start({ runtime }));
    expect(error.code).toBe('runtime-broken');
    expect(error.message).toContain('isNullOrUndefined');
    expect(error.remedy).toMatch(/Node 22/);
  });
});

describe('a layers model', () => {
  it.each(['weights.bin', 'model.json'])('with one bit changed in %s is refused', async (file) => {
    const bytes = await readFile(path.join(folder, file));
    bytes[1000] ^= 1;
    await writeFile(path.join(folder, file), bytes);
    expect((await refusal(readModel(manifestFile()))).code).toBe('weights-hash');
  });

  it('is named by both its files', async () => {
    const { sha256 } = await readModel(manifestFile());
    const manifest = JSON.parse(await readFile(manifestFile(), 'utf8')) as Record<string, { sha256: string }>;
    expect(sha256).not.toBe(manifest['weights'].sha256);
    expect(sha256).not.toBe(manifest['topology'].sha256);
  });

  it('whose topology is no layers model is refused', async () => {
    for (const topology of [
      () => '{',
      () => '{}',
      (text: string) => text.replace('layers-model', 'graph-model'),
    ])
      expect((await refusal(start({ topology }))).code).toBe('weights-unreadable');
  });

  it('whose weights are too few, or another file’s, is refused', async () => {
    const weights = await readFile(path.join(folder, 'weights.bin'));
    expect((await refusal(start({ weights: weights.subarray(4) }))).code).toBe('weights-unreadable');
    const topology = (text: string) => text.replace('"weights.bin"', '"other.bin"');
    expect((await refusal(start({ topology }))).code).toBe('weights-unreadable');
  });

  it('with a layer that TensorFlow.js does not know is refused', async () => {
    const topology = (text: string) => text.replace('"Rescaling"', '"Unscaling"');
    expect((await refusal(start({ topology }))).code).toBe('weights-unreadable');
  });

  it('with another input or output than its manifest says is refused, and the message names both', async () => {
    const input = { name: 'cells', dtype: 'uint8', layout: 'NHWC', shape: [48, 48, 3] };
    expect(await refusal(start({ manifest: { input } }))).toMatchObject({
      code: 'input-mismatch',
      message: expect.stringMatching(/cells.*crops/s),
    });
    const classes = ['uninfected', 'parasitized', 'platelet'];
    expect((await refusal(start({ manifest: { classes } }))).code).toBe('output-mismatch');
  });

  it('keeps no memory of what it scored, and gives all back when closed', async () => {
    const before = tensorflow.memory().numTensors;
    const classifier = await start();
    const loaded = tensorflow.memory().numTensors;
    await classifier.classify(syntheticCrops(70, 48));
    expect(tensorflow.memory().numTensors).toBe(loaded);
    const waiting = classifier.classify(syntheticCrops(5, 48));
    await classifier.close();
    expect(await waiting).toHaveLength(5);
    expect(tensorflow.memory().numTensors).toBe(before);
  });
});
