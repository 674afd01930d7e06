import type { Reader } from './database.js';

/** Devices with what is so of them now, and the point of their history that says so. */
export function devicesNow(
  db: Reader,
  only: { readonly site?: string | undefined; readonly id?: string | undefined },
) {
  const { site, id } = only;
  return db
    .selectFrom('devices')
    .leftJoin('device_now', 'device_now.device', 'devices.id')
    .leftJoin('health_points', (join) =>
      join
        .onRef('health_points.device', '=', 'devices.id')
        .onRef('health_points.store', '=', 'device_now.health_store')
        .onRef('health_points.number', '=', 'device_now.health_number'),
    )
    .$if(site !== undefined, (query) => query.where('devices.site', '=', site!))
    .$if(id !== undefined, (query) => query.where('devices.id', '=', id!));
}
