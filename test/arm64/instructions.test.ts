import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultModel, readModel } from '../../src/classify/load-model.js';
import { counter, rig } from './rig.js';

const { missing } = await rig();
const { instructionsOf } = await counter();

describe.skipIf(missing !== undefined)(
  `instructions of the shipped net on an emulated Cortex-A76${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it('repeat, and grow with the cells', { timeout: 300_000 }, async () => {
      const { manifest } = await readModel(defaultModel);
      if (manifest.runtime !== 'onnx') throw new Error('the shipped model has weights');
      const file = join(dirname(defaultModel), manifest.weights.file);
      const of = (cells: number) => instructionsOf('cortex-a76', file, cells).instructions;
      const [once, again, twice] = [of(16), of(16), of(32)];
      expect(Math.abs(again / once - 1)).toBeLessThan(1e-4);
      // A count that were mostly of Node's own work, or of another thread's, would not double.
      expect(twice / once).toBeGreaterThan(1.9);
      expect(twice / once).toBeLessThan(2.1);
    });
  },
);
