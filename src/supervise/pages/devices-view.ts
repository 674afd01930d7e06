import { BATTERY_LOW } from '../../registry/overview.js';
import type { DeviceStatus } from '../../registry/reading.js';
import { html, type Html } from '../layout/html.js';
import { badge, table, type Tone } from '../layout/parts.js';
import type { Look } from './look.js';
import { ago } from './result-parts.js';
import { devicesWords } from './words-devices.js';

/** All devices, those with trouble first. */
export function devicesView(devices: readonly DeviceStatus[], look: Look): Html {
  const { formats, language } = look.visit;
  const words = devicesWords[language];
  if (devices.length === 0) return html`<p class="card quiet">${words.none}</p>`;
  const sorted = [...devices].sort(
    (a, b) =>
      troubles(b, look).length - troubles(a, look).length || a.device.site.localeCompare(b.device.site),
  );
  return html`<section class="card">
    ${table(
      [
        { heading: words.title },
        { heading: words.lastHeard },
        { heading: words.battery },
        { heading: words.waiting, number: true },
        { heading: words.slides, number: true },
        { heading: '' },
      ],
      sorted.map((status) => {
        const { device, health, lastHeardMs, slides } = status;
        const waiting = health?.outbox.waiting.results;
        return [
          html`<a class="row-link" href="/devices/${device.id}"
            ><b>${device.name}</b> <span class="quiet">${device.site}</span></a
          >`,
          lastHeardMs === undefined ? words.never : ago(lastHeardMs, look),
          health?.power?.charge === undefined ? '–' : formats.percent(health.power.charge, 0),
          waiting === undefined ? '–' : formats.number(waiting),
          formats.number(slides),
          troubles(status, look).map(({ word, tone }) => html`${badge(word, tone)} `),
        ];
      }),
    )}
  </section>`;
}

/** What is wrong with a device, a word each. */
export function troubles(
  { device, health, lastHeardMs, gaps, quarantined }: DeviceStatus,
  { visit, nowMs, lateAfterMs }: Look,
): readonly { readonly word: string; readonly tone: Tone }[] {
  const words = devicesWords[visit.language];
  const { formats } = visit;
  if (device.revokedAtMs !== undefined) return [{ word: words.revoked, tone: 'none' }];
  const found: { word: string; tone: Tone }[] = [];
  if (lastHeardMs === undefined || nowMs - lastHeardMs > lateAfterMs)
    found.push({ word: words.late, tone: 'warn' });
  if (lowBattery(health)) found.push({ word: words.battery, tone: 'warn' });
  for (const { part } of health?.faults ?? []) found.push({ word: words.parts[part] ?? part, tone: 'bad' });
  if (health?.clock.trust === 'none') found.push({ word: words.clock, tone: 'warn' });
  if (gaps.length > 0) found.push({ word: words.gaps, tone: 'none' });
  if (quarantined > 0) found.push({ word: formats.counted(words.quarantined, quarantined), tone: 'none' });
  return found;
}

export function lowBattery(health: DeviceStatus['health']): boolean {
  const { charge, state } = health?.power ?? {};
  return state === 'critical' || state === 'shutdown' || (charge !== undefined && charge <= BATTERY_LOW);
}
