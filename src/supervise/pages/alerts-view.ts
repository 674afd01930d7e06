import type { Alert, AlertKind } from '../../registry/reading.js';
import { may } from '../app/visit.js';
import { address, html, type Html } from '../layout/html.js';
import type { Tone } from '../layout/parts.js';
import { alertFacts } from './alert-facts.js';
import type { Look } from './look.js';
import { ago } from './result-parts.js';
import { alertsWords } from './words-alerts.js';

/** How soon a person must act, most serious first. */
const URGENCY = ['atOnce', 'today', 'thisWeek'] as const;
type Urgency = (typeof URGENCY)[number];

/** A patient comes before results that may be wrong, and those before results that only wait. */
const urgencyOf: Readonly<Record<AlertKind, Urgency>> = {
  severe: 'atOnce',
  'registry-fault': 'atOnce',
  fault: 'today',
  'optics-drift': 'today',
  'dirty-stain': 'today',
  'battery-low': 'today',
  'device-late': 'today',
  quarantine: 'thisWeek',
  'chain-gap': 'thisWeek',
  'disk-low': 'thisWeek',
  'clock-unknown': 'thisWeek',
};
const kinds = Object.keys(urgencyOf) as AlertKind[];
const toneOf: Readonly<Record<Urgency, Tone>> = { atOnce: 'bad', today: 'warn', thisWeek: 'none' };

interface Group {
  readonly kind: AlertKind;
  /** Newest first; never empty. */
  readonly alerts: readonly Alert[];
  /** Of which these are the newest. */
  readonly all: number;
}

/** Alerts by kind, the most serious kind first. */
export function grouped(alerts: readonly Alert[]): readonly Group[] {
  return kinds.flatMap((kind) => {
    const ofKind = alerts.filter((alert) => alert.kind === kind).sort((a, b) => b.sinceMs - a.sinceMs);
    const all = ofKind.at(0)?.facts['all'];
    return ofKind.length === 0
      ? []
      : [{ kind, alerts: ofKind, all: typeof all === 'number' ? all : ofKind.length }];
  });
}

/** All alerts by urgency and kind: what is so, what to do, and where. */
export function alertsView(alerts: readonly Alert[], look: Look): Html {
  const { language, formats } = look.visit;
  const words = alertsWords[language];
  const groups = grouped(alerts);
  if (groups.length === 0) return html`<p class="card quiet">${words.none}</p>`;
  return html`${URGENCY.map((urgency) => {
    const now = groups.filter(({ kind }) => urgencyOf[kind] === urgency);
    return (
      now.length > 0 &&
      html`<h2>${words[urgency]}</h2>
        ${now.map(
          ({ kind, alerts: ofKind, all }) =>
            html`<section class="card alert-kind ${toneOf[urgency]}" id="${kind}">
              <h3>${words[kind].what} <span class="quiet">${formats.number(all)}</span></h3>
              <p>${words[kind].todo}</p>
              <ul class="links">
                ${ofKind.map((alert) => html`<li><a href="${leadsTo(alert, look)}">${alertLine(alert, look)}</a></li>`)}
              </ul>
            </section>`,
        )}`
    );
  })}`;
}

/** Each kind of alert as one link with its number and its newest; one that is alone leads to what it is about. */
export function alertSummary(alerts: readonly Alert[], most: number, look: Look): Html {
  const { language, formats } = look.visit;
  const words = alertsWords[language];
  const groups = grouped(alerts);
  const shown = groups.length > most ? groups.slice(0, most - 1) : groups;
  const left = groups.slice(shown.length).reduce((sum, { all }) => sum + all, 0);
  return html`<ul class="alerts">
    ${shown.map(({ kind, alerts: [newest], all }) => {
      const href = all === 1 ? leadsTo(newest, look) : `/alerts#${kind}`;
      return html`<li>
        <a class="alert ${toneOf[urgencyOf[kind]]}" href="${href}">
          <b>${words[kind].what}${all > 1 && html` <span class="count">${formats.number(all)}</span>`}</b>
          <span class="small">${alertLine(newest, look)}</span>
        </a>
      </li>`;
    })}
    ${
      left > 0 &&
      html`<li>
        <a class="alert none" href="/alerts"><b>${words.more(formats.number(left))}</b></a>
      </li>`
    }
  </ul>`;
}

/** What, where, since when. */
function alertLine(alert: Alert, look: Look): Html {
  const { site, sinceMs } = alert;
  const { name } = alert.facts;
  const parts = [alertFacts(alert, look), site, typeof name === 'string' ? name : ''];
  return html`${parts.filter((part) => part !== '').map((part) => `${part} · `)}${ago(sinceMs, look)}`;
}

function leadsTo({ kind, site, device, slide }: Alert, { visit }: Look): string {
  if (kind === 'registry-fault') return '/alerts#registry-fault';
  if (slide !== undefined) return `/slides/${encodeURIComponent(slide)}`;
  if (kind === 'quarantine' && may(visit, 'admin')) return '/admin/quarantine';
  if (kind === 'dirty-stain') return address('/slides', { site, device });
  if (device !== undefined) return `/devices/${encodeURIComponent(device)}`;
  return address('/slides', { site });
}
