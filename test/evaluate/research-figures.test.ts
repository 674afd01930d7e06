import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellClassifier } from '../../src/classify/classifier.js';
import { defaultModel, loadModel } from '../../src/classify/load-model.js';
import { evaluateFolder } from '../../src/evaluate/evaluate-folder.js';

const data = path.resolve(import.meta.dirname, '../../../shared/data');
const here = existsSync(data);

/** What was promised of the segmentation and of the first model; docs/evidence.md has the figures themselves. */
describe.skipIf(!here)(`figures on the research images (skipped where ${data} is absent)`, () => {
  it('vivax-fields: F1 0.94 or better, counts within 5 % on average', { timeout: 120_000 }, async () => {
    const { segmentation } = await evaluateFolder(path.join(data, 'vivax-fields'), {});
    expect(segmentation?.f1).toBeGreaterThanOrEqual(0.94);
    expect(segmentation?.countError).toBeLessThanOrEqual(0.05);
  });

  it('normal-blood: F1 0.85 or better with the diameter found by itself', { timeout: 120_000 }, async () => {
    const { segmentation } = await evaluateFolder(path.join(data, 'normal-blood'), {});
    expect(segmentation?.f1).toBeGreaterThanOrEqual(0.85);
  });

  it(
    'abnormal-blood: 93 % of the marked cells in a counted cell of their own',
    { timeout: 120_000 },
    async () => {
      const { segmentation } = await evaluateFolder(path.join(data, 'abnormal-blood'), {});
      expect(segmentation?.marks?.ownShare?.value).toBeGreaterThanOrEqual(0.93);
    },
  );

  describe('the shipped weights', () => {
    let classifier: CellClassifier;
    beforeAll(async () => {
      classifier = await loadModel(defaultModel);
    });
    afterAll(() => classifier.close());

    it(
      'reach 96 % on the fold they never saw, at the threshold for such figures',
      { timeout: 120_000 },
      async () => {
        const threshold = classifier.model.accuracyThreshold;
        if (threshold === undefined) throw new Error('the shipped model names no such threshold');
        const { cells } = await evaluateFolder(path.join(data, 'nih-cells'), {
          classifier,
          fold: 0,
          threshold,
        });
        expect(cells?.n).toBe(3972);
        expect(cells?.leftOut.cells).toBe(0);
        expect(cells?.accuracy?.value).toBeGreaterThanOrEqual(0.96);
      },
    );
  });
});
