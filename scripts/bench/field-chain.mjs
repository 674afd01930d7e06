// A rendered field in memory and the whole chain over it: analyse, crop, classify.
import { analyseField } from '../../dist/imaging/analyse-field.js';
import { cropCells } from '../../dist/imaging/crop.js';
import { findDots } from '../../dist/imaging/deposits.js';
import { areaAverage } from '../../dist/imaging/planes.js';
import { scoreField } from '../../dist/classify/score-field.js';
import { defaultModel, loadModel } from '../../dist/classify/load-model.js';
import { DEFAULT_OPTICS } from '../../dist/simulate/optics.js';
import { renderField } from '../../dist/simulate/render-field.js';
import { renderSlide } from '../../dist/simulate/slide.js';

export async function fieldChain({ coverage, optics = DEFAULT_OPTICS }) {
  const slide = renderSlide({ seed: 7, parasitaemia: 0.02, coverage });
  const { image: frame, truth } = renderField(slide, optics, { x: 0, y: 0 });
  const classifier = await loadModel(defaultModel);
  const { crop } = classifier.model;
  const first = analyseField(frame);
  const batch = cropCells(frame, first, crop);
  const { scale, data: labels } = first.labels;
  const planes = areaAverage(frame, scale);
  const dotField = {
    ...planes,
    labels,
    usable: new Uint8Array(labels.length).fill(1),
    objects: first.objects,
    diameter: first.cellDiameter / scale,
  };
  return {
    frame,
    truth,
    workingScale: first.labels.scale,
    async run() {
      const started = performance.now();
      const analysis = analyseField(frame);
      const analysed = performance.now();
      const scores = await scoreField(classifier, frame, analysis);
      return { totalMs: performance.now() - started, analysisMs: analysed - started, cells: scores.length };
    },
    /** Milliseconds that looking for stain deposits takes of the analysis. */
    dotsMs() {
      const started = performance.now();
      findDots(dotField);
      return performance.now() - started;
    },
    /** Cells a second over about two seconds of whole batches. */
    async classifierRate() {
      const many = Math.ceil(64 / Math.max(1, batch.count));
      const data = new Uint8Array(64 * crop.size * crop.size * 3);
      for (let i = 0; i < many; i++)
        data.set(batch.data.subarray(0, data.length - i * batch.data.length), i * batch.data.length);
      let cells = 0;
      await classifier.classify({ count: 64, data });
      const started = performance.now();
      while (performance.now() - started < 2000) {
        await classifier.classify({ count: 64, data });
        cells += 64;
      }
      return cells / ((performance.now() - started) / 1000);
    },
    close: () => classifier.close(),
  };
}
