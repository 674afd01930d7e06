import type { Box } from '../base/box.js';
import { grouped } from '../counting/rounding.js';
import { escapeHtml } from '../report/escape.js';
import { CELL_LABELS, type CellLabel } from '../store/review-ledger.js';
import { cellId } from './cell-id.js';
import type { CellPicture } from './cell-pictures.js';
import type { ReviewSheet, SheetCell } from './review-sheet.js';
import { sheetSlide } from './sheet-csv.js';
import { sheetScript } from './sheet-script.js';

const WORDS: Readonly<Record<CellLabel, string>> = {
  parasitized: 'parasitized',
  uninfected: 'uninfected',
  'not-a-red-cell': 'not a red cell',
  unsure: 'unsure',
};

const style = `
*{box-sizing:border-box}body{margin:0;font:16px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:#1b1d22;background:#f5f6f8}
header,main{max-width:1180px;margin:0 auto;padding:1rem}h1{font-size:1.3rem;margin:0 0 .3rem}p{margin:.3rem 0;max-width:70ch}
nav{position:sticky;top:0;z-index:1;background:#fff;border-bottom:1px solid #dfe3e8;padding:.6rem 1rem;display:flex;gap:1rem;align-items:center;justify-content:center}
button{font:inherit;padding:.4rem 1rem}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:1rem}
figure{margin:0;background:#fff;border:1px solid #dfe3e8;border-radius:8px;padding:.6rem;scroll-margin:5rem 0 1rem}
figure.now{outline:3px solid #2f6fde}.view{position:relative;aspect-ratio:1;background:#e8eaee;display:flex;align-items:center;justify-content:center}
.view img{width:100%;height:100%;display:block}.view p{padding:1rem;color:#5d6470}
.mark{position:absolute;pointer-events:none;--c:#0b57d0;--l:14px;background:linear-gradient(var(--c) 0 0) 0 0/var(--l) 2px,linear-gradient(var(--c) 0 0) 0 0/2px var(--l),linear-gradient(var(--c) 0 0) 100% 0/var(--l) 2px,linear-gradient(var(--c) 0 0) 100% 0/2px var(--l),linear-gradient(var(--c) 0 0) 0 100%/var(--l) 2px,linear-gradient(var(--c) 0 0) 0 100%/2px var(--l),linear-gradient(var(--c) 0 0) 100% 100%/var(--l) 2px,linear-gradient(var(--c) 0 0) 100% 100%/2px var(--l);background-repeat:no-repeat}
.view:hover .mark{display:none}figcaption{display:flex;justify-content:space-between;margin:.4rem 0;font-variant-numeric:tabular-nums}
label{display:block;padding:.1rem 0}input[type=text]{width:100%;font:inherit;margin-top:.3rem}.quiet{color:#5d6470}
@media print{nav,input[type=text]{display:none}figure{break-inside:avoid}}
`;

/** The page of a sheet: one file with everything inside, to be opened in any browser, filled in and saved as CSV. `file` names that CSV. */
export function sheetPage(sheet: ReviewSheet, file: string): string {
  const { slide, blind, cells } = sheet;
  const title = `Review of slide ${slide.label}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body data-slide="${sheetSlide(slide.id)}" data-shown="${blind ? 'blind' : 'device'}" data-file="${escapeHtml(file)}">
<header><h1>${escapeHtml(title)}</h1>${intro(sheet)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('')}</header>
<nav><span id="told"></span><button id="save" type="button">Save the filled sheet</button></nav>
<main>${cells.map((one, i) => cellFigure(one, i + 1, blind)).join('\n')}</main>
<script>${sheetScript}</script></body></html>
`;
}

function intro({ slide, blind, cells, left, threshold }: ReviewSheet): readonly string[] {
  const order = blind
    ? 'The order tells nothing, and what the device said is not shown.'
    : threshold === undefined
      ? 'Cells called infected come first; the threshold of this slide was not kept.'
      : `Cells nearest to the threshold (${threshold.toFixed(3)}) come first, then those called infected.`;
  return [
    `${grouped(cells.length)} cells to look at${left > 0 ? `, ${grouped(left)} more of this slide are not here` : ''}. ${order}`,
    'The corners mark the cell that is meant; they go while the pointer is on the picture. Keys 1 to 4 label a cell and go on to the next, the arrows move. A cell left without a label counts as not looked at.',
    `Save, then: ringform review ${slide.id.slice(0, 8)} --take FILE --by NAME`,
  ];
}

function cellFigure(one: SheetCell, number: number, blind: boolean): string {
  const id = cellId(one);
  const device = blind ? '' : `${one.infected ? 'infected' : 'not infected'} ${one.score.toFixed(3)}`;
  const choices = CELL_LABELS.map(
    (label, i) =>
      `<label><input type="radio" name="${id}" value="${label}"> ${WORDS[label]} <span class="quiet">${i + 1}</span></label>`,
  ).join('');
  return `<figure data-cell="${id}" data-number="${number}"><div class="view">${view(one.picture, id)}</div>
<figcaption><b>${number} · ${id}</b><span class="quiet">${device}</span></figcaption>${choices}<input type="text" placeholder="note" aria-label="note on ${id}"></figure>`;
}

function view(picture: CellPicture, id: string): string {
  if (picture.from === 'nothing')
    return `<p>No picture: ${escapeHtml(picture.why)}. It cannot be judged here.</p>`;
  const uri = `data:image/jpeg;base64,${Buffer.from(picture.jpeg).toString('base64')}`;
  const corners = picture.from === 'frame' ? `<span class="mark" style="${place(picture.mark)}"></span>` : '';
  return `<img alt="cell ${id}" src="${uri}">${corners}`;
}

/** A little outside the box: the corners must not lie on the cell. */
function place({ x, y, width, height }: Box): string {
  const margin = 0.02;
  const [left, top] = [x - margin, y - margin].map((share) => Math.max(0, share));
  const right = Math.min(1, x + width + margin);
  const bottom = Math.min(1, y + height + margin);
  const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
  return `left:${percent(left)};top:${percent(top)};width:${percent(right - left)};height:${percent(bottom - top)}`;
}
