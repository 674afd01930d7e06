// Runs on any processor: what the program as built gives for known crops and for a known field, down to the bits, as JSON.
// `guest-golden.mjs CROPS CELLS JPEG`: raw bytes of as many crops as the shipped model takes them; the golden field as JPEG
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../dist/capture/decode.js';
import { slideResult } from '../../dist/counting/slide-result.js';
import { defaultModel, loadModel, readModel } from '../../dist/classify/load-model.js';
import { OnnxClassifier } from '../../dist/classify/onnx-classifier.js';
import { goldenOf, goldenPicture } from '../../dist/doctor/golden-checks.js';
import { analyseField } from '../../dist/imaging/analyse-field.js';
import { cropCells } from '../../dist/imaging/crop.js';
import { DEFAULT_OPTICS } from '../../dist/simulate/optics.js';
import { renderField } from '../../dist/simulate/render-field.js';
import { renderSlide } from '../../dist/simulate/slide.js';
import { InlineFieldCounter } from '../../dist/slide/counter/inline-field-counter.js';

const [cropsFile, cells, jpeg] = process.argv.slice(2);
const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const hash = (data) => createHash('sha256').update(data).digest('hex');

async function netFacts() {
  const { manifest, weights } = await readModel(defaultModel);
  const classifier = await OnnxClassifier.start(manifest, weights);
  try {
    const data = new Uint8Array(readFileSync(cropsFile));
    const logits = await classifier.logits({ count: Number(cells), data });
    const net = { first: [...logits.subarray(0, 8)], logits: hash(bytes(logits)) };
    return { manifest, net };
  } finally {
    await classifier.close();
  }
}

function imagingFacts(picture, spec) {
  const { labels, ...told } = analyseField(picture);
  return {
    picture: hash(picture.data),
    labels: hash(bytes(labels.data)),
    // Written out, a number's text tells its bits.
    analysis: hash(JSON.stringify(told)),
    crops: hash(cropCells(picture, { labels, ...told }, spec).data),
  };
}

function renderedFact() {
  const optics = { ...DEFAULT_OPTICS, width: 160, height: 120, micrometresPerPixel: 0.3 };
  const slide = renderSlide({ seed: 11, parasitaemia: 0.2 });
  return hash(renderField(slide, optics, { x: 0, y: 0 }).image.data);
}

/** What the display would say of three slides, value and interval of the infected share, with rates that no model changes. */
function resultFacts() {
  const rate = (alpha, beta) => {
    return { value: alpha / (alpha + beta), low: 0, high: 1, patients: 30, cells: 3000, alpha, beta };
  };
  const circumstances = {
    sensitivity: rate(27, 3),
    falsePositiveRate: rate(0.75, 149.25),
    stopped: 'no-more-fields',
  };
  return [0, 60, 700].map((infected) => {
    const tally = { fields: 30, redCells: 5000, infected };
    const { verdict, parasitaemia } = slideResult(tally, circumstances);
    return { verdict, ...parasitaemia };
  });
}

async function countFacts(picture) {
  const counter = new InlineFieldCounter(await loadModel(defaultModel));
  try {
    return await goldenOf(counter, picture);
  } finally {
    await counter.close();
  }
}

const picture = await decodeImage(readFileSync(goldenPicture));
const { manifest, net } = await netFacts();
const facts = {
  arch: process.arch,
  net,
  jpeg: hash((await decodeImage(readFileSync(jpeg))).data),
  imaging: imagingFacts(picture, manifest.crop),
  rendered: renderedFact(),
  count: await countFacts(picture),
  results: resultFacts(),
};
process.stdout.write(JSON.stringify(facts));
