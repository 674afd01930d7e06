import * as tensorflow from '@tensorflow/tfjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LayersClassifier } from '../../src/classify/layers-classifier.js';
import { readModel } from '../../src/classify/load-model.js';
import { calibrated } from '../../src/classify/score.js';

const pythons = [process.env['PYTHON'], '/usr/bin/python3', 'python3'].filter((name) => name !== undefined);
const python = pythons.find((name) => spawnSync(name, ['-c', 'import torch']).status === 0);
const script = new URL('layers-nets.py', import.meta.url).pathname;
const shipped = new URL('../../models/ringform-cells-layers/manifest.json', import.meta.url).pathname;

const write = (name: string, folder: string): string =>
  execFileSync(python!, [script, name, folder], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });

describe.skipIf(python === undefined)(
  `a net written by models/export_layers.py${python === undefined ? ' (no Python with PyTorch: skipped)' : ''}`,
  () => {
    let folder = '';
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'ringform-layers-'));
      await tensorflow.setBackend('cpu');
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each(['cells', 'separable', 'joined'])(
      'gives in TensorFlow.js what it gives in PyTorch: %s',
      async (name) => {
        write(name, folder);
        const read = (file: string) => new Uint8Array(readFileSync(path.join(folder, file)));
        const { manifest, sha256 } = await readModel(shipped);
        if (manifest.runtime !== 'layers') throw new Error('not the layers model');
        const calibration = { slope: 1, offset: 0, fittedOn: 'nothing' };
        const classifier = await LayersClassifier.start(
          { ...manifest, calibration },
          sha256,
          { topology: read('model.json'), weights: read('weights.bin') },
          tensorflow,
        );
        const scores = await classifier.classify({ count: 6, data: read('crops.bin') });
        await classifier.close();
        const logits = new Float32Array(read('logits.bin').buffer);
        expect(logits).toHaveLength(12);
        for (const [i, score] of scores.entries()) {
          const expected = calibrated(logits[2 * i + 1] - logits[2 * i], calibration);
          expect(Math.abs(score - expected)).toBeLessThan(1e-5);
        }
        // The crops must tell something: equal scores would pass with much of the net left out.
        expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.01);
      },
    );

    it('is refused, with the step named, when it has a step that is not known', () => {
      expect(() => write('refused', folder)).toThrow(/sigmoid.*no layer is known/s);
    });
  },
);
