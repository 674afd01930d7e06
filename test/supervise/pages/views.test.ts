import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/registry/reading.js';
import { html, type Html } from '../../../src/supervise/layout/html.js';
import { alertsView, alertSummary } from '../../../src/supervise/pages/alerts-view.js';
import { deviceView } from '../../../src/supervise/pages/device-view.js';
import { devicesView } from '../../../src/supervise/pages/devices-view.js';
import type { Look } from '../../../src/supervise/pages/look.js';
import { overviewView, trendsView } from '../../../src/supervise/pages/overview-view.js';
import { blindView, samplesView, sampleView } from '../../../src/supervise/pages/samples-view.js';
import { slideView } from '../../../src/supervise/pages/slide/slide-view.js';
import { slidesView } from '../../../src/supervise/pages/slides-view.js';
import { formatsOf } from '../../../src/supervise/words/formats.js';
import { LANGUAGES, type Language } from '../../../src/supervise/words/language.js';
import { NOW, serveDistrict, type ServedDistrict } from './served.js';

const HOSTILE = `"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{}`;

function lookAs(language: Language, role: 'viewer' | 'reviewer' | 'admin' = 'admin'): Look {
  const user = { name: HOSTILE, role, passwordHash: '', language, disabled: false };
  const visit = { user, language, formats: formatsOf(language, 'UTC'), token: html``, id: 'test' };
  return { visit, nowMs: NOW, lateAfterMs: 48 * 3_600_000 };
}

/** Words that only the program says: everything else that is text may have come from anywhere. */
const ownWords = new Set([
  'verdict',
  'standing',
  'status',
  'severity',
  'decision',
  'stopped',
  'source',
  'trust',
  'state',
  'kind',
  'day',
]);

/** The same with every free text replaced by markup. */
function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (ownWords.has(key) ? value : HOSTILE) as T;
  if (Array.isArray(value)) return value.map((one) => poisoned<unknown>(one, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'label' && 'cell' in value ? (inner as unknown) : poisoned<unknown>(inner, name),
    ]),
  ) as T;
}

function expectHarmless(page: Html): void {
  const text = page.toString();
  expect(text).not.toContain('<img src=x');
  expect(text).not.toContain('<script');
  // Text that had left its attribute would be left over when all quoted values are taken away.
  expect(text.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*onerror/);
  expect(text).toContain('&lt;img src=x');
}

describe('the views', () => {
  let served: ServedDistrict;
  beforeAll(async () => (served = await serveDistrict()), 180_000);
  afterAll(() => served.close());

  it('show hostile text in any field as text', async () => {
    const { registry, district } = served;
    const look = lookAs('en');
    const word = { reviewer: HOSTILE, note: HOSTILE, blind: false, atMs: NOW };
    for (const id of Object.values(district.slides)) {
      const detail = poisoned((await registry.slide(id))!);
      const spoken = {
        ...detail,
        words: [{ ...word, decision: 'negative' as const, perMicrolitre: 3 }],
        cells: detail.cells.map((cell) => ({
          ...{ ...cell, hasPicture: true },
          words: [{ ...word, ordinal: 0, cell: 0, label: 'unsure' as const }],
        })),
      };
      expectHarmless(slideView({ detail: spoken, allCells: true }, look));
    }
    const { lines } = await registry.slides({}, { limit: 50 });
    const devices = await registry.enrolledDevices();
    const query = { site: HOSTILE, device: HOSTILE, label: HOSTILE, from: HOSTILE, to: HOSTILE };
    expectHarmless(
      slidesView(
        { query, lines: poisoned(lines), devices: poisoned(devices), next: HOSTILE, badDate: true },
        look,
      ),
    );
    const statuses = await registry.devices();
    expectHarmless(devicesView(poisoned(statuses), look));
    for (const status of statuses) {
      const hostile = poisoned(status);
      const gaps = [{ lane: HOSTILE, from: 1, to: 2 }];
      expectHarmless(deviceView({ status: { ...hostile, gaps }, history: [], fromMs: 0 }, look));
    }
    const alerts = await registry.alerts({ nowMs: NOW, lateAfterMs: 48 * 3_600_000 });
    expectHarmless(alertsView(poisoned(alerts), look));
    expectHarmless(alertSummary(poisoned(alerts), 9, look));
    const sites = await registry.sites({ fromMs: 0, nowMs: NOW, lateAfterMs: 1 });
    const days = await registry.days({ fromMs: 0, toMs: NOW });
    const news = { version: 1, slides: 1 };
    expectHarmless(
      overviewView({ period: 7, sites: poisoned(sites), days, alerts: poisoned(alerts), news }, look),
    );
    expectHarmless(trendsView({ period: 7, site: HOSTILE, sites: [HOSTILE], days }, look));
    const sample = {
      id: 1,
      site: HOSTILE,
      fromMs: 0,
      toMs: NOW,
      drawnBy: HOSTILE,
      drawnAtMs: NOW,
      seed: 1,
      slides: [HOSTILE],
      read: 0,
    };
    const form = { site: HOSTILE, from: HOSTILE, to: HOSTILE, size: HOSTILE, seed: HOSTILE };
    expectHarmless(samplesView({ samples: [sample], sites: [HOSTILE], form }, look));
    expectHarmless(sampleView({ sample, toRead: true }, look));
    const detail = poisoned((await registry.slide(district.slides.positive))!);
    expectHarmless(blindView({ sample, detail, number: 0, left: 1 }, look));
  });

  it('never call the device’s "not seen" negative, and give its bound wherever they say it', async () => {
    const { registry, district } = served;
    const detail = (await registry.slide(district.slides.notSeen))!;
    for (const language of LANGUAGES) {
      const look = lookAs(language, 'viewer');
      const slide = slideView({ detail, allCells: false }, look).toString();
      const list = slidesView({ query: {}, lines: [detail.line], devices: [] }, look).toString();
      const bound = look.visit.formats.number(4800);
      for (const page of [slide, list.slice(list.indexOf('<ul class="slides'))]) {
        expect(page).not.toMatch(/n[eé]gati/i);
        expect(page).toContain(bound);
      }
    }
  });

  it('say whether the red cells per µL were assumed, and that it is a screening aid', async () => {
    const { registry, district } = served;
    const of = async (id: string): Promise<string> =>
      slideView({ detail: (await registry.slide(id))!, allCells: false }, lookAs('en')).toString();
    expect(await of(district.slides.positive)).toContain('assumes 5,000,000 red cells');
    expect(await of(district.slides.severe)).toContain('measured 3,900,000 red cells');
    expect(await of(district.slides.severe)).toContain('Screening aid: confirm by microscopist.');
  });

  it('show what a list is filtered by, and the list before the form that made it', async () => {
    const { registry } = served;
    const { lines } = await registry.slides({}, { limit: 3 });
    const devices = await registry.enrolledDevices();
    const [device] = devices;
    const query = { standing: 'positive', device: device.id, label: 'A-04', from: '2026-11-01' } as const;
    const page = slidesView({ query, lines, devices }, lookAs('en')).toString();
    const summary = /<summary>([\s\S]*?)<\/summary>/.exec(page)![1].replace(/<[^>]*>|\s+/g, ' ');
    for (const text of ['Positive', device.name, '“A-04”', '2026-11-01 –']) expect(summary).toContain(text);
    expect(page).not.toMatch(/<details[^>]* open/);
    expect(slidesView({ query, lines: [], devices }, lookAs('en')).toString()).toMatch(/<details[^>]* open/);
  });

  it('show the device’s own result beside a reviewer’s', async () => {
    const { registry, district } = served;
    const detail = (await registry.slide(district.slides.positive))!;
    const word = {
      decision: 'negative',
      reviewer: 'Amina',
      note: 'platelets',
      blind: false,
      atMs: NOW,
    } as const;
    const overruled = {
      ...detail,
      words: [word],
      line: { ...detail.line, standing: 'negative', status: 'final' } as const,
    };
    const page = slideView({ detail: overruled, allCells: false }, lookAs('en')).toString();
    expect(page).toContain('Reviewed by Amina');
    expect(page).toMatch(/The device’s result<\/h2>\s*<p class="said">\s*<b>Positive<\/b>/);
    const list = slidesView({ query: {}, lines: [overruled.line], devices: [] }, lookAs('en')).toString();
    expect(list).toMatch(/Negative.*Device: Positive\./s);
  });

  it('order alerts by how soon a person must act, and count those that are not shown', () => {
    const alert = (kind: Alert['kind'], sinceMs: number, facts: Alert['facts'] = {}): Alert => ({
      kind,
      site: 'lake',
      sinceMs,
      facts,
    });
    const alerts = [
      alert('disk-low', NOW),
      alert('device-late', NOW - 9e7),
      alert('severe', NOW - 1e7, { label: 'older', severity: 'above-2-percent', all: 140 }),
      alert('severe', NOW - 1e6, { label: 'newer', severity: 'above-10-percent', all: 140 }),
    ];
    const page = alertsView(alerts, lookAs('en')).toString();
    const places = ['newer', 'older', 'Nothing heard', 'Storage nearly full'].map((text) =>
      page.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const summary = alertSummary(alerts, 2, lookAs('en')).toString();
    expect(summary).toContain('140');
    expect(summary).toContain('2 more');
  });
});
