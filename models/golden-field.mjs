// Makes models/golden-field.png and .json: a rendered field that ships with the program, and what the shipped weights say of
// it. The self-test counts it on every device. The picture is made once; the facts whenever weights or imaging change.
// Usage: npm run build && node models/golden-field.mjs [--picture]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeImage } from '../dist/capture/decode.js';
import { encodePng } from '../dist/capture/encode.js';
import { defaultModel } from '../dist/classify/load-model.js';
import { goldenFacts, goldenOf, goldenPicture } from '../dist/doctor/golden-checks.js';
import { DEFAULT_OPTICS } from '../dist/simulate/optics.js';
import { renderField } from '../dist/simulate/render-field.js';
import { renderSlide } from '../dist/simulate/slide.js';
import { ThreadedFieldCounter } from '../dist/slide/counter/threaded-field-counter.js';

if (process.argv.includes('--picture') || !existsSync(goldenPicture)) {
  const slide = renderSlide({ seed: 20_261_123, parasitaemia: 0.2 });
  const optics = { ...DEFAULT_OPTICS, width: 640, height: 480, micrometresPerPixel: 0.175, noise: 0.8 };
  writeFileSync(goldenPicture, await encodePng(renderField(slide, optics, { x: 0, y: 0 }).image));
}
const counter = await ThreadedFieldCounter.start(defaultModel);
try {
  const facts = await goldenOf(counter, await decodeImage(readFileSync(goldenPicture)));
  writeFileSync(goldenFacts, `${JSON.stringify(facts, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(facts)}\n`);
} finally {
  await counter.close();
}
