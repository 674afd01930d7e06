import type { SlideBody } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import { address, html, type Html } from '../../layout/html.js';
import { card, facts, notice } from '../../layout/parts.js';
import type { Look } from '../look.js';
import { slideDate, standingBadge, time, toneOf } from '../result-parts.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';
import { cellsSection } from './slide-cells.js';
import { fieldsSection } from './slide-fields.js';
import { historySection, lastWord } from './slide-history.js';
import { printBlock } from './slide-print.js';
import { resultSection } from './slide-result.js';
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
      <p class="noprint">
        <button type="button" class="second" data-print hidden>${words.print}</button>
        <a class="button second" href="/slides/${line.slide}/fhir.json" download>FHIR</a>
      </p>`,
  );
}
