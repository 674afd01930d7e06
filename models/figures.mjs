// The model card's figures on the NIH cells, from the committed out-of-fold scores: nothing is trained or run.
// Usage: node models/figures.mjs [--scores models/out-of-fold.csv] [--manifest models/ringform-cells.json] [--dist dist]
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { byPatient, readScores } from './scores.mjs';

const { values: options } = parseArgs({
  options: {
    scores: { type: 'string', default: 'models/out-of-fold.csv' },
    manifest: { type: 'string', default: 'models/ringform-cells.json' },
    dist: { type: 'string', default: 'dist' },
  },
});
const load = (file) => import(pathToFileURL(path.resolve(options.dist, file)).href);
const { calibrated } = await load('classify/score.js');
const { clusteredRateInterval } = await load('counting/rates/clustered-rate.js');
const { studentQuantile } = await load('counting/rates/incomplete-beta.js');
const manifest = JSON.parse(await readFile(options.manifest, 'utf8'));
const cells = readScores(await readFile(options.scores, 'utf8'));
for (const cell of cells) cell.score = Math.fround(calibrated(cell.evidence, manifest.calibration));
const folds = [...new Set(cells.map((cell) => cell.fold))].sort();

const percent = (value) => (100 * value).toFixed(2).padStart(6);
const share = (list, wanted) => list.filter(wanted).length / list.length;
const quantile = (list, q) => {
  const sorted = [...list].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  return sorted[Math.floor(at)] + (at % 1) * ((sorted[Math.ceil(at)] ?? 0) - sorted[Math.floor(at)]);
};
/** Sensitivities of the patients with ten labelled parasites or more: fewer make a tenth percentile of chance. */
const patientSensitivities = (list, threshold) =>
  [...byPatient(list.filter((cell) => cell.infected)).values()]
    .filter((group) => group.length >= 10)
    .map((group) => share(group, (cell) => cell.score >= threshold));
function area(list) {
  const sorted = [...list].sort((a, b) => a.evidence - b.evidence);
  let [ranks, from] = [0, 0];
  while (from < sorted.length) {
    let to = from;
    while (to < sorted.length && sorted[to].evidence === sorted[from].evidence) to++;
    for (let i = from; i < to; i++) if (sorted[i].infected) ranks += (from + to + 1) / 2;
    from = to;
  }
  const positives = list.filter((cell) => cell.infected).length;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (list.length - positives));
}

for (const [name, { value: threshold }] of Object.entries({
  operating: manifest.operating,
  balanced: manifest.balanced,
})) {
  console.log(`${name} threshold ${threshold}`);
  console.log(
    'fold  cells  accuracy  sensitivity  specificity   AUC %   10th percentile of patients’ sensitivity',
  );
  const line = (label, list) => {
    const infected = list.filter((cell) => cell.infected);
    const clean = list.filter((cell) => !cell.infected);
    const accuracy = share(list, (cell) => cell.score >= threshold === cell.infected);
    const sensitivity = share(infected, (cell) => cell.score >= threshold);
    const specificity = share(clean, (cell) => cell.score < threshold);
    const tenth = quantile(patientSensitivities(list, threshold), 0.1);
    console.log(
      `${label.padEnd(4)} ${String(list.length).padStart(6)}   ${percent(accuracy)}       ${percent(sensitivity)}       ${percent(specificity)}  ${percent(area(list))}   ${percent(tenth)}`,
    );
    return accuracy;
  };
  const accuracies = folds.map((fold) =>
    line(
      String(fold),
      cells.filter((cell) => cell.fold === fold),
    ),
  );
  line('all', cells);
  if (folds.length > 1) {
    const mean = accuracies.reduce((sum, a) => sum + a, 0) / accuracies.length;
    const spread = Math.sqrt(
      accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0) / (accuracies.length - 1),
    );
    const half = (studentQuantile(0.05, accuracies.length - 1) * spread) / Math.sqrt(accuracies.length);
    console.log(
      `mean of the folds' accuracies ${percent(mean)} ± ${percent(spread)} (standard deviation); 95 % interval ${percent(mean - half)} to ${percent(mean + half)}`,
    );
  }
  for (const [word, wanted] of [
    ['sensitivity', true],
    ['false positives', false],
  ]) {
    const counts = [...byPatient(cells.filter((cell) => cell.infected === wanted)).values()].map((group) => ({
      cells: group.length,
      positives: group.filter((cell) => cell.score >= threshold).length,
    }));
    const { value, low, high } = clusteredRateInterval(counts);
    const perMicrolitre = wanted
      ? ''
      : `; per µL of clean blood, at 5,000,000 red cells: ${Math.round(5e6 * value)} (${Math.round(5e6 * low)} to ${Math.round(5e6 * high)})`;
    console.log(
      `${word}, all folds, patients as clusters: ${percent(value)} (${percent(low)} to ${percent(high)})${perMicrolitre}`,
    );
  }
  console.log('');
}
// Calibration: expected calibration error over ten bins of the score, both labels weighted alike.
const weights = {
  true: 0.5 / cells.filter((c) => c.infected).length,
  false: 0.5 / cells.filter((c) => !c.infected).length,
};
let error = 0;
for (let bin = 0; bin < 10; bin++) {
  const part = cells.filter((cell) => Math.min(9, Math.floor(10 * cell.score)) === bin);
  let [weight, score, infected] = [0, 0, 0];
  for (const cell of part) {
    const w = weights[cell.infected];
    weight += w;
    score += w * cell.score;
    if (cell.infected) infected += w;
  }
  error += Math.abs(score - infected);
}
console.log(`expected calibration error ${percent(error)} % (labels weighted alike)`);
