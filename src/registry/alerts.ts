import { sql } from 'kysely';
import type { Reader, RegistryDatabase } from './database.js';
import { devicesNow } from './device-rows.js';
import { unexplainedGaps } from './device-status.js';
import { BATTERY_LOW } from './overview.js';
import type { Alert, AlertKind, Reading } from './reading.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Records of one batch may overtake each other: a gap is worth a look when it has stayed for so long. */
export const GAP_SETTLES_MS = 10 * 60_000;
/** Raw frames leave 256 MiB of a device's disk free: less than half of that means that something else fills it. */
export const DISK_LOW_BYTES = 128 * 1024 * 1024;
/** Outlines half as wide again as the device's usual: the focus stop has moved, or the objective wants cleaning. */
export const BLUR_DRIFT = 1.5;
/** Light a quarter below or above the usual: a lamp that fades, a condenser or diaphragm that was moved. */
export const LEVEL_DRIFT = 0.25;
/** One dirty slide is an accident; this many of one device within a week are a stain to be filtered or made anew. */
export const DIRTY_SLIDES = 3;
export const DIRTY_WITHIN_MS = 7 * DAY_MS;
/** A list that nobody reads to its end helps nobody: the newest of each kind; `facts.all` says how many there are. */
export const MOST_ALERTS_OF_A_KIND = 100;

/** What a person should see to, the kinds in the order of `ALERT_KINDS`, newest first in each. */
export function alerts(
  database: RegistryDatabase,
  query: Parameters<Reading['alerts']>[0],
): Promise<readonly Alert[]> {
  return database.read(async (db) => {
    const devices = await standing(db, query.site);
    const found: Alert[] = [
      ...refusing(database, query.nowMs),
      ...(await severe(db, query.site)),
      ...late(devices, query),
      ...batteriesLow(devices),
      ...(await quarantined(db, devices, query.site)),
      ...(await chainGaps(db, devices, query.nowMs)),
      ...(await clocksUnknown(db, devices)),
      ...opticsDrifts(devices),
      ...(await dirtyStains(db, devices, query)),
      ...faults(devices),
      ...disksLow(devices),
    ];
    return bounded(found);
  });
}

/** Whatever the site: nobody's records are taken. */
function refusing({ refusal }: RegistryDatabase, nowMs: number): Alert[] {
  if (refusal === undefined) return [];
  const { code, forMs } = refusal;
  return [{ kind: 'registry-fault', site: '', sinceMs: Math.round(nowMs - forMs), facts: { code } }];
}

function bounded(found: readonly Alert[]): Alert[] {
  const kinds = new Map<AlertKind, Alert[]>();
  for (const alert of found) kinds.set(alert.kind, [...(kinds.get(alert.kind) ?? []), alert]);
  return [...kinds.values()].flatMap((all) =>
    all.length <= MOST_ALERTS_OF_A_KIND
      ? all
      : [...all]
          .sort((a, b) => b.sinceMs - a.sinceMs)
          .slice(0, MOST_ALERTS_OF_A_KIND)
          .map((alert) => ({ ...alert, facts: { all: all.length, ...alert.facts } })),
  );
}

type DeviceNow = Awaited<ReturnType<typeof standing>>[number];

function standing(db: Reader, site: string | undefined) {
  return devicesNow(db, { site })
    .selectAll('device_now')
    .select(['devices.id', 'devices.site', 'devices.name', 'devices.enrolled_ms', 'health_points.at_ms'])
    .where('devices.revoked_ms', 'is', null)
    .orderBy('devices.id')
    .execute();
}

/** When a device last said how it is. */
const saidAt = (device: DeviceNow): number => device.at_ms ?? device.last_heard_ms ?? device.enrolled_ms;

async function severe(db: Reader, site: string | undefined): Promise<Alert[]> {
  const waiting = db
    .selectFrom('slides')
    .where('urgent', '=', sql.lit(1))
    .$if(site !== undefined, (query) => query.where('site', '=', site!));
  const rows = await waiting
    .select(['id', 'site', 'device', 'label', 'severity', 'parasitaemia', 'received_ms'])
    .orderBy('sort_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_ALERTS_OF_A_KIND)
    .execute();
  const { all } =
    rows.length < MOST_ALERTS_OF_A_KIND
      ? { all: rows.length }
      : await waiting.select(sql<number>`count(*)`.as('all')).executeTakeFirstOrThrow();
  return rows.map((row) => ({
    ...{ kind: 'severe', site: row.site, device: row.device, slide: row.id, sinceMs: row.received_ms },
    facts: {
      label: row.label,
      severity: row.severity,
      percent: 100 * row.parasitaemia,
      ...(all > rows.length && { all }),
    },
  }));
}

function late(
  devices: readonly DeviceNow[],
  { nowMs, lateAfterMs }: { readonly nowMs: number; readonly lateAfterMs: number },
): Alert[] {
  return devices.flatMap((device): Alert[] => {
    const heardMs = device.last_heard_ms ?? device.enrolled_ms;
    if (heardMs >= nowMs - lateAfterMs) return [];
    const facts = { name: device.name, hours: Math.floor((nowMs - heardMs) / HOUR_MS) };
    return [{ kind: 'device-late', site: device.site, device: device.id, sinceMs: heardMs, facts }];
  });
}

function batteriesLow(devices: readonly DeviceNow[]): Alert[] {
  return devices.flatMap((device): Alert[] => {
    const { charge, millivolts } = device;
    if (charge === null || charge > BATTERY_LOW) return [];
    const facts = { name: device.name, charge, ...(millivolts !== null && { millivolts }) };
    return [{ kind: 'battery-low', site: device.site, device: device.id, sinceMs: saidAt(device), facts }];
  });
}

async function quarantined(
  db: Reader,
  devices: readonly DeviceNow[],
  site: string | undefined,
): Promise<Alert[]> {
  const rows = await db
    .selectFrom('quarantine')
    .select('device')
    .select(sql<number>`count(*)`.as('messages'))
    .select(sql<number>`min(received_ms)`.as('since_ms'))
    .where('settled_how', 'is', null)
    .groupBy('device')
    .execute();
  const known = new Map(devices.map((device) => [device.id, device]));
  return rows.flatMap((row): Alert[] => {
    const { messages, since_ms: sinceMs } = row;
    const device = row.device === null ? undefined : known.get(row.device);
    if (device !== undefined) {
      const facts = { name: device.name, messages };
      return [{ kind: 'quarantine', site: device.site, device: device.id, sinceMs, facts }];
    }
    // Of nobody that was let in: no site can answer for it.
    if (site !== undefined) return [];
    const facts = { name: row.device ?? '', messages };
    return [{ kind: 'quarantine', site: '', sinceMs, facts }];
  });
}

async function chainGaps(db: Reader, devices: readonly DeviceNow[], nowMs: number): Promise<Alert[]> {
  const gaps = await unexplainedGaps(db);
  return devices.flatMap((device) =>
    (gaps.get(device.id) ?? [])
      .filter(({ seenMs }) => seenMs <= nowMs - GAP_SETTLES_MS)
      .map(({ lane, from, to, seenMs }): Alert => {
        const facts = { name: device.name, lane, from, to, missing: to - from + 1 };
        return { kind: 'chain-gap', site: device.site, device: device.id, sinceMs: seenMs, facts };
      }),
  );
}

async function clocksUnknown(db: Reader, devices: readonly DeviceNow[]): Promise<Alert[]> {
  const rows = await db
    .selectFrom('slides')
    .select('device')
    .select(sql<number>`count(*)`.as('slides'))
    .where('date_trust', '=', sql.lit('unknown'))
    .groupBy('device')
    .execute();
  const undated = new Map(rows.map((row) => [row.device, row.slides]));
  return devices.flatMap((device): Alert[] => {
    if (device.clock_trust !== 'none') return [];
    const facts = { name: device.name, slides: undated.get(device.id) ?? 0 };
    return [{ kind: 'clock-unknown', site: device.site, device: device.id, sinceMs: saidAt(device), facts }];
  });
}

function opticsDrifts(devices: readonly DeviceNow[]): Alert[] {
  return devices.flatMap((device): Alert[] => {
    const { blur, blur_before: blurBefore, level, level_before: levelBefore } = device;
    if (blur === null || blurBefore === null || level === null || levelBefore === null) return [];
    const blurred = blur > BLUR_DRIFT * blurBefore;
    const light = Math.abs(level - levelBefore) > LEVEL_DRIFT * levelBefore;
    if (!blurred && !light) return [];
    const what = blurred && light ? 'focus-and-light' : blurred ? 'focus' : 'light';
    const facts = { name: device.name, what, blur, blurBefore, level, levelBefore };
    return [{ kind: 'optics-drift', site: device.site, device: device.id, sinceMs: saidAt(device), facts }];
  });
}

async function dirtyStains(
  db: Reader,
  devices: readonly DeviceNow[],
  { nowMs }: { readonly nowMs: number },
): Promise<Alert[]> {
  // By the bare column SQLite would walk all slides in the order of another index rather than the week's dirty ones.
  const device = sql<string>`device || ''`;
  const rows = await db
    .selectFrom('slides')
    .select(device.as('device'))
    .select(sql<number>`count(*)`.as('slides'))
    .select(sql<number>`min(sort_ms)`.as('since_ms'))
    .where('dirty', '=', sql.lit(1))
    .where('sort_ms', '>=', Math.round(nowMs - DIRTY_WITHIN_MS))
    .groupBy(device)
    .having(sql<number>`count(*)`, '>=', DIRTY_SLIDES)
    .execute();
  const dirty = new Map(rows.map((row) => [row.device, row]));
  return devices.flatMap((device): Alert[] => {
    const row = dirty.get(device.id);
    if (row === undefined) return [];
    const facts = { name: device.name, slides: row.slides, days: DIRTY_WITHIN_MS / DAY_MS };
    return [{ kind: 'dirty-stain', site: device.site, device: device.id, sinceMs: row.since_ms, facts }];
  });
}

function faults(devices: readonly DeviceNow[]): Alert[] {
  return devices.flatMap((device) => {
    const found = JSON.parse(device.faults ?? '[]') as { part: string; code: string }[];
    return found.map(({ part, code }): Alert => {
      const facts = { name: device.name, part, code };
      return { kind: 'fault', site: device.site, device: device.id, sinceMs: saidAt(device), facts };
    });
  });
}

function disksLow(devices: readonly DeviceNow[]): Alert[] {
  return devices.flatMap((device): Alert[] => {
    const { disk_free: freeBytes, disk_total: totalBytes } = device;
    if (freeBytes === null || totalBytes === null || freeBytes >= DISK_LOW_BYTES) return [];
    const facts = { name: device.name, freeBytes, totalBytes };
    return [{ kind: 'disk-low', site: device.site, device: device.id, sinceMs: saidAt(device), facts }];
  });
}
