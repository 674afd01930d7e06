import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellClassifier } from '../../src/classify/classifier.js';
import { spotted, syntheticCrops } from './synthetic-crops.js';

/** What every classifier must keep to, whatever runs it. */
export function classifierContract(name: string, load: () => Promise<CellClassifier>): void {
  describe(`${name} keeps the classifier's contract`, () => {
    let classifier: CellClassifier;
    beforeAll(async () => {
      classifier = await load();
    });
    afterAll(async () => classifier.close());
    const crops = (count: number, seed?: number) => syntheticCrops(count, classifier.model.crop.size, seed);

    it('gives one score from 0 to 1 a cell, in order', async () => {
      const batch = crops(10);
      const scores = await classifier.classify(batch);
      expect(scores).toHaveLength(10);
      for (const score of scores) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
      const bytes = batch.data.length / 10;
      const third = await classifier.classify({ count: 1, data: batch.data.slice(3 * bytes, 4 * bytes) });
      expect(third[0]).toBe(scores[3]);
    });

    it('scores cells with a dark purple spot above cells without', async () => {
      const scores = await classifier.classify(crops(40));
      const clean = [...scores].filter((_, k) => !spotted(k));
      const infected = [...scores].filter((_, k) => spotted(k));
      expect(Math.min(...infected)).toBeGreaterThan(Math.max(...clean));
    });

    it('gives the same scores whatever the size of the batch', async () => {
      const batch = crops(150);
      const together = await classifier.classify(batch);
      const bytes = batch.data.length / 150;
      const apart: number[] = [];
      for (let from = 0; from < 150; from += 50) {
        const data = batch.data.subarray(from * bytes, (from + 50) * bytes);
        apart.push(...(await classifier.classify({ count: 50, data })));
      }
      expect(apart).toEqual([...together]);
    });

    it('takes calls at the same time and leaves the batch as it was', async () => {
      const one = crops(20, 1);
      const two = crops(30, 2);
      const before = one.data.slice();
      const [a, b] = await Promise.all([classifier.classify(one), classifier.classify(two)]);
      expect(one.data).toEqual(before);
      expect(a).toEqual(await classifier.classify(one));
      expect(b).toEqual(await classifier.classify(two));
    });

    it('gives nothing for nothing', async () => {
      expect(await classifier.classify({ count: 0, data: new Uint8Array(0) })).toEqual(new Float32Array(0));
    });

    it('refuses a batch that does not fit its crops', async () => {
      const batch = crops(2);
      const misfits = [
        { count: 3, data: batch.data },
        { count: 2, data: batch.data.subarray(1) },
        { count: -1, data: new Uint8Array(0) },
        { count: 0.5, data: batch.data.subarray(0, batch.data.length / 4) },
      ];
      for (const misfit of misfits) {
        await expect(classifier.classify(misfit)).rejects.toMatchObject({
          name: 'ModelError',
          code: 'batch-misfit',
        });
      }
    });

    it('says what counting must know, and says it whole', () => {
      const { model } = classifier;
      expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(model.threshold).toBeGreaterThan(0);
      expect(model.threshold).toBeLessThan(1);
      for (const rate of [model.sensitivity, model.falsePositiveRate]) {
        expect(rate.low).toBeLessThanOrEqual(rate.value);
        expect(rate.high).toBeGreaterThanOrEqual(rate.value);
        // The beta distribution of one new patient and the interval of the mean speak of the same rate.
        const mean = rate.alpha / (rate.alpha + rate.beta);
        expect(mean).toBeGreaterThan(rate.low * 0.9);
        expect(mean).toBeLessThan(rate.high * 1.1);
      }
      expect(model.sensitivity.value).toBeGreaterThan(model.falsePositiveRate.value);
    });

    it('closes once and for all', async () => {
      const other = await load();
      await other.close();
      await other.close();
      await expect(other.classify(crops(1))).rejects.toMatchObject({
        name: 'ModelError',
        code: 'classifier-closed',
      });
    });
  });
}
