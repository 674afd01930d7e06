import { AGE_BANDS, SEXES } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import { SLIDE_DECISIONS } from '../../../registry/review-book.js';
import { may } from '../../app/visit.js';
import { html, type Html } from '../../layout/html.js';
import { card } from '../../layout/parts.js';
import type { Look } from '../look.js';
import { select } from '../slides-view.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';
import type { SlidePage } from './slide-page.js';

/** Confirm or overrule the slide; those who may not are told who may. Nothing is chosen beforehand: a decision is made, not left. */
export function reviewForm({ detail, problem }: SlidePage, look: Look): Html {
  const words = slideWords[look.visit.language];
  if (!may(look.visit, 'reviewer'))
    return card(words.review, html`<p class="quiet">${words.onlyReviewers}</p>`);
  const wrong = problem === 'decision' || problem === 'count' || problem === 'note' ? problem : undefined;
  return html`<section class="card" id="review">
    <h2>${words.review}</h2>
    ${wrong && html`<p class="problem" role="alert">${words.refused[wrong]}</p>`}
    <form method="post" action="/slides/${detail.line.slide}/review">
      ${look.visit.token} ${decisionFields(look, SLIDE_DECISIONS)}
      <div class="actions"><button>${words.submit}</button></div>
    </form>
  </section>`;
}

/** Decision, reader's own count, note: the same in a review and in a blinded re-reading. */
export function decisionFields(look: Look, decisions: readonly (typeof SLIDE_DECISIONS)[number][]): Html {
  const words = slideWords[look.visit.language];
  return html`<fieldset class="decisions">
      <legend class="visually-hidden">${words.review}</legend>
      ${decisions.map(
        (decision) =>
          html`<label class="decision"
            ><input type="radio" name="decision" value="${decision}" required /><span
              ><b>${words.decision[decision]}</b><small>${words.decisionHint[decision]}</small></span
            ></label
          >`,
      )}
    </fieldset>
    <label for="count">${words.readersCount}</label>
    <input
      id="count"
      name="count"
      inputmode="numeric"
      pattern="[0-9 .,]*"
      maxlength="12"
      autocomplete="off"
      aria-describedby="count-hint"
    />
    <p class="hint" id="count-hint">${words.readersCountHint}</p>
    <label for="note">${words.note}</label>
    <input id="note" name="note" maxlength="2000" autocomplete="off" />`;
}

/** Age band and sex, for the monthly report: from the list, or not known. */
export function patientForm({ line }: SlideDetail, look: Look): Html {
  const { language } = look.visit;
  const words = slideWords[language];
  const results = resultWords[language];
  const age = AGE_BANDS.find((band) => band === line.ageBand);
  const sex = SEXES.find((one) => one === line.sex);
  if (!may(look.visit, 'reviewer'))
    return card(
      words.patient,
      html`<p>
        ${words.ageBand}${look.visit.formats.colon}${age ? results.ageBand[age] : words.notKnown} ·
        ${words.sex}${look.visit.formats.colon}${sex ? results.sex[sex] : words.notKnown}
      </p>`,
    );
  return html`<section class="card" id="patient">
    <h2>${words.patient}</h2>
    <form method="post" action="/slides/${line.slide}/patient" class="row">
      ${look.visit.token}
      ${select(
        'age',
        words.ageBand,
        age,
        words.notKnown,
        AGE_BANDS.map((band) => [band, results.ageBand[band]]),
      )}
      ${select(
        'sex',
        words.sex,
        sex,
        words.notKnown,
        SEXES.map((one) => [one, results.sex[one]]),
      )}
      <div><button class="second">${words.save}</button></div>
    </form>
  </section>`;
}
