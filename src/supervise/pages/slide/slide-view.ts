import type { SlideBody } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import { address, html, type Html } from '../../layout/html.js';
import { card, facts, figure, figures, notice } from '../../layout/parts.js';
import { densitySpan, densityText, shareSpan, shareText } from '../amounts.js';
import type { Look } from '../look.js';
import { intervalBar } from '../plots/interval-bar.js';
import { slideDate, standingBadge, time, toneOf } from '../result-parts.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';
import { cellsSection } from './slide-cells.js';
import { fieldsSection } from './slide-fields.js';
import { historySection, lastWord } from './slide-history.js';
import { printBlock } from './slide-print.js';
import { patientForm, reviewForm } from './slide-review.js';
import { latestStatement, type SlidePage } from './slide-page.js';

/** One slide: what stands, what the device said and on what it rests, the cells worth a look, the review, the history. */
export function slideView(page: SlidePage, look: Look): Html {
  const { detail, saved } = page;
  const words = slideWords[look.visit.language];
  const statement = latestStatement(detail);
  return html`${headSection(detail, look)} ${saved && notice(words.saved, 'good')}
    <div class="screen">
      ${resultSection(statement, look)} ${cellsSection(page, statement, look)} ${reviewForm(page, look)}
      ${fieldsSection(detail, statement, look)} ${aboutSection(detail, statement, look)}
      ${patientForm(detail, look)} ${historySection(detail, look)}
    </div>
    ${printBlock(detail, statement, look)}`;
}

function headSection(detail: SlideDetail, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const { line } = detail;
  const results = resultWords[language];
  const word = lastWord(detail.words);
  return html`<header class="head ${toneOf[line.standing]}">
    <p class="kicker">${line.site} · ${line.deviceName} · ${slideDate(line.date, look)}</p>
    <h1>${words.slide(line.label)}</h1>
    <p class="stands">
      ${standingBadge(line, look)}
      ${word ? html`<span>✓ ${words.finalBy(word.reviewer, formats.dateTime(word.atMs))}</span>` : html`<span>${words.preliminaryHint}</span>`}
    </p>
    ${line.standing === 'positive' && line.severity !== 'none' && html`<p class="severe">${results.severity[line.severity]}</p>`}
    <p class="small">${results.aid}</p>
  </header>`;
}

function resultSection({ result, fields }: SlideBody, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const results = resultWords[language];
  const { parasitaemia, perMicrolitre, verdict } = result;
  const refused = fields.filter(({ accepted }) => !accepted).length;
  const bound = densityText(formats, perMicrolitre.high, 'up');
  const estimates =
    verdict === 'positive'
      ? [
          figure(
            shareText(formats, parasitaemia.value, 'nearest'),
            `${results.ofRedCells} (${results.interval} ${shareSpan(formats, parasitaemia)})`,
            { tone: 'bad' },
          ),
          figure(
            densityText(formats, perMicrolitre.value, 'nearest'),
            `${results.parasitesPerMicrolitre} (${results.interval} ${densitySpan(formats, perMicrolitre)})`,
            { tone: 'bad' },
          ),
        ]
      : verdict === 'no-result'
        ? []
        : [
            figure(
              `< ${bound}`,
              `${results.parasitesPerMicrolitre} (${results.interval}; < ${shareText(formats, parasitaemia.high, 'up')} ${results.ofRedCells})`,
              { tone: toneOf[verdict] },
            ),
          ];
  return card(
    words.deviceResult,
    html`<p class="said"><b>${results.standing[verdict]}</b>${sayMore(result, look)}</p>
      ${figures([
        ...estimates,
        figure(
          formats.number(result.redCells),
          `${words.counted} · ${formats.counted(results.fields, result.fields)}${
            refused > 0 ? ` · ${formats.counted(results.leftOut, refused)}` : ''
          }`,
        ),
        figure(formats.number(result.infected), `${words.calledInfected} (${words.beforeCorrection})`),
      ])}
      ${verdict !== 'no-result' && intervalBar(result, formats, words.logarithmic)}
      ${result.stain?.dirty && notice(html`<b>${results.dirtyStain}.</b> ${words.stainDots(shareText(formats, result.stain.dotted, 'nearest'))}. ${words.makeNewSlide}`, 'warn')}
      <p class="small quiet">
        ${results.redCellsAre[result.redCellsPerMicrolitre.source](formats.number(result.redCellsPerMicrolitre.value))}
        ${words.quality}: ${results.stopped[result.stopped]}.
      </p>
      <details>
        <summary>${words.deviceWording}</summary>
        <ul lang="en" class="wording">
          ${result.wording.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </details>`,
  );
}

/** What a verdict other than positive means, in the reader's language. */
function sayMore(
  { verdict, redCells, infected, perMicrolitre }: SlideBody['result'],
  look: Look,
): Html | false {
  const { language, formats } = look.visit;
  const results = resultWords[language];
  if (verdict === 'not-seen')
    return html` –
    ${results.notSeenIn(formats.counted(results.redCells, redCells), densityText(formats, perMicrolitre.high, 'up'))}`;
  if (verdict === 'unclear') return html` – ${formats.counted(results.unclearOf, infected)}`;
  if (verdict === 'no-result') return html` – ${formats.counted(results.onlyCells, redCells)}`;
  return false;
}

function aboutSection({ line }: SlideDetail, statement: SlideBody, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const { model, power } = statement;
  const battery = [
    power?.charge === undefined ? undefined : formats.percent(power.charge, 0),
    power?.millivolts === undefined ? undefined : `${formats.number(power.millivolts / 1000, 2)} V`,
  ].filter((text) => text !== undefined);
  return card(
    words.about,
    html`${facts([
        [words.site, html`<a href="${address('/slides', { site: line.site })}">${line.site}</a>`],
        [words.device, html`<a href="/devices/${line.device}">${line.deviceName}</a>`],
        [words.date, slideDate(line.date, look)],
        [words.received, time(line.date.receivedAtMs, formats)],
        ...(battery.length > 0 ? [[words.battery, battery.join(', ')] as const] : []),
        [words.model, html`${model.name} <code class="small">${model.sha256.slice(0, 16)}</code>`],
        ...(model.threshold === undefined
          ? []
          : [[words.threshold, formats.number(model.threshold, 4)] as const]),
        ['ID', html`<code class="small">${line.slide}</code>`],
      ])}
      <p class="noprint small quiet" data-print-hint>${words.print}: Ctrl+P</p>`,
  );
}
