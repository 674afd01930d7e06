// Puts rendered slides through imaging, classifier and count, and the tables of what came back into docs/simulate.md.
//   node scripts/rendered-slides.mjs [--fields 12] [--seed 77] [--print]
// --print writes to standard output and leaves the document alone. Progress on standard error. Minutes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root, setup } from './setup.mjs';

const { values } = parseArgs({
  options: {
    fields: { type: 'string', default: '12' },
    seed: { type: 'string', default: '77' },
    print: { type: 'boolean', default: false },
  },
});
const fields = Number(values.fields);
const seed = Number(values.seed);
if (!Number.isSafeInteger(fields) || fields < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('Usage: node scripts/rendered-slides.mjs [--fields 12] [--seed 77] [--print]\n');
  process.exit(64);
}

setup();
const compiled = (file) => import(pathToFileURL(join(root, 'dist', file)).href);
const { RenderedMicroscope } = await compiled('capture/rendered-microscope.js');
const { STAINS } = await compiled('simulate/stain.js');
const { analyseField } = await compiled('imaging/analyse-field.js');
const { countedCells, cropCells } = await compiled('imaging/crop.js');
const { matchBoxes } = await compiled('evaluate/match-boxes.js');
const { defaultModel, loadModel } = await compiled('classify/load-model.js');
const { slideResult } = await compiled('counting/slide-result.js');
const { addField, emptyTally } = await compiled('counting/tally.js');
const classifier = await loadModel(defaultModel);
const { model } = classifier;

const percent = (share, digits = 1) => (Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : '–');
const stages = ['ring', 'trophozoite', 'schizont', 'gametocyte'];

/** Counts one rendered slide and compares it, cell by cell, with what is on it. */
async function through(slide) {
  const microscope = new RenderedMicroscope({ slide, fields });
  const sum = {
    there: 0,
    infected: 0,
    matched: 0,
    counted: 0,
    rejected: 0,
    clean: 0,
    falsely: 0,
    stages: {},
  };
  let tally = emptyTally;
  for await (const { name, image } of microscope.frames()) {
    const analysis = analyseField(image);
    if (!analysis.quality.ok) {
      sum.rejected++;
      continue;
    }
    const truth = microscope.truthOf(name);
    const cells = countedCells(analysis);
    const scores = await classifier.classify(cropCells(image, analysis, model.crop));
    const called = scores.map((score) => (score >= model.threshold ? 1 : 0));
    tally = addField(tally, { redCells: cells.length, infected: called.reduce((a, b) => a + b, 0) });
    const reds = truth.objects.filter(({ kind }) => kind === 'red');
    const whole = reds.filter((cell) => !cell.touchesBorder);
    const matches = matchBoxes({
      truth: whole.map(({ box }) => box),
      truthAside: reds.filter((cell) => cell.touchesBorder).map(({ box }) => box),
      counted: cells.map(({ box }) => box),
      countedAside: analysis.objects.filter((o) => o.kind === 'red' && !o.counted).map(({ box }) => box),
    });
    sum.there += matches.truth.filter((state) => state !== 'ignored').length;
    sum.counted += matches.counted.filter((state) => state !== 'ignored').length;
    sum.infected += truth.wholeInfected;
    whole.forEach((cell, i) => {
      const partner = matches.partner[i];
      if (partner < 0) return;
      sum.matched++;
      if (cell.stage === undefined) {
        sum.clean++;
        sum.falsely += called[partner];
      } else {
        const of = (sum.stages[cell.stage] ??= { found: 0, all: 0 });
        of.all++;
        of.found += called[partner];
      }
    });
  }
  const { sensitivity, falsePositiveRate } = model;
  return {
    ...sum,
    tally,
    result: slideResult(tally, { sensitivity, falsePositiveRate, stopped: 'no-more-fields' }),
  };
}

const lines = [
  `Weights: ${model.name}, sha256 ${model.sha256.slice(0, 12)}…, threshold ${model.threshold}; on held-out real cells sensitivity ` +
    `${percent(model.sensitivity.value)}, false positives ${percent(model.falsePositiveRate.value)} (one patient: mean ` +
    `${percent(model.falsePositiveRate.alpha / (model.falsePositiveRate.alpha + model.falsePositiveRate.beta))}). ` +
    `${fields} fields of 2028×1520 px a slide, seed ${seed}, other values as they come.`,
  '',
  '| stain | red cells | recall | precision | F1 | count error | uninfected called infected | rings found | trophozoites | schizonts | gametocytes |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
];
for (const stain of Object.keys(STAINS)) {
  process.stderr.write(`cells: ${stain}\n`);
  const mix = { ring: 0.85, trophozoite: 0.07, schizont: 0.04, gametocyte: 0.04 };
  const s = await through({ seed, parasitaemia: 0.15, stages: mix, stain });
  const recall = s.matched / s.there;
  const precision = s.matched / s.counted;
  const found = stages.map((stage) => `${s.stages[stage]?.found ?? 0}/${s.stages[stage]?.all ?? 0}`);
  lines.push(
    `| ${stain} | ${s.there} | ${recall.toFixed(3)} | ${precision.toFixed(3)} | ` +
      `${((2 * recall * precision) / (recall + precision)).toFixed(3)} | ${percent(s.counted / s.there - 1)} | ` +
      `${percent(s.falsely / s.clean, 2)} of ${s.clean} | ${found.join(' | ')} |`,
  );
}
lines.push(
  '',
  '| stain | asked | on the slide | called | answer | 95 % interval | asked value inside |',
  '|---|---|---|---|---|---|---|',
);
for (const stain of ['magenta', 'salmon', 'grey']) {
  for (const asked of [0, 0.001, 0.01, 0.05]) {
    process.stderr.write(`slide: ${stain}, ${percent(asked)}\n`);
    const s = await through({ seed: seed + 1, parasitaemia: asked, stain });
    const { value, low, high } = s.result.parasitaemia;
    const truth = `${s.infected} of ${s.there} (${percent(s.infected / s.there, 2)})`;
    lines.push(
      `| ${stain} | ${percent(asked)} | ${truth} | ${s.tally.infected} of ${s.tally.redCells} | ` +
        `${s.result.verdict}, ${percent(value, 2)} | ${percent(low, 2)} – ${percent(high, 2)} | ` +
        `${low <= asked && asked <= high ? 'yes' : '**no**'} |`,
    );
  }
}
await classifier.close();

const table = `${lines.join('\n')}\n`;
if (values.print) process.stdout.write(table);
else {
  const file = join(root, 'docs/simulate.md');
  const marks = ['<!-- figures: scripts/rendered-slides.mjs -->\n', '<!-- end of figures -->'];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`${file} has lost its marks for the figures`);
  writeFileSync(file, `${text.slice(0, from + marks[0].length)}\n${table}\n${text.slice(to)}`);
}
