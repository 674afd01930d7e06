import type { Alert, DayCount, SiteStatus } from '../../registry/reading.js';
import { address, html, type Html } from '../layout/html.js';
import { badge, card, figure, figures, table, type Tone } from '../layout/parts.js';
import { alertSummary } from './alerts-view.js';
import type { News } from './live/news.js';
import { newsLine } from './live/news-line.js';
import type { Look } from './look.js';
import { dayOf, PERIODS, periodStart, type Period } from './periods.js';
import { dailyBars } from './plots/daily-bars.js';
import { choice } from './result-parts.js';
import { alertsWords } from './words-alerts.js';
import { overviewWords } from './words-overview.js';

/** More kinds of alerts than this push the numbers off a phone's screen. */
const MOST_ALERTS = 4;

export interface OverviewPage {
  readonly period: Period;
  readonly sites: readonly SiteStatus[];
  readonly days: readonly DayCount[];
  readonly alerts: readonly Alert[];
  /** What the registry had when the page was made. */
  readonly news: News;
}

/** What is to be seen to, the district's numbers, its days, its sites. */
export function overviewView(page: OverviewPage, look: Look): Html {
  const { language, formats } = look.visit;
  const words = overviewWords[language];
  const { sites, period, news, alerts } = page;
  if (sites.length === 0) return html`<p class="card">${words.noSites}</p>`;
  return html`${newsLine(news, look)}
    ${
      alerts.length > 0 &&
      html`<section aria-label="${alertsWords[language].title}">
        ${alertSummary(alerts, MOST_ALERTS, look)}
      </section>`
    }
    ${periodChoice('/', period, look)} ${totals(sites, period, look)}
    ${card(
      words.perDay,
      page.days.length === 0
        ? html`<p class="quiet">${words.noSlides}</p>`
        : dailyBars(page.days, periodStart(period, look.nowMs), look.nowMs, formats, words),
    )}
    ${card(words.bySite, siteList(sites, period, look))}
    <p class="small quiet">${words.deviceWords} ${words.daysAreUtc}</p>`;
}

export function periodChoice(
  path: string,
  period: Period,
  look: Look,
  more: Readonly<Record<string, string | undefined>> = {},
): Html {
  const words = overviewWords[look.visit.language];
  return choice(
    words.period,
    PERIODS.map((days) => ({
      href: address(path, { ...more, days }),
      word: days === 1 ? words.today : look.visit.formats.counted(words.days, days),
      here: days === period,
    })),
  );
}

function totals(sites: readonly SiteStatus[], period: Period, look: Look): Html {
  const { language, formats } = look.visit;
  const words = overviewWords[language];
  const sum = (key: Exclude<keyof SiteStatus, 'site'>): number =>
    sites.reduce((total, site) => total + site[key], 0);
  const from = dayOf(periodStart(period, look.nowMs));
  const some = (n: number, tone: Tone): Tone => (n > 0 ? tone : 'none');
  const [positive, unclear, late, low] = [sum('positive'), sum('unclear'), sum('late'), sum('batteriesLow')];
  const withResult = sum('slides') - sum('noResult');
  return figures([
    figure(
      formats.number(positive),
      `${words.positive} – ${formats.counted(words.ofWithResult, withResult)}`,
      {
        tone: some(positive, 'bad'),
        href: address('/slides', { standing: 'positive', from }),
      },
    ),
    figure(formats.number(unclear), words.unclear, {
      tone: some(unclear, 'warn'),
      href: address('/slides', { standing: 'unclear', from }),
    }),
    figure(formats.number(sum('waitingForReview')), words.toReview, { href: '/review' }),
    figure(formats.number(sum('slides')), words.slides, { href: address('/slides', { from }) }),
    figure(
      words.lateOf(formats.number(late), formats.number(sum('devices'))),
      `${words.devices}${formats.colon}${words.late}`,
      {
        tone: some(late, 'warn'),
        href: '/devices',
      },
    ),
    figure(formats.number(low), words.batteryLow, { tone: some(low, 'warn'), href: '/devices' }),
  ]);
}

/** Each site with its numbers, and what is wrong there where anything is. */
function siteList(sites: readonly SiteStatus[], period: Period, look: Look): Html {
  const { language, formats } = look.visit;
  const words = overviewWords[language];
  const from = dayOf(periodStart(period, look.nowMs));
  const number = (word: string, n: number, tone: Tone, query: Readonly<Record<string, string>>): Html => {
    const inside = html`<b>${formats.number(n)}</b> <small>${word}</small>`;
    return n > 0
      ? html`<a class="${tone}" href="${address('/slides', { ...query, from })}">${inside}</a>`
      : html`<span>${inside}</span>`;
  };
  return html`<ul class="sites">
    ${sites.map((status) => {
      const { site, late, devices, batteriesLow, dirtyStain, noResult } = status;
      return html`<li>
        <a class="name" href="${address('/trends', { site, days: period })}">${site}</a>
        <div class="numbers">
          ${number(words.positive, status.positive, 'bad', { site, standing: 'positive' })}
          ${number(words.unclear, status.unclear, 'warn', { site, standing: 'unclear' })}
          ${number(words.slides, status.slides, 'none', { site })}
          ${number(words.toReview, status.waitingForReview, 'none', { site, status: 'preliminary' })}
        </div>
        <p class="trouble">
          ${late > 0 && badge(`${words.late}${formats.colon}${words.lateOf(formats.number(late), formats.number(devices))}`, 'warn')}
          ${batteriesLow > 0 && badge(`${words.batteryLow}${formats.colon}${formats.number(batteriesLow)}`, 'warn')}
          ${dirtyStain > 0 && badge(`${words.dirtyStain}${formats.colon}${formats.number(dirtyStain)}`, 'warn')}
          ${noResult > 0 && badge(`${words.noResult}${formats.colon}${formats.number(noResult)}`)}
        </p>
      </li>`;
    })}
  </ul>`;
}

/** The days of one site or all, as bars and as a table. */
export function trendsView(
  page: {
    readonly period: Period;
    readonly site: string | undefined;
    readonly sites: readonly string[];
    readonly days: readonly DayCount[];
  },
  look: Look,
): Html {
  const { language, formats } = look.visit;
  const words = overviewWords[language];
  const { period, site, sites, days } = page;
  return html`${choice(
      words.site,
      [undefined, ...sites].map((name) => ({
        href: address('/trends', { site: name, days: period }),
        word: name ?? words.allSites,
        here: name === site,
      })),
    )}
    ${periodChoice('/trends', period, look, { site })}
    ${card(
      words.perDay,
      days.length === 0
        ? html`<p class="quiet">${words.noSlides}</p>`
        : html`${dailyBars(days, periodStart(period, look.nowMs), look.nowMs, formats, words)}
            <details>
              <summary>${words.showAll}</summary>
              ${table(
                [
                  { heading: words.day },
                  { heading: words.positive, number: true },
                  { heading: words.unclear, number: true },
                  { heading: words.slides, number: true },
                ],
                [...days]
                  .reverse()
                  .map(({ day, slides, positive, unclear }) => [
                    html`<a href="${address('/slides', { site, from: day, to: day })}"
                      >${formats.day(day)}</a
                    >`,
                    ...[positive, unclear, slides].map((n) => formats.number(n)),
                  ]),
              )}
            </details>`,
    )}
    <p class="small quiet">${words.deviceWords} ${words.daysAreUtc}</p>`;
}
