import type { DeviceStatus, HealthPoint } from '../../registry/reading.js';
import { may } from '../app/visit.js';
import { address, html, type Html } from '../layout/html.js';
import { badge, card, facts, type Tone } from '../layout/parts.js';
import { bytesText } from './amounts.js';
import { lowBattery, troubles } from './devices-view.js';
import type { Look } from './look.js';
import { historyLine, type HistoryLine } from './plots/history-line.js';
import { ago, agoText } from './result-parts.js';
import { devicesWords } from './words-devices.js';

/** Fields blurrier, or darker, than this are refused by the device (src/imaging/quality.ts). */
const MOST_BLUR = 0.065;
const LEAST_LEVEL = 60;
const HOUR = 3_600_000;

export interface DevicePage {
  readonly status: DeviceStatus;
  readonly history: readonly HealthPoint[];
  /** Begin of the plots. */
  readonly fromMs: number;
}

/** One device: how it is, in words; what is missing of it; how its light, focus, battery and delay went. */
export function deviceView(page: DevicePage, look: Look): Html {
  const { language, formats } = look.visit;
  const words = devicesWords[language];
  const { status } = page;
  const { device, health, lastHeardMs, healthAtMs } = status;
  const bad = troubles(status, look);
  return html`<p class="lead">
      ${device.site} ·
      ${words.lastHeard}${formats.colon}${lastHeardMs === undefined ? words.never : ago(lastHeardMs, look)}
      ${bad.map(({ word, tone }) => html` ${badge(word, tone)}`)}
    </p>
    <p>
      <a class="button second" href="${address('/slides', { device: device.id })}"
        >${words.itsSlides}${formats.colon}${words.slidesOf(formats.number(status.positives), formats.number(status.slides))}</a
      >
    </p>
    <div class="columns">
      <section class="card">
        <h2>
          ${words.health}${healthAtMs !== undefined && html` <small class="quiet">${words.healthOf(agoText(healthAtMs, look))}</small>`}
        </h2>
        ${health === undefined ? html`<p class="quiet">${words.noHealth}</p>` : healthFacts(page, look)}
      </section>
      ${missingSection(status, look)}
    </div>
    ${plots(page, look)}`;
}

function healthFacts({ status, history }: DevicePage, look: Look): Html {
  const { language, formats } = look.visit;
  const words = devicesWords[language];
  const health = status.health!;
  const { power, disk, outbox, clock, faults, model } = health;
  const said = (text: string, tone?: Tone): Html =>
    tone ? html`<b class="tone ${tone}">${text}</b>` : html`${text}`;
  const battery = [
    power?.charge === undefined ? undefined : formats.percent(power.charge, 0),
    power?.millivolts === undefined ? undefined : `${formats.number(power.millivolts / 1000, 2)} V`,
    power === undefined
      ? undefined
      : power.charging === true
        ? words.charging
        : words.batteryState[power.state],
    power?.minutesLeft === undefined
      ? undefined
      : words.minutesLeft(formats.number(power.minutesLeft / 60, 1)),
  ].filter((text) => text !== undefined);
  const waiting = (['results', 'health', 'thumbnails'] as const)
    .filter((lane) => outbox.waiting[lane] > 0)
    .map((lane) => `${words.lanes[lane]} ${formats.number(outbox.waiting[lane])}`);
  const lag = [...history].reverse().find(({ lagMs }) => lagMs !== undefined)?.lagMs;
  const lowDisk = disk !== undefined && disk.freeBytes < 0.1 * disk.totalBytes;
  return facts([
    [
      words.battery,
      battery.length === 0 ? '–' : said(battery.join(', '), lowBattery(health) ? 'warn' : undefined),
    ],
    [
      words.waiting,
      said(waiting.join(', ') || words.nothingWaits, outbox.waiting.results > 0 ? 'warn' : undefined),
    ],
    ...(lag === undefined ? [] : [[words.lag, spanText(lag, look)] as const]),
    [words.clock, said(words.clockTrust[clock.trust], clock.trust === 'none' ? 'warn' : undefined)],
    ...(disk === undefined
      ? []
      : [
          [
            words.storage,
            said(
              words.freeOf(bytesText(formats, disk.freeBytes), bytesText(formats, disk.totalBytes)),
              lowDisk ? 'warn' : undefined,
            ),
          ] as const,
        ]),
    [
      words.faults,
      faults.length === 0
        ? words.noFaults
        : faults.map(
            ({ part, code }) =>
              html`<b class="tone bad">${words.parts[part] ?? part}</b> <code>${code}</code> `,
          ),
    ],
    [words.doing, words.states[health.doing] ?? html`<code>${health.doing}</code>`],
    ...(model === undefined
      ? []
      : [
          [words.model, html`${model.name} <code class="small">${model.sha256.slice(0, 16)}</code>`] as const,
        ]),
    [words.key, html`<code class="small">${status.device.id}</code>`],
  ]);
}

/** Gaps, what was given up, what lies in quarantine. */
function missingSection({ gaps, quarantined, health }: DeviceStatus, look: Look): Html {
  const { language, formats } = look.visit;
  const words = devicesWords[language];
  const laneWord = (lane: string): string =>
    lane in words.lanes ? words.lanes[lane as keyof typeof words.lanes] : lane;
  const dropped = (health?.outbox.dropped ?? []).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const refused = health?.outbox.refused ?? 0;
  const givenUp = dropped + (health?.outbox.droppedUnsealed ?? 0);
  return card(
    words.gaps,
    html`${
      gaps.length === 0
        ? html`<p>${words.noGaps}</p>`
        : html`<ul>
            ${gaps.map(({ lane, from, to }) => html`<li>${words.missing(laneWord(lane), formats.number(from), formats.number(to))}</li>`)}
          </ul>`
    }
    ${givenUp > 0 && html`<p>${words.dropped}${formats.colon}${formats.counted(words.droppedOf, givenUp)}</p>`}
    ${refused > 0 && html`<p><b class="tone bad">${formats.counted(words.refused, refused)}</b></p>`}
    ${
      quarantined > 0 &&
      html`<p>
        ${formats.counted(words.quarantined, quarantined)}${may(look.visit, 'admin') && html` – <a href="/admin/quarantine">${words.seeQuarantine}</a>`}
      </p>`
    }`,
  );
}

function plots({ history, fromMs }: DevicePage, look: Look): Html {
  const { language, formats } = look.visit;
  const words = devicesWords[language];
  const of = (key: 'charge' | 'blur' | 'level' | 'lagMs'): HistoryLine['points'] =>
    history.flatMap((point) => (point[key] === undefined ? [] : [{ atMs: point.atMs, value: point[key] }]));
  const common = { fromMs, toMs: look.nowMs };
  const drawn = [
    {
      ...{ ...common, title: words.blur, points: of('blur'), low: 0, high: 0.07 },
      limit: { value: MOST_BLUR, word: words.blurLimit },
      written: (value: number) => formats.number(value, 3),
    },
    {
      ...{ ...common, title: words.level, points: of('level'), low: 0, high: 255 },
      limit: { value: LEAST_LEVEL, word: words.levelLimit },
      written: (value: number) => formats.number(value),
    },
    {
      ...{ ...common, title: words.charge, points: of('charge'), low: 0, high: 1 },
      written: (value: number) => formats.percent(value, 0),
    },
    {
      ...{ ...common, title: words.lagPlot, low: 0, high: HOUR },
      points: of('lagMs').map(({ atMs, value }) => ({ atMs, value: Math.max(0, value) })),
      written: (value: number) => spanText(value, look),
    },
  ].filter(({ points }) => points.length > 0);
  return card(
    words.optics,
    drawn.length === 0
      ? html`<p class="quiet">${words.noHistory}</p>`
      : html`<p class="quiet small">${words.opticsHint}</p>
          <div class="plots">${drawn.map((line) => historyLine(line, formats))}</div>`,
  );
}

/** Minutes below an hour, hours above; clocks that differ by seconds make no negative span. */
function spanText(ms: number, { visit: { formats, language } }: Look): string {
  const hours = Math.max(0, ms) / HOUR;
  return hours < 1
    ? `${formats.number(hours * 60)} min`
    : devicesWords[language].hours(formats.number(hours, 1));
}
