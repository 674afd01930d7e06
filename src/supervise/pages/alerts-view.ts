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
const order = Object.keys(urgencyOf) as AlertKind[];
const toneOf: Readonly<Record<Urgency, Tone>> = { atOnce: 'bad', today: 'warn', thisWeek: 'none' };

/** Most serious first; of one kind the newest first. */
export function byUrgency(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.sinceMs - a.sinceMs);
}

/** All alerts by urgency. */
export function alertsView(alerts: readonly Alert[], look: Look): Html {
  const words = alertsWords[look.visit.language];
  if (alerts.length === 0) return html`<p class="card quiet">${words.none}</p>`;
  const sorted = byUrgency(alerts);
  return html`${URGENCY.map((urgency) => {
    const ofThis = sorted.filter(({ kind }) => urgencyOf[kind] === urgency);
    return (
      ofThis.length > 0 &&
      html`<section>
        <h2>${words[urgency]} <span class="quiet">${look.visit.formats.number(ofThis.length)}</span></h2>
        ${alertList(ofThis, look)}
      </section>`
    );
  })}`;
}

export function alertList(alerts: readonly Alert[], look: Look): Html {
  return html`<ul class="alerts">
    ${alerts.map((alert) => alertItem(alert, look))}
  </ul>`;
}

/** What is so, where, since when, and what to do; all of it one link to what it is about. */
function alertItem(alert: Alert, look: Look): Html {
  const words = alertsWords[look.visit.language];
  const { kind, site, sinceMs } = alert;
  const facts = alertFacts(alert, look);
  const { name } = alert.facts;
  const where = [site, typeof name === 'string' ? name : ''].filter((text) => text !== '');
  return html`<li>
    <a class="alert ${toneOf[urgencyOf[kind]]}" href="${leadsTo(alert, look)}">
      <b>${words[kind].what}${facts !== '' && `: ${facts}`}</b>
      <span class="small">${where.map((text) => `${text} · `)}${ago(sinceMs, look)}</span>
      <span class="todo">${words[kind].todo}</span>
    </a>
  </li>`;
}

function leadsTo({ kind, site, device, slide }: Alert, { visit }: Look): string {
  if (slide !== undefined) return `/slides/${encodeURIComponent(slide)}`;
  if (kind === 'quarantine' && may(visit, 'admin')) return '/admin/quarantine';
  if (kind === 'dirty-stain') return address('/slides', { site, device });
  if (device !== undefined) return `/devices/${encodeURIComponent(device)}`;
  return address('/slides', { site });
}
