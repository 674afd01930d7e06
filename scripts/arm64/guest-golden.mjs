// Runs on any processor: what the program as built gives for known crops and for a known field, down to the bits, as JSON.
// `guest-golden.mjs CROPS CELLS JPEG`: raw bytes of as many crops as the shipped model takes them; the golden field as JPEG
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../dist/capture/decode.js';
import { defaultModel, loadModel, readModel } from '../../dist/classify/load-model.js';
import { OnnxClassifier } from '../../dist/classify/onnx-classifier.js';
import { goldenOf, goldenPicture } from '../../dist/doctor/golden-checks.js';
import { analyseField } from '../../dist/imaging/analyse-field.js';
import { cropCells } from '../../dist/imaging/crop.js';
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
    return { spec: manifest.crop, net };
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

async function countFacts(picture) {
  const counter = new InlineFieldCounter(await loadModel(defaultModel));
  try {
    return await goldenOf(counter, picture);
  } finally {
    await counter.close();
  }
}

const picture = await decodeImage(readFileSync(goldenPicture));
const { spec, net } = await netFacts();
const facts = {
  arch: process.arch,
  net,
  jpeg: hash((await decodeImage(readFileSync(jpeg))).data),
  imaging: imagingFacts(picture, spec),
  count: await countFacts(picture),
};
process.stdout.write(JSON.stringify(facts));
