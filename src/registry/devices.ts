import { noteIn } from './audit.js';
import type { RegistryDatabase } from './database.js';
import type { DeviceBook, EnrolledDevice } from './device-book.js';
import { nameOf } from './plain-text.js';
import { noSuchDevice } from './registry-error.js';
import type { Row } from './tables.js';

/** Devices that were let in. */
export function deviceBook(database: RegistryDatabase): DeviceBook {
  return {
    enrol: (device, atMs) =>
      database.write('Letting a device in', async (tx) => {
        const { id, site, publicKey } = device;
        const [name, by] = [
          nameOf('The device’s name', device.name),
          nameOf('Who lets it in', device.enrolledBy),
        ];
        await tx
          .insertInto('devices')
          .values({
            ...{ id, site, name, public_key: publicKey, enrolled_ms: atMs, enrolled_by: by },
            revoked_ms: null,
          })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ site, name, revoked_ms: null }))
          .execute();
        const row = await tx.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
        if (row.public_key.trim() !== publicKey.trim())
          throw new RangeError(`device ${id} is known by another key`);
        await noteIn(tx, { atMs, who: by, what: 'enrol', on: id, detail: { site, name } });
        return toDevice(row);
      }),

    revoke: (id, by, atMs) =>
      database.write('Revoking a device', async (tx) => {
        const devices = await database.lockDevices(tx, [id]);
        const device = devices.get(id);
        if (device === undefined) throw noSuchDevice(id);
        if (device.revoked) return;
        await tx.updateTable('devices').set({ revoked_ms: atMs }).where('id', '=', id).execute();
        await noteIn(tx, { atMs, who: by, what: 'revoke', on: id, detail: {} });
      }),

    async enrolled(id) {
      const row = await database.read((db) =>
        db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst(),
      );
      return row && toDevice(row);
    },

    async enrolledDevices() {
      const rows = await database.read((db) =>
        db.selectFrom('devices').selectAll().orderBy('site').orderBy('name').orderBy('id').execute(),
      );
      return rows.map(toDevice);
    },
  };
}

export function toDevice(row: Row<'devices'>): EnrolledDevice {
  return {
    id: row.id,
    site: row.site,
    name: row.name,
    publicKey: row.public_key,
    enrolledAtMs: row.enrolled_ms,
    enrolledBy: row.enrolled_by,
    ...(row.revoked_ms !== null && { revokedAtMs: row.revoked_ms }),
  };
}
