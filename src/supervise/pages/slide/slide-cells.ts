import type { SlideBody } from '../../../record/slide-body.js';
import type { CellPicture } from '../../../registry/reading.js';
import type { CellWord } from '../../../registry/review-book.js';
import { may } from '../../app/visit.js';
import { html, markup, type Html } from '../../layout/html.js';
import { card } from '../../layout/parts.js';
import { scoreText } from '../amounts.js';
import type { Look } from '../look.js';
import { slideWords } from '../words-slide.js';
import { byWorthOfLook, shareForLook } from '../worth-of-look.js';
import type { SlidePage } from './slide-page.js';

export const CELL_LABELS = [
  'parasitized',
  'uninfected',
  'not-a-red-cell',
  'unsure',
] as const satisfies readonly CellWord['label'][];

/** Pictures that are shown at once: some 40 kB. */
const FIRST = 12;

/** What names a cell in addresses and to people: F4C17 is the 17th cell of field 4. */
export function cellKey({ ordinal, cell }: { readonly ordinal: number; readonly cell: number }): string {
  return `F${ordinal}C${cell}`;
}

/** The cells that have a picture, those that a look would tell most about first. */
export function cellsSection(
  { detail, allCells, problem }: SlidePage,
  { result }: SlideBody,
  look: Look,
): Html {
  const { formats, language } = look.visit;
  const words = slideWords[language];
  const ranked = byWorthOfLook(detail.cells, shareForLook(result.parasitaemia));
  const pictured = ranked.filter(({ hasPicture }) => hasPicture);
  const shown = allCells ? pictured : pictured.slice(0, FIRST);
  const without = ranked.length - pictured.length;
  if (ranked.length === 0) return card(words.cells, html`<p class="quiet">${words.noCells}</p>`);
  return html`<section class="card" id="cells">
    <h2>${words.cells}</h2>
    <p class="quiet small">
      ${words.cellsHint}${without > 0 && html` ${formats.counted(words.withoutPicture, without)}.`}
    </p>
    ${problem && (problem === 'label' || problem === 'no-such-cell') && html`<p class="problem">${words.refused[problem]}</p>`}
    <ul class="cells">
      ${shown.map((cell) => cellItem(detail.line.slide, cell, allCells, look))}
    </ul>
    ${
      shown.length < pictured.length &&
      html`<p>
        <a class="button second" href="/slides/${detail.line.slide}?cells=all#cells"
          >${formats.counted(words.allCells, pictured.length)}</a
        >
      </p>`
    }
  </section>`;
}

/** One cell; also sent alone, in answer to a script that labelled it. */
export function cellItem(slide: string, picture: CellPicture, all: boolean, look: Look): Html {
  const { visit } = look;
  const words = slideWords[visit.language];
  const { ordinal, cell, score } = picture;
  const key = cellKey(picture);
  const mine = picture.words.find(({ reviewer }) => reviewer === visit.user?.name);
  return html`<li class="cell" id="${key}">
    <img
      src="/slides/${slide}/cells/${ordinal}/${cell}.jpg"
      alt="${key}"
      width="120"
      height="120"
      loading="lazy"
    />
    <div>
      <p class="small quiet">
        ${key}${score !== undefined && html` · ${words.score} ${scoreText(visit.formats, score)}`}
      </p>
      ${may(visit, 'reviewer') && labelForm(slide, picture, mine, all, look)}
      ${
        picture.words.length > 0 &&
        html`<ul class="words small">
          ${picture.words.map(
            ({ reviewer, label, note, atMs }) =>
              html`<li>
                ✓ <b>${words.label[label]}</b> – ${reviewer},
                ${visit.formats.dateTime(atMs)}${note !== '' && html`: ${note}`}
              </li>`,
          )}
        </ul>`
      }
    </div>
  </li>`;
}

function labelForm(
  slide: string,
  { ordinal, cell }: CellPicture,
  mine: CellWord | undefined,
  all: boolean,
  look: Look,
): Html {
  const words = slideWords[look.visit.language];
  return html`<form
    method="post"
    action="/slides/${slide}/cells"
    class="labels"
    data-replace="${cellKey({ ordinal, cell })}"
  >
    ${look.visit.token}<input type="hidden" name="ordinal" value="${ordinal}" /><input
      type="hidden"
      name="cell"
      value="${cell}"
    />
    ${all && html`<input type="hidden" name="all" value="1" />`}
    ${CELL_LABELS.map(
      (label) =>
        html`<button
          class="second"
          name="label"
          value="${label}"
          ${mine?.label === label ? markup('aria-pressed="true"') : ''}
        >
          ${words.label[label]}
        </button>`,
    )}
  </form>`;
}
