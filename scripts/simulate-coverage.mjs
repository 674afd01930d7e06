// Simulates slides to show how often the interval of a count holds the truth, and puts the tables into docs/counting.md.
//   node scripts/simulate-coverage.mjs [--slides 2000] [--seed 7] [--scenario NAME] [--print]
// --print, or a single scenario, writes to standard output and leaves the document alone. Progress on standard error.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root, setup } from './setup.mjs';

function usage(message) {
  process.stderr.write(
    `simulate-coverage: ${message}\nUsage: node scripts/simulate-coverage.mjs [--slides 2000] [--seed 7] [--scenario NAME] [--print]\n`,
  );
  process.exit(64);
}

let options;
try {
  options = parseArgs({
    options: {
      slides: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '7' },
      scenario: { type: 'string' },
      print: { type: 'boolean', default: false },
    },
  }).values;
} catch (error) {
  usage(error.message);
}
const slides = Number(options.slides);
const seed = Number(options.seed);
if (!Number.isSafeInteger(slides) || slides < 1)
  usage(`--slides ${options.slides} is not a number of slides`);
if (!Number.isSafeInteger(seed)) usage(`--seed ${options.seed} is not a whole number`);

setup();
const compiled = (file) => import(pathToFileURL(join(root, 'dist/counting/coverage', file)).href);
const { simulateCoverage } = await compiled('coverage.js');
const { densities, scenarios } = await compiled('scenario.js');

const chosen = scenarios.filter(({ name }) => options.scenario === undefined || name === options.scenario);
if (chosen.length === 0)
  usage(`no scenario ${options.scenario}; there are ${scenarios.map(({ name }) => name).join(', ')}`);

const whole = (value) => Math.round(value).toLocaleString('en');
const percent = (share) => (100 * share).toFixed(1);
const rounded = (value) => whole(value < 1000 ? value : Number(value.toPrecision(3)));

function tableOf(scenario) {
  const started = performance.now();
  const rows = simulateCoverage(scenario, densities, slides, seed, (done) => {
    if (done % 50 !== 0 && done !== slides) return;
    const left = (((performance.now() - started) / done) * (slides - done)) / 1000;
    process.stderr.write(
      `\r${scenario.name}: ${done} of ${slides} slides × ${densities.length}, ${left.toFixed(0)} s left   `,
    );
  });
  process.stderr.write('\n');
  const lines = rows.map((row) =>
    [
      whole(row.density),
      `**${percent(row.coverage.value)}** (${percent(row.coverage.low)}–${percent(row.coverage.high)})`,
      `${percent(row.above / slides)} / ${percent(row.below / slides)}`,
      `${rounded(row.median.value)} (${rounded(row.median.low)}–${rounded(row.median.high)})`,
      row.density > 0 ? percent(row.within25) : '',
      whole(row.meanCells),
      ['positive', 'unclear', 'not-seen']
        .map((verdict) => percent(row.verdicts[verdict] / slides))
        .join(' / '),
      percent(row.others.raw),
      percent(row.others.exactRates),
    ].join(' | '),
  );
  return [
    `### ${scenario.title}`,
    '',
    `Scenario \`${scenario.name}\`; cell limit ${whole(scenario.cellLimit)}.`,
    '',
    '| true per µL | interval holds truth, % (of simulation) | lies above / below truth, % | median value (limits) per µL | value within ±25 %, % | cells counted, mean | positive / unclear / not seen, % | A, % | B, % |',
    '|--:|:-:|:-:|:-:|--:|--:|:-:|--:|--:|',
    ...lines.map((line) => `| ${line} |`),
    '',
  ].join('\n');
}

const tables = chosen.map(tableOf).join('\n');
if (options.print || options.scenario !== undefined) {
  process.stdout.write(tables);
} else {
  const path = join(root, 'docs/counting.md');
  const [start, end] = ['<!-- coverage: made by scripts/simulate-coverage.mjs -->', '<!-- /coverage -->'];
  const before = readFileSync(path, 'utf8');
  const from = before.indexOf(start);
  const to = before.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has lost its markers ${start} … ${end}`);
  const made = `${whole(slides)} slides at each density and scenario, seed ${seed}.`;
  writeFileSync(path, `${before.slice(0, from)}${start}\n\n${made}\n\n${tables}\n${before.slice(to)}`);
  process.stderr.write(`written to ${path}\n`);
}
