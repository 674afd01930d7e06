import type { Alert, DayCount, SiteStatus } from '../../registry/reading.js';
import { address, html, type Html } from '../layout/html.js';
import { card, figure, figures, table, type Tone } from '../layout/parts.js';
import { alertList, byUrgency } from './alerts-view.js';
import type { News } from './live/news.js';
import { newsLine } from './live/news-line.js';
import type { Look } from './look.js';
import { dayOf, PERIODS, periodStart, type Period } from './periods.js';
import { dailyBars } from './plots/daily-bars.js';
import { choice } from './result-parts.js';
import { alertsWords } from './words-alerts.js';
import { overviewWords } from './words-overview.js';

/** More alerts than this push the numbers off a phone's screen. */
const FIRST_ALERTS = 3;

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
  const alerts = byUrgency(page.alerts);
  const { sites, period, news } = page;
  if (sites.length === 0) return html`<p class="card">${words.noSites}</p>`;
  return html`${newsLine(news, look)}
    ${
      alerts.length > 0 &&
      html`<section aria-label="${alertsWords[language].title}">
        ${alertList(alerts.slice(0, FIRST_ALERTS), look)}
        ${
          alerts.length > FIRST_ALERTS &&
          html`<p class="more">
            <a class="button second" href="/alerts"
              >${alertsWords[language].all(formats.number(alerts.length))}</a
            >
          </p>`
        }
      </section>`
    }
    ${periodChoice('/', period, look)} ${totals(sites, period, look)}
    ${card(
      words.perDay,
      page.days.length === 0
        ? html`<p class="quiet">${words.noSlides}</p>`
        : dailyBars(page.days, periodStart(period, look.nowMs), look.nowMs, formats, words),
    )}
    ${card(words.bySite, siteTable(sites, period, look))}
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
      `${words.devices}: ${words.late}`,
      {
        tone: some(late, 'warn'),
        href: '/devices',
      },
    ),
    figure(formats.number(low), words.batteryLow, { tone: some(low, 'warn'), href: '/devices' }),
  ]);
}

function siteTable(sites: readonly SiteStatus[], period: Period, look: Look): Html {
  const { language, formats } = look.visit;
  const words = overviewWords[language];
  const from = dayOf(periodStart(period, look.nowMs));
  const count = (n: number, tone?: Tone, query?: Readonly<Record<string, string>>): Html => {
    const text = formats.number(n);
    const shown =
      n > 0 && query ? html`<a href="${address('/slides', { ...query, from })}">${text}</a>` : html`${text}`;
    return n > 0 && tone
      ? html`<b class="tone ${tone}">${shown}</b>`
      : n === 0
        ? html`<span class="quiet">${text}</span>`
        : shown;
  };
  const number = true;
  return table(
    [
      { heading: words.site },
      { heading: words.positive, number },
      { heading: words.unclear, number },
      { heading: words.slides, number },
      { heading: words.toReview, number },
      { heading: words.noResult, number },
      { heading: words.dirtyStain, number },
      { heading: `${words.devices}: ${words.late}`, number },
      { heading: words.batteryLow, number },
    ],
    sites.map((site) => [
      html`<a href="${address('/trends', { site: site.site, days: period })}">${site.site}</a>`,
      count(site.positive, 'bad', { site: site.site, standing: 'positive' }),
      count(site.unclear, 'warn', { site: site.site, standing: 'unclear' }),
      count(site.slides, undefined, { site: site.site }),
      count(site.waitingForReview, undefined, { site: site.site, status: 'preliminary' }),
      count(site.noResult, undefined, { site: site.site, standing: 'no-result' }),
      count(site.dirtyStain, 'warn'),
      site.late > 0
        ? html`<b class="tone warn"
            >${words.lateOf(formats.number(site.late), formats.number(site.devices))}</b
          >`
        : html`<span class="quiet">${words.lateOf('0', formats.number(site.devices))}</span>`,
      count(site.batteriesLow, 'warn'),
    ]),
  );
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
