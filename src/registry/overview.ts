import { sql } from 'kysely';
import type { RegistryDatabase } from './database.js';
import { DAY_MS } from './dates.js';
import type { DayCount, Reading, SiteStatus } from './reading.js';

/**
 * A battery at or below this share is low: a device goes on to saving, and to a shutdown within hours unless somebody charges
 * it; a fifth leaves a day to get there.
 */
export const BATTERY_LOW = 0.2;

/** What there is at each site, by name. */
export function siteStatuses(
  database: RegistryDatabase,
  { fromMs, nowMs, lateAfterMs }: Parameters<Reading['sites']>[0],
): Promise<SiteStatus[]> {
  return database.read(async (db) => {
    const devices = await db
      .selectFrom('devices')
      .leftJoin('device_now', 'device_now.device', 'devices.id')
      .select('devices.site')
      .select(sql<number>`count(*)`.as('devices'))
      .select(
        sql<number>`sum(case when coalesce(device_now.last_heard_ms, devices.enrolled_ms) < cast(${Math.round(nowMs - lateAfterMs)} as bigint) then 1 else 0 end)`.as(
          'late',
        ),
      )
      .select(
        sql<number>`sum(case when device_now.charge <= ${sql.lit(BATTERY_LOW)} then 1 else 0 end)`.as(
          'batteriesLow',
        ),
      )
      .where('devices.revoked_ms', 'is', null)
      .groupBy('devices.site')
      .execute();
    const count = (condition: string) => sql<number>`sum(case when ${sql.raw(condition)} then 1 else 0 end)`;
    const slides = await db
      .selectFrom('slides')
      .select('site')
      .select(sql<number>`count(*)`.as('slides'))
      .select(count(`standing = 'positive'`).as('positive'))
      .select(count(`standing = 'unclear'`).as('unclear'))
      .select(count(`standing = 'no-result'`).as('noResult'))
      .select(count('dirty = 1').as('dirtyStain'))
      .where('sort_ms', '>=', Math.round(fromMs))
      .groupBy('site') // and by nothing else: the index has them in this order
      .execute();
    // Whatever the period: a slide that comes after weeks without a link waits, too.
    const waiting = await db
      .selectFrom('slides')
      .select('site')
      .select(sql<number>`count(*)`.as('waitingForReview'))
      .where('status', '=', 'preliminary')
      .groupBy('site')
      .execute();
    const sites = new Map<string, SiteStatus>();
    for (const { site, ...counts } of [...devices, ...slides, ...waiting])
      sites.set(site, { ...(sites.get(site) ?? emptySite(site)), ...counts });
    return [...sites.values()].sort((a, b) => (a.site < b.site ? -1 : 1));
  });
}

const emptySite = (site: string): SiteStatus => ({
  site,
  devices: 0,
  late: 0,
  batteriesLow: 0,
  slides: 0,
  positive: 0,
  unclear: 0,
  noResult: 0,
  dirtyStain: 0,
  waitingForReview: 0,
});

/** Slides by day, oldest first. */
export async function dayCounts(
  database: RegistryDatabase,
  { site, fromMs, toMs }: Parameters<Reading['days']>[0],
): Promise<DayCount[]> {
  const rows = await database.read((db) =>
    db
      .selectFrom('slides')
      .select('day')
      .select(sql<number>`count(*)`.as('slides'))
      .select(sql<number>`sum(case when standing = 'positive' then 1 else 0 end)`.as('positive'))
      .select(sql<number>`sum(case when standing = 'unclear' then 1 else 0 end)`.as('unclear'))
      .where('day', '>=', Math.floor(fromMs / DAY_MS))
      .where('day', '<=', Math.floor(toMs / DAY_MS))
      .where('sort_ms', '>=', Math.round(fromMs))
      .where('sort_ms', '<', Math.round(toMs))
      .$if(site !== undefined, (query) => query.where('site', '=', site!))
      .groupBy('day')
      .orderBy('day')
      .execute(),
  );
  return rows.map(({ day: number, ...counts }) => ({
    day: new Date(number * DAY_MS).toISOString().slice(0, 10),
    ...counts,
  }));
}
