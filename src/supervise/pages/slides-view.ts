import type { SlideFilter, SlideLine } from '../../registry/reading.js';
import type { EnrolledDevice } from '../../registry/device-book.js';
import { address, html, markup, type Html } from '../layout/html.js';
import { badge } from '../layout/parts.js';
import type { Look } from './look.js';
import { choice, deviceNumbers, slideDate, standingBadge } from './result-parts.js';
import { resultWords } from './words-result.js';
import { slidesWords } from './words-slides.js';

export const STANDINGS = ['positive', 'unclear', 'not-seen', 'no-result', 'negative', 'unusable'] as const;

/** The filter as it stands in the address. */
export interface SlidesQuery {
  readonly site?: string;
  readonly device?: string;
  readonly standing?: SlideFilter['standing'];
  readonly status?: SlideFilter['status'];
  readonly label?: string;
  /** YYYY-MM-DD, UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
}

export interface SlidesPage {
  readonly query: SlidesQuery;
  readonly lines: readonly SlideLine[];
  readonly next?: string;
  readonly devices: readonly EnrolledDevice[];
  /** A day that is none was asked for. */
  readonly badDate?: boolean;
}

/** Slides by filter, newest first. */
export function slidesView(page: SlidesPage, look: Look): Html {
  const words = slidesWords[look.visit.language];
  const { query, lines, next } = page;
  const { before, ...filter } = query;
  return html`${filterForm(page, look)}
    ${lines.length === 0 ? html`<p class="card quiet">${words.none}</p>` : slideList(lines, look)}
    <p class="pager">
      ${before === undefined ? html`<span></span>` : html`<a class="button second" href="${address('/slides', filter)}">${words.first}</a>`}
      ${next !== undefined && html`<a class="button second" href="${address('/slides', { ...filter, before: next })}" rel="next">${words.next}</a>`}
    </p>
    ${lines.length > 0 && exportLinks(filter, look)}`;
}

/** The list as a file, by the same filter (src/supervise/exports). */
function exportLinks(filter: SlidesQuery, look: Look): Html {
  const words = slidesWords[look.visit.language];
  return html`<p class="exports noprint">
    <span class="quiet">${words.export}${look.visit.formats.colon}</span>
    <a class="button second" href="${address('/slides.csv', { ...filter })}" download>CSV</a>
    <a class="button second" href="${address('/slides.ndjson', { ...filter })}" download>FHIR</a>
  </p>`;
}

/** Slides that wait for a reviewer, one kind of result at a time. */
export function reviewView(
  page: {
    readonly standing: SlidesQuery['standing'];
    readonly lines: readonly SlideLine[];
    readonly next?: string;
    readonly before?: string;
  },
  look: Look,
): Html {
  const { language } = look.visit;
  const words = slidesWords[language];
  const { standing, lines, next, before } = page;
  return html`<p class="quiet">${words.reviewHint}</p>
    ${choice(
      words.result,
      (['positive', 'unclear', 'not-seen', 'no-result'] as const).map((kind) => ({
        href: address('/review', { standing: kind }),
        word: resultWords[language].standing[kind],
        here: kind === standing,
      })),
    )}
    ${lines.length === 0 ? html`<p class="card quiet">${words.allDone}</p>` : slideList(lines, look)}
    <p class="pager">
      ${before === undefined ? html`<span></span>` : html`<a class="button second" href="${address('/review', { standing })}">${words.first}</a>`}
      ${next !== undefined && html`<a class="button second" href="${address('/review', { standing, before: next })}" rel="next">${words.next}</a>`}
    </p>`;
}

/** Each slide as one link, its result first. */
export function slideList(lines: readonly SlideLine[], look: Look): Html {
  return html`<ul class="slides card">
    ${lines.map((line) => slideItem(line, look))}
  </ul>`;
}

function slideItem(line: SlideLine, look: Look): Html {
  const { formats, language } = look.visit;
  const words = resultWords[language];
  const overruled = line.standing !== line.verdict;
  return html`<li>
    <a href="/slides/${line.slide}">
      <span class="what">
        ${standingBadge(line, look)} <b class="label">${line.label}</b>
        ${line.status === 'final' ? html`<span class="small quiet">✓ ${words.status.final}</span>` : ''}
      </span>
      <span class="numbers"
        >${overruled && html`<span class="quiet">${words.deviceSaid}${look.visit.formats.colon}${words.standing[line.verdict]}.</span> `}${deviceNumbers(line, look)}</span
      >
      <span class="small quiet"
        >${slideDate(line.date, look)} · ${line.site} · ${line.deviceName} ·
        ${formats.counted(words.redCells, line.redCells)}${
          line.fieldsRefused > 0 && html` · ${formats.counted(words.leftOut, line.fieldsRefused)}`
        }${line.dirtyStain && html` ${badge(words.dirtyStain, 'warn')}`}</span
      >
    </a>
  </li>`;
}

function filterForm({ query, lines, devices, badDate }: SlidesPage, look: Look): Html {
  const { language } = look.visit;
  const words = slidesWords[language];
  const results = resultWords[language];
  const sites = [...new Set(devices.map(({ site }) => site))].sort();
  const given = [
    query.standing && results.standing[query.standing],
    query.status && results.status[query.status],
    query.site,
    query.device && (devices.find(({ id }) => id === query.device)?.name ?? query.device),
    query.label && `“${query.label}”`,
    (query.from ?? query.to) && `${query.from ?? ''} – ${query.to ?? ''}`,
  ].filter((text) => text !== undefined && text !== '');
  // Open only where it is to be changed: on a phone it would hide the list that it made.
  return html`<details class="card filter" ${badDate || lines.length === 0 ? markup('open') : ''}>
    <summary>
      <span
        >${words.filter}${given.length > 0 && html` <span class="quiet">${given.map((text) => ` · ${text}`)}</span>`}</span
      >
    </summary>
    ${badDate && html`<p class="problem">${words.badDate}</p>`}
    <form class="filters" method="get" action="/slides">
      ${select(
        'standing',
        words.result,
        query.standing,
        words.any,
        STANDINGS.map((value) => [value, results.standing[value]]),
      )}
      ${select('status', words.status, query.status, words.any, [
        ['preliminary', results.status.preliminary],
        ['final', results.status.final],
      ])}
      ${select(
        'site',
        words.site,
        query.site,
        words.any,
        sites.map((site) => [site, site]),
      )}
      ${select(
        'device',
        words.device,
        query.device,
        words.any,
        devices.map(({ id, name }) => [id, name]),
      )}
      <div>
        <label for="label">${words.label}</label>
        <input id="label" name="label" value="${query.label}" maxlength="100" autocomplete="off" />
      </div>
      <div>
        <label for="from">${words.from}</label>
        <input id="from" name="from" type="date" value="${query.from}" />
      </div>
      <div>
        <label for="to">${words.to}</label>
        <input id="to" name="to" type="date" value="${query.to}" />
      </div>
      <div class="actions">
        <button>${words.apply}</button>
        ${given.length > 0 && html`<a class="button second" href="/slides">${words.clear}</a>`}
      </div>
    </form>
  </details>`;
}

/** A list to choose from; nothing chosen asks for all. */
export function select(
  name: string,
  label: string,
  chosen: string | undefined,
  any: string,
  options: readonly (readonly [value: string, word: string])[],
): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">${any}</option>
      ${options.map(
        ([value, word]) =>
          html`<option value="${value}" ${value === chosen ? markup('selected') : ''}>${word}</option>`,
      )}
    </select>
  </div>`;
}
