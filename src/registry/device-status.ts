import { sql } from 'kysely';
import type { Reader, RegistryDatabase } from './database.js';
import { devicesNow } from './device-rows.js';
import { toDevice } from './devices.js';
import { without } from './gaps.js';
import { recordIn } from './payload.js';
import type { DeviceStatus, HealthPoint } from './reading.js';

type Gap = DeviceStatus['gaps'][number];

/** Devices with what is so of them now, by site and name. */
export function deviceStatuses(
  database: RegistryDatabase,
  only: { readonly site?: string; readonly id?: string },
): Promise<DeviceStatus[]> {
  return database.read(async (db) => {
    const { id } = only;
    const rows = await devicesNow(db, only)
      .leftJoin('records', (join) =>
        join
          .onRef('records.device', '=', 'devices.id')
          .onRef('records.store', '=', 'device_now.health_store')
          .onRef('records.number', '=', 'device_now.health_number')
          .on('records.lane', '=', 'health'),
      )
      .selectAll('devices')
      .select(['device_now.last_heard_ms', 'health_points.at_ms as health_ms', 'records.message'])
      .orderBy('devices.site')
      .orderBy('devices.name')
      .orderBy('devices.id')
      .execute();
    const counts = await slideCounts(db, only);
    const gaps = await unexplainedGaps(db, id);
    const aside = await asideCounts(db, id);
    return rows.map((row) => ({
      device: toDevice(row),
      ...(row.last_heard_ms !== null && { lastHeardMs: row.last_heard_ms }),
      ...(row.message !== null && { health: recordIn(row.message, 'health').body }),
      ...(row.health_ms !== null && { healthAtMs: row.health_ms }),
      slides: counts.get(row.id)?.slides ?? 0,
      positives: counts.get(row.id)?.positives ?? 0,
      gaps: (gaps.get(row.id) ?? []).map(({ lane, from, to }) => ({ lane, from, to })),
      quarantined: aside.get(row.id) ?? 0,
    }));
  });
}

async function slideCounts(
  db: Reader,
  { site, id }: { readonly site?: string; readonly id?: string },
): Promise<Map<string, { readonly slides: number; readonly positives: number }>> {
  const rows = await db
    .selectFrom('slides')
    .select('device')
    .select(sql<number>`count(*)`.as('slides'))
    .select(sql<number>`sum(case when standing = 'positive' then 1 else 0 end)`.as('positives'))
    .$if(id !== undefined, (query) => query.where('device', '=', id!))
    .$if(site !== undefined, (query) =>
      query.where('device', 'in', db.selectFrom('devices').select('id').where('site', '=', site!)),
    )
    .groupBy('device')
    .execute();
  return new Map(rows.map((row) => [row.device, row]));
}

async function asideCounts(db: Reader, device: string | undefined): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('quarantine')
    .select('device')
    .select(sql<number>`count(*)`.as('messages'))
    .where('settled_how', 'is', null)
    .where('device', 'is not', null)
    .$if(device !== undefined, (query) => query.where('device', '=', device!))
    .groupBy('device')
    .execute();
  return new Map(rows.map((row) => [row.device!, row.messages]));
}

/** Numbers missing in chains that no device says it gave up, by device. `seenMs`: when the record after them was received. */
export async function unexplainedGaps(
  db: Reader,
  device?: string,
): Promise<Map<string, (Gap & { readonly seenMs: number })[]>> {
  const gaps = await db
    .selectFrom('gaps')
    .leftJoin('records', (join) =>
      join
        .onRef('records.device', '=', 'gaps.device')
        .onRef('records.store', '=', 'gaps.store')
        .onRef('records.lane', '=', 'gaps.lane')
        .on('records.number', '=', sql<number>`gaps.last + 1`),
    )
    .select(['gaps.device', 'gaps.store', 'gaps.lane', 'gaps.first', 'gaps.last', 'records.received_ms'])
    .$if(device !== undefined, (query) => query.where('gaps.device', '=', device!))
    .orderBy('gaps.device')
    .orderBy('gaps.lane')
    .orderBy('gaps.first')
    .execute();
  const found = new Map<string, (Gap & { readonly seenMs: number })[]>();
  if (gaps.length === 0) return found;
  const dropped = await db
    .selectFrom('dropped')
    .selectAll()
    .where('device', 'in', device === undefined ? db.selectFrom('gaps').select('device') : [device])
    .execute();
  for (const gap of gaps) {
    const explained = dropped.filter(
      ({ device: of, store, lane }) => of === gap.device && store === gap.store && lane === gap.lane,
    );
    const left = without([gap], explained).map(({ first, last }) => ({
      lane: gap.lane,
      from: first,
      to: last,
      seenMs: gap.received_ms ?? 0,
    }));
    if (left.length > 0) found.set(gap.device, [...(found.get(gap.device) ?? []), ...left]);
  }
  return found;
}

/** A device's history, oldest first. */
export function healthHistory(
  database: RegistryDatabase,
  device: string,
  fromMs: number,
): Promise<HealthPoint[]> {
  return database.read(async (db) => {
    const rows = await db
      .selectFrom('health_points')
      .selectAll()
      .where('device', '=', device)
      .where('at_ms', '>=', Math.round(fromMs))
      .orderBy('at_ms')
      .orderBy('number')
      .execute();
    return rows.map((row) => ({
      atMs: row.at_ms,
      ...(row.charge !== null && { charge: row.charge }),
      ...(row.millivolts !== null && { millivolts: row.millivolts }),
      waiting: row.waiting,
      ...(row.blur !== null && { blur: row.blur }),
      ...(row.level !== null && { level: row.level }),
      ...(row.date_ms !== null && { lagMs: row.received_ms - row.date_ms }),
    }));
  });
}
