import { alerts } from './alerts.js';
import type { RegistryDatabase } from './database.js';
import { deviceStatuses, healthHistory } from './device-status.js';
import { deviceBook } from './devices.js';
import { MIGRATIONS } from './migrations.js';
import { dayCounts, siteStatuses } from './overview.js';
import { openPostgres } from './postgres-database.js';
import { intake } from './quarantine.js';
import { QUARANTINE_LIMITS, type QuarantineLimits } from './quarantine-limits.js';
import type { Reading } from './reading.js';
import type { Registry } from './registry.js';
import { reviewing } from './reviews.js';
import { sampling } from './samples.js';
import { picture, slideDetail } from './slide-detail.js';
import { slideLines } from './slide-lines.js';
import { openSqlite } from './sqlite-database.js';
import { userBook } from './users.js';

/**
 * Open the supervisor's store and bring its schema up to date.
 *
 * @param where a `postgres://` or `postgresql://` URL of a database that is there, or the path of a SQLite file, which is made
 *   where there is none
 * @throws StorageError store-newer, not-a-store, server-unreachable, server-refuses, database-missing, and those of the disk.
 */
export async function openRegistry(
  where: string,
  limits: QuarantineLimits = QUARANTINE_LIMITS,
): Promise<Registry> {
  const database = isServerUrl(where) ? await openPostgres(where, MIGRATIONS) : openSqlite(where, MIGRATIONS);
  return {
    ...deviceBook(database),
    ...intake(database, limits),
    ...reading(database),
    ...reviewing(database),
    ...sampling(database),
    ...userBook(database),
    close: () => database.close(),
  };
}

/** Whether a place names a PostgreSQL server and not a file. */
export const isServerUrl = (where: string): boolean => /^postgres(?:ql)?:\/\//.test(where);

function reading(database: RegistryDatabase): Reading {
  return {
    sites: (query) => siteStatuses(database, query),
    days: (query) => dayCounts(database, query),
    slides: (filter, page) => slideLines(database, filter, page),
    slide: (id) => slideDetail(database, id),
    picture: (slide, ordinal, cell) => picture(database, slide, ordinal, cell),
    devices: (site) => deviceStatuses(database, site === undefined ? {} : { site }),
    device: async (id) => (await deviceStatuses(database, { id })).at(0),
    healthHistory: (device, fromMs) => healthHistory(database, device, fromMs),
    alerts: (query) => alerts(database, query),
    version: () => database.version(),
  };
}
