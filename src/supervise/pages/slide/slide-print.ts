import type { SlideBody } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import { html, type Html } from '../../layout/html.js';
import { facts } from '../../layout/parts.js';
import { densitySpan, densityText, shareSpan, shareText } from '../amounts.js';
import type { Look } from '../look.js';
import { intervalBar } from '../plots/interval-bar.js';
import { deviceNumbers, slideDate, time } from '../result-parts.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';
import { byWorthOfLook, shareForLook } from '../worth-of-look.js';
import { cellKey } from './slide-cells.js';
import { lastWord } from './slide-history.js';

/** Pictures on paper. */
const PICTURES = 6;

/** What goes on paper instead of the page: one sheet with result, interval, counts, quality, classifier, reviewer and a line to sign. */
export function printBlock(detail: SlideDetail, statement: SlideBody, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const results = resultWords[language];
  const { line } = detail;
  const { result, model, fields } = statement;
  const word = lastWord(detail.words);
  const refused = fields.filter(({ accepted }) => !accepted).length;
  const age = line.ageBand as keyof typeof results.ageBand | undefined;
  const sex = line.sex as keyof typeof results.sex | undefined;
  const pictures = byWorthOfLook(detail.cells, shareForLook(result.parasitaemia))
    .filter(({ hasPicture }) => hasPicture)
    .slice(0, PICTURES);
  return html`<div class="printonly">
    <h2>${words.deviceResult}${formats.colon}${results.standing[result.verdict]}</h2>
    ${
      result.verdict === 'positive'
        ? html`<p class="big">
            ${shareText(formats, result.parasitaemia.value, 'nearest')} ${results.ofRedCells}
            (${results.interval} ${shareSpan(formats, result.parasitaemia)})<br />${densityText(formats, result.perMicrolitre.value, 'nearest')}
            ${results.parasitesPerMicrolitre} (${densitySpan(formats, result.perMicrolitre)})
          </p>`
        : html`<p class="big">${deviceNumbers(line, look)}</p>`
    }
    ${result.verdict !== 'no-result' && intervalBar(result, formats, words.logarithmic)}
    <p>
      ${results.redCellsAre[result.redCellsPerMicrolitre.source](formats.number(result.redCellsPerMicrolitre.value))}
    </p>
    ${facts([
      [words.site, line.site],
      [words.device, `${line.deviceName} (${line.device})`],
      [words.date, slideDate(line.date, look)],
      [words.received, time(line.date.receivedAtMs, formats)],
      [
        words.patient,
        `${words.ageBand}${formats.colon}${age ? results.ageBand[age] : words.notKnown} · ${words.sex}${formats.colon}${sex ? results.sex[sex] : words.notKnown}`,
      ],
      [
        words.counted,
        `${formats.number(result.redCells)} · ${formats.counted(results.fields, result.fields)} · ${formats.counted(results.leftOut, refused)}`,
      ],
      [words.calledInfected, `${formats.number(result.infected)} (${words.beforeCorrection})`],
      [
        words.quality,
        `${results.stopped[result.stopped]}${result.stain ? ` · ${words.stainDots(shareText(formats, result.stain.dotted, 'nearest'))}` : ''}${result.stain?.dirty ? ` – ${results.dirtyStain}` : ''}`,
      ],
      [words.model, html`${model.name} <code>${model.sha256}</code>`],
      [
        words.reviewer,
        word
          ? `${word.reviewer}, ${formats.dateTime(word.atMs)}${formats.colon}${words.decision[word.decision]}${
              word.perMicrolitre === undefined
                ? ''
                : `, ${densityText(formats, word.perMicrolitre, 'nearest')} ${results.parasitesPerMicrolitre}`
            }${word.note === '' ? '' : ` – ${word.note}`}`
          : words.notReviewed,
      ],
      ['ID', line.slide],
    ])}
    ${
      pictures.length > 0 &&
      html`<p class="pictures">
        ${pictures.map(
          (cell) =>
            html`<img
              src="/slides/${line.slide}/cells/${cell.ordinal}/${cell.cell}.jpg"
              alt="${cellKey(cell)}"
              width="80"
              height="80"
              loading="lazy"
            />`,
        )}
      </p>`
    }
    <p class="sign">${words.signature}${formats.colon}</p>
    <p><b>${results.aid}</b></p>
  </div>`;
}
