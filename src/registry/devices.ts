import { noteIn } from './audit.js';
import type { RegistryDatabase } from './database.js';
import type { DeviceBook, EnrolledDevice } from './device-book.js';
import { nameOf } from './plain-text.js';
import { linkedAlready, linkedInCircle, noSuchDevice, revokedNow } from './registry-error.js';
import { successionIn } from './succession.js';
import type { Row } from './tables.js';
import { redateFamily } from './take-dates.js';

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
            ...{ revoked_ms: null, former: null },
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

    link: (id, former, by, atMs) =>
      database.write('Linking two identities of a device', async (tx) => {
        const devices = await database.lockDevices(tx, [id, former]);
        for (const one of [id, former]) if (!devices.has(one)) throw noSuchDevice(one);
        const before = await successionIn(tx);
        if (before.formersOf(id).at(0) === former) return;
        if (devices.get(id)!.revoked) throw revokedNow(id);
        if (before.formersOf(id).length > 0) throw linkedAlready(id, before.formersOf(id)[0]);
        if (before.familyOf(former).includes(id)) throw linkedInCircle(id, former);
        await tx.updateTable('devices').set({ former }).where('id', '=', id).execute();
        // Whoever else has the old key must not speak for this device, nor about what it counts from now on.
        await tx
          .updateTable('devices')
          .set({ revoked_ms: atMs })
          .where('id', '=', former)
          .where('revoked_ms', 'is', null)
          .execute();
        await redateFamily(tx, await successionIn(tx), id);
        await noteIn(tx, { atMs, who: by, what: 'link-device', on: id, detail: { former } });
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
    ...(row.former !== null && { former: row.former }),
  };
}
