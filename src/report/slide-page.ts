import type { ModelCard } from '../classify/classifier.js';
import type { Interval, SlideResult } from '../counting/result.js';
import { density, grouped, percent } from '../counting/rounding.js';
import type { CountedField, UnreadableFrame } from '../slide/counted-field.js';
import { escapeHtml } from './escape.js';
import { overlayColours } from './overlay.js';
import { pageStyle } from './slide-page-style.js';

/** A picture inside the page: `data:` URI, so that the file stands alone when it is copied or mailed. */
export interface EmbeddedPicture {
  readonly dataUri: string;
  readonly caption: string;
  /** Framed in red: called infected. */
  readonly marked?: boolean;
}

export interface SlidePageContent {
  readonly title: string;
  readonly slideId: string;
  readonly writtenAt: string;
  readonly result: SlideResult;
  readonly model: ModelCard;
  readonly fields: readonly CountedField[];
  readonly unreadable: readonly UnreadableFrame[];
  /** Overlay of a field, where it is embedded. */
  readonly overlays: ReadonlyMap<number, EmbeddedPicture>;
  /** Close-ups of the cells with the highest scores, highest first. */
  readonly cells: readonly EmbeddedPicture[];
}

/** One self-contained HTML page for a slide: result, pictures, quality and model. Every text in it is escaped. */
export function slidePage(content: SlidePageContent): string {
  const { result } = content;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.title)} – Ringform</title>
<style>${pageStyle}</style>
</head>
<body>
<header class="verdict ${result.verdict}">
<p class="kicker">Ringform · slide ${escapeHtml(content.title)}</p>
<h1>${escapeHtml(result.wording[0] ?? '')}</h1>
${result.wording
  .slice(1)
  .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  .join('\n')}
</header>
<main>
${figures(result)}
${cellGallery(content)}
${fieldSection(content)}
${modelSection(content.model)}
</main>
<footer>Slide ${escapeHtml(content.slideId)} · written ${escapeHtml(content.writtenAt)} · Screening aid: confirm by microscopist.</footer>
</body>
</html>
`;
}

function figures(result: SlideResult): string {
  const estimates: [string, string, string][] =
    result.verdict === 'no-result'
      ? [['Parasitaemia', '–', 'too few red cells were counted to say']]
      : [
          [
            'Parasitaemia',
            percent(result.parasitaemia.value, 'nearest'),
            interval(result.parasitaemia, percent),
          ],
          [
            'Parasites per µL',
            density(result.perMicrolitre.value, 'nearest'),
            interval(result.perMicrolitre, density),
          ],
        ];
  const cards: [string, string, string][] = [
    ...estimates,
    [
      'Red cells counted',
      grouped(result.redCells),
      `in ${grouped(result.fields)} ${result.fields === 1 ? 'field' : 'fields'}`,
    ],
    ['Called infected', grouped(result.infected), 'before correction for the classifier'],
    [
      'Red cells per µL',
      grouped(result.redCellsPerMicrolitre.value),
      result.redCellsPerMicrolitre.source === 'assumed' ? 'assumed, not measured' : 'measured',
    ],
  ];
  return `<section class="cards">${cards
    .map(
      ([name, value, note]) =>
        `<div class="card"><h2>${escapeHtml(name)}</h2><p class="value">${escapeHtml(value)}</p><p class="note">${escapeHtml(note)}</p></div>`,
    )
    .join('')}</section>
${intervalBar(result)}`;
}

function interval(of: Interval, words: typeof percent): string {
  return `95 % interval ${words(of.low, 'down')} – ${words(of.high, 'up')}`;
}

/** The interval per µL on a logarithmic axis from 10 to 1,000,000, with the 2 % and 10 % severity marks. */
function intervalBar(result: SlideResult): string {
  if (result.verdict === 'no-result') return '';
  const width = 720;
  const at = (perMicrolitre: number): number =>
    30 + ((Math.log10(Math.min(1e6, Math.max(10, perMicrolitre))) - 1) / 5) * (width - 60);
  const perCell = result.redCellsPerMicrolitre.value;
  const ticks = [10, 100, 1000, 10000, 100000, 1000000]
    .map(
      (value) =>
        `<line x1="${at(value).toFixed(1)}" x2="${at(value).toFixed(1)}" y1="34" y2="42" stroke="#888"/><text x="${at(value).toFixed(1)}" y="58" text-anchor="middle">${grouped(value)}</text>`,
    )
    .join('');
  const marks = [0.02, 0.1]
    .map(
      (share) =>
        `<line x1="${at(share * perCell).toFixed(1)}" x2="${at(share * perCell).toFixed(1)}" y1="8" y2="38" stroke="#c33" stroke-dasharray="3 3"/><text x="${at(share * perCell).toFixed(1)}" y="8" text-anchor="middle" fill="#a22">${(share * 100).toFixed(0)} %</text>`,
    )
    .join('');
  const left = at(result.perMicrolitre.low);
  const right = at(result.perMicrolitre.high);
  const point =
    result.perMicrolitre.value > 0
      ? `<circle cx="${at(result.perMicrolitre.value).toFixed(1)}" cy="30" r="6" fill="#111"/>`
      : '';
  return `<figure class="bar"><svg viewBox="0 0 ${width} 64" role="img" aria-label="95 % interval, parasites per microlitre, logarithmic">
<line x1="30" x2="${width - 30}" y1="38" y2="38" stroke="#888"/>${ticks}${marks}
<rect x="${left.toFixed(1)}" y="25" width="${Math.max(2, right - left).toFixed(1)}" height="10" rx="5" fill="#5b7db1"/>${point}</svg>
<figcaption>Parasites per µL, logarithmic. Bar: 95 % interval; what lies left of 10 is drawn at 10. Dashed: 2 % and 10 % of red cells.</figcaption></figure>`;
}

function cellGallery(content: SlidePageContent): string {
  if (content.cells.length === 0) return '';
  return `<section><h2>Cells a look would tell most about</h2>
<p class="note">Highest scores first; red frame: called infected (score ${content.model.threshold.toFixed(3)} or more).</p>
<div class="cells">${content.cells
    .map(
      (cell) =>
        `<figure${cell.marked ? ' class="marked"' : ''}><img alt="" src="${cell.dataUri}"><figcaption>${escapeHtml(cell.caption)}</figcaption></figure>`,
    )
    .join('')}</div></section>`;
}

function fieldSection(content: SlidePageContent): string {
  const rows = content.fields
    .map((field) => {
      const advice = field.quality.findings
        .filter((finding) => !finding.ok)
        .map((finding) => finding.advice ?? finding.check);
      if (field.seenBefore > 0) advice.push(`${Math.round(field.seenBefore * 100)} % of it was seen before`);
      return `<tr class="${field.accepted ? '' : 'out'}"><td>${escapeHtml(field.name)}</td><td>${field.accepted ? 'counted' : 'left out'}</td><td class="n">${grouped(field.redCells)}</td><td class="n">${grouped(field.infected)}</td><td class="n">${field.cellDiameter > 0 ? field.cellDiameter.toFixed(0) : '–'}</td><td>${escapeHtml(advice.join('; ') || 'good')}</td></tr>`;
    })
    .join('\n');
  const unreadable = content.unreadable
    .map(
      (frame) =>
        `<tr class="out"><td>${escapeHtml(frame.name)}</td><td>not readable</td><td></td><td></td><td></td><td>${escapeHtml(`${frame.message} ${frame.remedy}`)}</td></tr>`,
    )
    .join('\n');
  const pictures = content.fields
    .map((field) => content.overlays.get(field.ordinal))
    .filter((picture) => picture !== undefined)
    .map(
      (picture) =>
        `<figure><img alt="" loading="lazy" src="${picture.dataUri}"><figcaption>${escapeHtml(picture.caption)}</figcaption></figure>`,
    )
    .join('\n');
  return `<section><h2>Fields</h2>
<div class="scroll"><table><thead><tr><th>Field</th><th></th><th class="n">Red cells</th><th class="n">Called infected</th><th class="n">Cell diameter, px</th><th>Quality</th></tr></thead><tbody>
${rows}
${unreadable}
</tbody></table></div>
<p class="legend">${legend()}</p>
${content.overlays.size < content.fields.length ? `<p class="note">The first ${content.overlays.size} fields; the pictures of all lie in the folder overlays beside this page.</p>` : ''}
<div class="fields">${pictures}</div></section>`;
}

function legend(): string {
  const words: Record<keyof typeof overlayColours, string> = {
    counted: 'red cell, counted',
    infected: 'called infected',
    border: 'cut by the border, not counted',
    seenBefore: 'counted in an earlier field',
    white: 'white cell',
    platelet: 'platelet',
    debris: 'stain or dirt',
    clump: 'clump, not counted',
  };
  return (Object.keys(words) as (keyof typeof overlayColours)[])
    .map(
      (key) =>
        `<span><i style="background:rgb(${overlayColours[key].join(',')})"></i>${escapeHtml(words[key])}</span>`,
    )
    .join(' ');
}

function modelSection(model: ModelCard): string {
  const rate = (of: ModelCard['sensitivity']): string =>
    `${percent(of.value, 'nearest')} (95 % ${percent(of.low, 'down')} – ${percent(of.high, 'up')}; ${grouped(of.patients)} patients, ${grouped(of.cells)} cells)`;
  return `<section><h2>Classifier</h2><dl>
<dt>Model</dt><dd>${escapeHtml(model.name)}</dd>
<dt>SHA-256</dt><dd class="hash">${escapeHtml(model.sha256)}</dd>
<dt>Threshold</dt><dd>${model.threshold.toFixed(4)}</dd>
<dt>Sensitivity</dt><dd>${escapeHtml(rate(model.sensitivity))}</dd>
<dt>False positives</dt><dd>${escapeHtml(rate(model.falsePositiveRate))} of uninfected cells</dd>
</dl><p class="note">Trained on P. falciparum and uninfected cells of one laboratory; it names no species. Elsewhere its rates may differ from these.</p></section>`;
}
