import { encodeWebp } from '../capture/encode.js';
import { grouped } from '../counting/rounding.js';
import { percent, percentInterval, perMicrolitreInterval } from '../evaluate/numbers.js';
import { reliabilityPlot } from '../evaluate/truth-table/calibration.js';
import type { AtThreshold, HeldOutFigures, TruthTable } from '../evaluate/truth-table/document.js';
import type { TruthTableResult } from '../evaluate/truth-table/truth-table.js';
import { goalsWords, goalWords, overWords, rowWords, verdictWords } from '../evaluate/truth-table/words.js';
import { plotSubtitle } from '../evaluate/truth-table/write-gallery.js';
import { escapeHtml } from './escape.js';
import { pageStyle } from './slide-page-style.js';

const style = `${pageStyle}
.met{color:#0b6b3a}.missed{color:#b00020;font-weight:600}.not-shown{color:#8a5a00}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem}.tiles figure{margin:0;width:206px}.tiles img{width:100px;height:100px;border-radius:4px;vertical-align:top}
.tiles img+img{margin-left:4px;image-rendering:pixelated}.tiles figcaption{overflow-wrap:anywhere}tr.kind td{color:var(--quiet);border:0;padding-top:0}tr.kind td:first-child{padding-left:2rem}
.warning{border-color:#b00020;color:#b00020}`;

/** The truth table as one page that stands alone: both tables at every threshold, reliability, and pictures of the failures. */
export async function truthTablePage(result: TruthTableResult): Promise<string> {
  const { table } = result;
  const { model, predictions, auc, calibration } = table;
  const title = `Slide-level truth of ${model.name} ${model.version}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><header><p class="kicker">${escapeHtml(model.sha256)}</p><h1>${escapeHtml(title)}</h1><p>What is found and what is called falsely, at the same threshold. Intervals are 95 %.</p></header><main>
${table.warnings.map((warning) => `<section class="warning">${escapeHtml(warning)}</section>`).join('\n')}
${table.thresholds.map(thresholdSection).join('\n')}
<section><h2>Calibration on held-out patients</h2><p class="note">${grouped(predictions.cells)} cells of ${predictions.patients} patients, ${predictions.uninfectedPatients} of them uninfected; AUC ${percentInterval(auc)}; expected error ${percent(calibration.expectedError)}, both labels weighted alike.</p>
<div class="bar">${reliabilityPlot(calibration, plotSubtitle(table))}</div></section>
${await gallery(result)}
<section><h2>Notes</h2><ul>${table.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>${problems(table)}</section>
</main></body></html>
`;
}

function problems({ problems: all }: TruthTable): string {
  if (all.length === 0) return '';
  return `<p>Not used:</p><ul>${all.map(({ file, message }) => `<li>${escapeHtml(`${file}: ${message}`)}</li>`).join('')}</ul>`;
}

function thresholdSection(at: AtThreshold): string {
  const { name, threshold, found, falsePositives, heldOut } = at;
  const heading = `At threshold ${threshold}${name === 'given' ? '' : ` (${name})`}`;
  const foundRows = found.map((row) =>
    tableRow(row, [
      grouped(row.cells),
      `${grouped(row.found)}${row.notSegmented ? ` (${row.notSegmented} not cut)` : ''}`,
      percentInterval(row.share),
    ], row.share.value),
  ); // prettier-ignore
  const falseRows = falsePositives.map(
    (row) =>
      tableRow(
        row,
        [grouped(row.cells), grouped(row.positives), perMicrolitreInterval(row.perMicrolitre)],
        row.perMicrolitre.value,
      ) +
      (row.byKind.length < 2 ? [] : row.byKind)
        .filter((kind) => kind.positives > 0)
        .map(
          (kind) =>
            `<tr class="kind"><td>${escapeHtml(kind.kind)}</td><td class="n">${grouped(kind.cells)}</td><td class="n">${grouped(kind.positives)}</td><td colspan="4"></td></tr>`,
        )
        .join(''),
  );
  return `<section><h2>${escapeHtml(heading)}: found</h2>${htmlTable(['', 'infected', 'found', 'share', 'over', 'goal', ''], foundRows)}</section>
<section><h2>${escapeHtml(heading)}: false positives</h2>${htmlTable(['', 'uninfected', 'false', 'per µL', 'over', 'goal', ''], falseRows)}<p>${goalsWords(at)}</p></section>
<section><h2>${escapeHtml(heading)}: held-out patients, fold by fold</h2>${foldTable(heldOut)}</section>`;
}

function tableRow(
  row: AtThreshold['found'][number] | AtThreshold['falsePositives'][number],
  numbers: readonly string[],
  value: number,
): string {
  const verdict = verdictWords(row.goal, row.verdict, value);
  return (
    `<tr><td>${escapeHtml(rowWords(row))}</td>` +
    numbers.map((number) => `<td class="n">${escapeHtml(number)}</td>`).join('') +
    `<td>${overWords(row)}</td><td class="w">${escapeHtml(goalWords(row.goal))}</td><td class="w ${row.verdict ?? ''}">${verdict}</td></tr>`
  );
}

function foldTable({ folds, mean, tenthPercentile }: HeldOutFigures): string {
  const share = (value: number | null): string =>
    `<td class="n">${value === null ? '–' : (100 * value).toFixed(2)}</td>`;
  const rows = folds.map(
    (fold) =>
      `<tr><td>${escapeHtml(fold.fold)}</td><td class="n">${fold.patients}</td><td class="n">${grouped(fold.cells)}</td>${[fold.accuracy, fold.sensitivity, fold.specificity, fold.auc, fold.tenthPercentile].map(share).join('')}</tr>`,
  );
  const of = (name: 'accuracy' | 'sensitivity' | 'specificity'): string =>
    mean === null ? '<td></td>' : `<td class="n">${percentInterval(mean[name])}</td>`;
  const last = `<tr><td>mean</td><td></td><td></td>${of('accuracy')}${of('sensitivity')}${of('specificity')}<td></td><td class="n">${percentInterval(tenthPercentile)}</td></tr>`;
  const head = [
    'fold',
    'patients',
    'cells',
    'accuracy %',
    'sensitivity %',
    'specificity %',
    'AUC %',
    '10th percentile %',
  ];
  return htmlTable(head, [...rows, last]);
}

function htmlTable(head: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll"><table><thead><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

async function gallery({ table, tiles }: TruthTableResult): Promise<string> {
  const sections: string[] = [];
  for (const { set, group, n, kinds, notNamed } of table.failures) {
    const own = tiles.filter((tile) => tile.set === set && tile.group === group);
    if (own.length === 0) continue;
    const named = [
      ...kinds.map(({ kind, n: of }) => `${of} ${kind}`),
      ...(notNamed > 0 ? [`${notNamed} not looked at`] : []),
    ];
    const figures: string[] = [];
    for (const tile of own) {
      const around = await picture(tile.around, 80);
      const crop = tile.crop === undefined ? 'no cell cut' : await picture(tile.crop, 'lossless');
      const words = [tile.score < 0 ? '' : tile.score.toFixed(3), tile.label, tile.kind ?? ''].filter(
        (word) => word !== '',
      );
      const name = `${tile.file}${tile.at === undefined ? '' : ` at ${Math.round(tile.at.x)},${Math.round(tile.at.y)}`}`;
      figures.push(
        `<figure title="${escapeHtml(name)}">${around}${crop}<figcaption>${escapeHtml(words.join(' · '))}</figcaption></figure>`,
      );
    }
    const what = group === 'misses' ? 'misses' : 'false positives';
    sections.push(
      `<section><h2>${escapeHtml(set)}: ${what}, the worst ${own.length} of ${grouped(n)} at ${table.thresholds[0].threshold}</h2><p class="note">${escapeHtml(named.join(', '))}. Left: the cell and its surroundings; right: the crop as the net sees it.</p><div class="tiles">${figures.join('')}</div></section>`,
    );
  }
  return sections.join('\n');
}

async function picture(
  image: Parameters<typeof encodeWebp>[0],
  quality: number | 'lossless',
): Promise<string> {
  const bytes = Buffer.from(await encodeWebp(image, quality)).toString('base64');
  return `<img alt="" src="data:image/webp;base64,${bytes}">`;
}
