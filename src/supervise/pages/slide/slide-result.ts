import { severityLimits } from '../../../counting/wording.js';
import type { SlideBody } from '../../../record/slide-body.js';
import { html, type Html } from '../../layout/html.js';
import { card, notice } from '../../layout/parts.js';
import { densitySpan, densityText, shareSpan, shareText } from '../amounts.js';
import type { Look } from '../look.js';
import { intervalBar } from '../plots/interval-bar.js';
import { toneOf } from '../result-parts.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';

type Result = SlideBody['result'];

/** The device's result: the numbers with their interval, drawn too; on how many cells they rest, and what they assume. */
export function resultSection({ result, fields }: SlideBody, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const results = resultWords[language];
  const refused = fields.filter(({ accepted }) => !accepted).length;
  const { value, source } = result.redCellsPerMicrolitre;
  return card(
    words.deviceResult,
    html`<p class="said">${verdictSentence(result, look)}</p>
      ${estimates(result, look)} ${caution(result, look)}
      ${result.verdict !== 'no-result' && intervalBar(result, formats, words.logarithmic)}
      <p>
        <b>${formats.counted(results.redCells, result.redCells)}</b> ·
        ${formats.counted(results.fields, result.fields)}${
          refused > 0 && html` · ${formats.counted(results.leftOut, refused)}`
        }
        · ${words.calledInfected}${formats.colon}<b>${formats.number(result.infected)}</b>
        (${words.beforeCorrection}) · ${results.stopped[result.stopped]}
      </p>
      ${
        result.stain?.dirty &&
        notice(
          html`<b>${results.dirtyStain}.</b>
            ${words.stainDots(shareText(formats, result.stain.dotted, 'nearest'))}. ${words.makeNewSlide}`,
          'warn',
        )
      }
      <p class="small quiet">${results.redCellsAre[source](formats.number(value))}</p>
      <details>
        <summary>${words.deviceWording}</summary>
        <ul lang="en" class="wording">
          ${result.wording.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </details>`,
  );
}

/** The verdict, and what one that is not positive means. */
export function verdictSentence(
  { verdict, redCells, infected, perMicrolitre }: Result,
  { visit }: Look,
): Html {
  const { formats, language } = visit;
  const results = resultWords[language];
  const bound = densityText(formats, perMicrolitre.high, 'up');
  const meaning = {
    positive: '',
    'not-seen': results.notSeenIn(formats.counted(results.redCells, redCells), bound),
    unclear: formats.counted(results.unclearOf, infected),
    'no-result': formats.counted(results.onlyCells, redCells),
  }[verdict];
  return html`<b>${results.standing[verdict]}</b>${meaning !== '' && ` – ${meaning}`}`;
}

/** Share and density large, the interval beside each; of a slide that is not positive the bounds alone; none without a result. */
function estimates({ verdict, parasitaemia, perMicrolitre }: Result, { visit }: Look): Html | false {
  const { formats, language } = visit;
  const results = resultWords[language];
  if (verdict === 'no-result') return false;
  const positive = verdict === 'positive';
  const share = positive
    ? shareText(formats, parasitaemia.value, 'nearest')
    : `< ${shareText(formats, parasitaemia.high, 'up')}`;
  const density = positive
    ? densityText(formats, perMicrolitre.value, 'nearest')
    : `< ${densityText(formats, perMicrolitre.high, 'up')}`;
  return html`<div class="estimates ${toneOf[verdict]}">
    <p>
      <b>${density}</b> <span>${results.parasitesPerMicrolitre}</span>
      <small>${positive && `${densitySpan(formats, perMicrolitre)}, `}${results.interval}</small>
    </p>
    <p>
      <b>${share}</b> <span>${results.ofRedCells}</span>
      <small>${positive && `${shareSpan(formats, parasitaemia)}, `}${results.interval}</small>
    </p>
  </div>`;
}

/** What the device says about severity where it is not sure of it (src/counting/wording.ts), in the reader's language. */
function caution(
  { verdict, severity, parasitaemia: { value, low, high } }: Result,
  { visit }: Look,
): Html | false {
  const results = resultWords[visit.language];
  const limit = severityLimits.low;
  if (verdict === 'unclear' && value > limit) return notice(html`<b>${results.highIfSo}</b>`, 'warn');
  return severity === 'none' && low > 0 && high > limit && html`<p>${results.highNotExcluded}</p>`;
}
