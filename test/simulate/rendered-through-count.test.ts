import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RenderedMicroscope } from '../../src/capture/rendered-microscope.js';
import type { CellClassifier } from '../../src/classify/classifier.js';
import { defaultModel, loadModel } from '../../src/classify/load-model.js';
import type { SlideResult, Tally } from '../../src/counting/result.js';
import { slideResult } from '../../src/counting/slide-result.js';
import { addField, emptyTally } from '../../src/counting/tally.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { cropCells } from '../../src/imaging/crop.js';

describe('a rendered slide through imaging, the shipped weights and the count', () => {
  let classifier: CellClassifier;
  beforeAll(async () => {
    classifier = await loadModel(defaultModel);
  });
  afterAll(() => classifier.close());

  const count = async (
    parasitaemia: number,
  ): Promise<{ result: SlideResult; infected: number; there: number }> => {
    const optics = { width: 1024, height: 768, micrometresPerPixel: 0.14 };
    const microscope = new RenderedMicroscope({ slide: { seed: 78, parasitaemia }, fields: 3, optics });
    const { model } = classifier;
    let tally: Tally = emptyTally;
    let infected = 0;
    let there = 0;
    for await (const frame of microscope.frames()) {
      if ('error' in frame) throw frame.error;
      const analysis = analyseField(frame.image);
      const scores = await classifier.classify(cropCells(frame.image, analysis, model.crop));
      const called = scores.filter((score) => score >= model.threshold).length;
      tally = addField(tally, { redCells: scores.length, infected: called });
      infected += microscope.truthOf(frame.name).wholeInfected;
      there += microscope.truthOf(frame.name).wholeRedCells;
    }
    const { sensitivity, falsePositiveRate } = model;
    return {
      result: slideResult(tally, { sensitivity, falsePositiveRate, stopped: 'no-more-fields' }),
      infected,
      there,
    };
  };

  it.each([0, 0.001, 0.01, 0.05])(
    'comes back with the asked share %d inside the interval',
    async (parasitaemia) => {
      const { result, there } = await count(parasitaemia);
      expect(Math.abs(result.redCells / there - 1)).toBeLessThan(0.08);
      expect(result.parasitaemia.low).toBeLessThanOrEqual(parasitaemia);
      expect(result.parasitaemia.high).toBeGreaterThanOrEqual(parasitaemia);
    },
  );

  it('tells a heavily infected slide from a clean one', async () => {
    const [clean, heavy] = [await count(0), await count(0.25)];
    expect(heavy.infected / heavy.there).toBeGreaterThan(0.2);
    expect(heavy.result.verdict).toBe('positive');
    expect(clean.result.verdict).not.toBe('positive');
    expect(heavy.result.parasitaemia.low).toBeGreaterThan(clean.result.parasitaemia.value);
    expect(heavy.result.parasitaemia.high).toBeGreaterThan(heavy.infected / heavy.there);
  });
});
