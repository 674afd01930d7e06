import type { RateEstimate } from '../counting/rate-estimate.js';
import type { SlideResult, Tally } from '../counting/result.js';
import { grouped, percent } from '../counting/rounding.js';
import { escapeHtml } from './escape.js';
import type { JudgedBy } from './judged-by.js';
import { fieldSection, type FieldSection } from './page-fields.js';
import { figures } from './page-figures.js';
import type { EmbeddedPicture } from './pictures.js';
import { pageStyle } from './slide-page-style.js';

/** One statement of the result, as it is told to readers. */
export interface PageRevision {
  readonly author: string;
  readonly when: string;
  readonly note: string;
  /** Its first sentence. */
  readonly statement: string;
}

export interface SlidePageContent extends FieldSection {
  readonly title: string;
  readonly slideId: string;
  /** When the page was made, in words; left out where no clock could be believed. */
  readonly writtenAt?: string;
  /** The latest; of an open slide what its fields say so far, where that can be said. */
  readonly result?: SlideResult;
  /** Given while the slide is open: what was counted by now. */
  readonly progress?: Tally;
  readonly model: JudgedBy;
  /** Close-ups of the cells with the highest scores, highest first. */
  readonly cells: readonly EmbeddedPicture[];
  /** Which cells these are, or why there are none. */
  readonly cellsNote?: string;
  /** What else is known of the slide: name and value. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** All statements of the result, first to last; shown where there is more than the first. */
  readonly revisions?: readonly PageRevision[];
}

/** One self-contained HTML page for a slide: result, pictures, quality and model. Every text in it is escaped. */
export function slidePage(content: SlidePageContent): string {
  const { result, slideId, title, writtenAt } = content;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Ringform</title>
<style>${pageStyle}</style>
</head>
<body>
${header(content)}
<main>
${result === undefined ? '' : figures(result)}
${revisions(content.revisions ?? [])}
${factSection(content.facts ?? [])}
${cellGallery(content)}
${fieldSection(content)}
${modelSection(content.model)}
</main>
<footer>Slide ${escapeHtml(slideId)}${writtenAt === undefined ? '' : ` · written ${escapeHtml(writtenAt)}`} · Screening aid: confirm by microscopist.</footer>
</body>
</html>
`;
}

/** The result's wording; of an open slide only how far it is, because its result can change. */
function header({ title, result, progress, revisions: stated = [] }: SlidePageContent): string {
  const sentences = progress === undefined ? (result?.wording ?? []) : progressWords(progress);
  const revisedBy = stated.length > 1 ? ` · revised by ${stated.at(-1)?.author ?? ''}` : '';
  return `<header class="verdict ${progress === undefined && result ? result.verdict : 'no-result'}">
<p class="kicker">Ringform · slide ${escapeHtml(`${title}${revisedBy}`)}</p>
<h1>${escapeHtml(sentences[0] ?? '')}</h1>
${sentences
  .slice(1)
  .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  .join('\n')}
</header>`;
}

function progressWords({ redCells, infected, fields }: Tally): readonly string[] {
  return [
    `Still counting: ${grouped(redCells)} red cells in ${grouped(fields)} ${fields === 1 ? 'field' : 'fields'} so far.`,
    `${grouped(infected)} of them called infected, before correction. No result yet: these numbers will change.`,
    'A count that was cut short goes on when the device starts again. Make this page anew once the slide is finished.',
  ];
}

function revisions(stated: readonly PageRevision[]): string {
  if (stated.length < 2) return '';
  const rows = stated
    .map(({ author, when, statement, note }) => [author, when, statement, note].map(escapeHtml))
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n');
  return `<section><h2>Revisions of the result</h2>
<div class="scroll"><table><thead><tr><th>By</th><th>When</th><th>Result</th><th>Why</th></tr></thead><tbody>
${rows}
</tbody></table></div></section>`;
}

function factSection(facts: readonly (readonly [string, string])[]): string {
  if (facts.length === 0) return '';
  return `<section><h2>Slide</h2>${definitions(facts)}</section>`;
}

function definitions(pairs: readonly (readonly [string, string])[]): string {
  return `<dl>
${pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('\n')}
</dl>`;
}

function cellGallery({ cells, cellsNote, model }: SlidePageContent): string {
  if (cells.length === 0 && cellsNote === undefined) return '';
  const threshold = model.threshold === undefined ? '' : ` (score ${model.threshold.toFixed(3)} or more)`;
  return `<section><h2>Cells a look would tell most about</h2>
${cells.length > 0 ? `<p class="note">Highest scores first; red frame: called infected${threshold}.</p>` : ''}
${cellsNote === undefined ? '' : `<p class="note">${escapeHtml(cellsNote)}</p>`}
<div class="cells">${cells
    .map(
      (cell) =>
        `<figure${cell.marked ? ' class="marked"' : ''}><img alt="" src="${cell.dataUri}"><figcaption>${escapeHtml(cell.caption)}</figcaption></figure>`,
    )
    .join('')}</div></section>`;
}

const NOT_KEPT = 'not kept with this slide';

function modelSection(model: JudgedBy): string {
  const rate = (of: RateEstimate | undefined, suffix = ''): string =>
    of === undefined
      ? NOT_KEPT
      : `${percent(of.value, 'nearest')} (95 % ${percent(of.low, 'down')} – ${percent(of.high, 'up')}; ${grouped(of.patients)} patients, ${grouped(of.cells)} cells)${suffix}`;
  return `<section><h2>Classifier</h2>${definitions([
    ['Model', model.name],
    ['SHA-256', model.sha256],
    ['Threshold', model.threshold?.toFixed(4) ?? NOT_KEPT],
    ['Sensitivity', rate(model.sensitivity)],
    ['False positives', rate(model.falsePositiveRate, ' of uninfected cells')],
  ])}<p class="note">Trained on P. falciparum and uninfected cells of one laboratory; it names no species. Elsewhere its rates may differ from these.</p></section>`;
}
