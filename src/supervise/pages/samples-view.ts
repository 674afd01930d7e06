import type { SlideDetail } from '../../registry/reading.js';
import type { Sample, SampleOutcome } from '../../registry/review-book.js';
import { may } from '../app/visit.js';
import { html, type Html } from '../layout/html.js';
import { card, facts, table } from '../layout/parts.js';
import { shareSpan, shareText } from './amounts.js';
import type { Look } from './look.js';
import { slideDate } from './result-parts.js';
import { decisionFields } from './slide/slide-review.js';
import type { ReviewProblem } from './slide/take-review.js';
import { select } from './slides-view.js';
import { wilsonInterval } from './wilson.js';
import { resultWords } from './words-result.js';
import { samplesWords } from './words-samples.js';
import { slideWords } from './words-slide.js';

/** What a blinded reader may say: there is nothing to confirm. */
export const BLIND_DECISIONS = ['positive', 'negative', 'unusable'] as const;

export interface DrawForm {
  readonly site?: string;
  readonly from: string;
  readonly to: string;
  readonly size: string;
  readonly seed: string;
}

/** All samples, and the form to draw another. */
export function samplesView(
  page: {
    readonly samples: readonly Sample[];
    readonly sites: readonly string[];
    readonly form: DrawForm;
    readonly problem?: 'wrongForm' | 'noSlides';
  },
  look: Look,
): Html {
  const { language, formats } = look.visit;
  const words = samplesWords[language];
  const { samples, form, sites, problem } = page;
  const items = [...samples].sort((a, b) => b.id - a.id);
  return html`<p class="quiet">${words.why}</p>
    ${
      items.length === 0
        ? html`<p class="card quiet">${words.none}</p>`
        : html`<ul class="slides card">
            ${items.map(
              (sample) =>
                html`<li>
                  <a href="/samples/${sample.id}">
                    <span class="what"
                      ><b>${words.sample(formats.number(sample.id))}</b>
                      ${sample.site ?? words.allSites}</span
                    >
                    <span
                      >${words.readOf(formats.number(sample.read), formats.number(sample.slides.length))}</span
                    >
                    <span class="small quiet"
                      >${formats.date(sample.fromMs)} – ${formats.date(sample.toMs - 1)} ·
                      ${words.drawnBy(sample.drawnBy, formats.date(sample.drawnAtMs))}</span
                    >
                  </a>
                </li>`,
            )}
          </ul>`
    }
    ${
      may(look.visit, 'reviewer') &&
      html`<section class="card" id="draw">
        <h2>${words.draw}</h2>
        ${problem && html`<p class="problem" role="alert">${words[problem]}</p>`}
        <form method="post" action="/samples" class="filters">
          ${look.visit.token}
          ${select(
            'site',
            words.site,
            form.site,
            words.allSites,
            sites.map((site) => [site, site]),
          )}
          ${[
            ['from', 'date', words.from],
            ['to', 'date', words.to],
            ['size', 'number', words.size],
            ['seed', 'number', words.seed],
          ].map(
            ([name, type, label]) =>
              html`<div>
                <label for="${name}">${label}</label
                ><input id="${name}" name="${name}" type="${type}" required value="${form[name as 'from']}" />
              </div>`,
          )}
          <p class="hint">${words.seedHint}</p>
          <div class="actions"><button>${words.draw}</button></div>
        </form>
      </section>`
    }`;
}

export interface SamplePage {
  readonly sample: Sample;
  readonly outcome?: SampleOutcome;
  /** Whether the visitor still has slides of it to read. */
  readonly toRead: boolean;
}

/** One sample: how it was drawn, how far it is read, what came out. */
export function sampleView({ sample, outcome, toRead }: SamplePage, look: Look): Html {
  const { language, formats } = look.visit;
  const words = samplesWords[language];
  return html`${card(
    undefined,
    html`${facts([
      [words.site, sample.site ?? words.allSites],
      [words.period, `${formats.date(sample.fromMs)} – ${formats.date(sample.toMs - 1)}`],
      [words.size, words.readOf(formats.number(sample.read), formats.number(sample.slides.length))],
      [words.seed, String(sample.seed)],
      ['', words.drawnBy(sample.drawnBy, formats.dateTime(sample.drawnAtMs))],
    ])}
    ${toRead && html`<p class="actions"><a class="button" href="/samples/${sample.id}/read">${words.read}</a></p>`}`,
  )}
  ${outcomeSection(outcome, toRead, look)}`;
}

/** Of a sample that the visitor still reads, the outcome stays folded: a reader who knows it reads otherwise. */
function outcomeSection(outcome: SampleOutcome | undefined, toRead: boolean, look: Look): Html {
  const words = samplesWords[look.visit.language];
  if (outcome === undefined || outcome.read === 0)
    return card(words.outcome, html`<p class="quiet">${words.nothingRead}</p>`);
  const shown = outcomeTable(outcome, look);
  return toRead
    ? html`<details class="card">
        <summary>${words.outcome}</summary>
        <p class="quiet">${words.outcomeAfter}</p>
        ${shown}
      </details>`
    : card(words.outcome, shown);
}

function outcomeTable(
  { read, agree, falsePositive, falseNegative, within25, counted }: SampleOutcome,
  look: Look,
): Html {
  const { language, formats } = look.visit;
  const words = samplesWords[language];
  const row = (what: string, k: number, n: number): readonly (string | Html)[] => {
    const interval = wilsonInterval(k, n);
    return [
      what,
      words.someOf(formats.number(k), formats.number(n)),
      n === 0 ? '–' : `${shareText(formats, interval.value, 'nearest')} (${shareSpan(formats, interval)})`,
    ];
  };
  return html`${table(
      [
        { heading: words.measure },
        { heading: words.count, number: true },
        { heading: words.share, number: true },
      ],
      [
        row(words.agree, agree, read),
        row(words.falsePositive, falsePositive, read),
        row(words.falseNegative, falseNegative, read),
        row(words.within25, within25, counted),
      ],
    )}
    <p class="small quiet">${words.within25Hint} ${words.unclearHint} ${words.wilson}</p>`;
}

/** A slide to be read without knowing what the device said: label and place to find it by, and the form. */
export function blindView(
  page: {
    readonly sample: Sample;
    readonly detail: SlideDetail;
    readonly number: number;
    readonly left: number;
    readonly problem?: ReviewProblem;
  },
  look: Look,
): Html {
  const { language, formats } = look.visit;
  const words = samplesWords[language];
  const slide = slideWords[language];
  const { sample, detail, number, problem } = page;
  const { line, fieldPictures } = detail;
  const age = line.ageBand as keyof (typeof resultWords)['en']['ageBand'] | undefined;
  return html`<section class="card">
      <p class="quiet">${words.number(formats.number(number + 1), formats.number(sample.slides.length))}</p>
      <h2 class="big">${line.label}</h2>
      ${facts([
        [slide.site, line.site],
        [slide.device, line.deviceName],
        [slide.date, slideDate(line.date, look)],
        ...(age ? [[slide.ageBand, resultWords[language].ageBand[age]] as const] : []),
      ])}
      <p>${words.blindHint}</p>
      ${
        fieldPictures.length > 0 &&
        html`<details>
          <summary>${words.pictures} (${formats.number(fieldPictures.length)})</summary>
          <p class="small quiet">${words.picturesHint}</p>
          <div class="fields">
            ${fieldPictures.map(
              (ordinal) =>
                html`<img
                  class="plain-field"
                  src="/slides/${line.slide}/fields/${ordinal}.jpg"
                  alt="${slide.field(String(ordinal))}"
                  loading="lazy"
                />`,
            )}
          </div>
        </details>`
      }
    </section>
    <section class="card">
      ${problem && html`<p class="problem" role="alert">${slide.refused[problem]}</p>`}
      <form method="post" action="/samples/${sample.id}/read">
        ${look.visit.token} <input type="hidden" name="slide" value="${line.slide}" />
        ${decisionFields(look, BLIND_DECISIONS)}
        <div class="actions">
          <button>${words.send}</button>
          <a class="button second" href="/samples/${sample.id}/read?after=${number}">${words.skip}</a>
        </div>
      </form>
    </section>`;
}
