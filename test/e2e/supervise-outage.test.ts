import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRegistry } from '../../src/registry/open-registry.js';
import { ADevice } from '../collect/a-device.js';
import { mosquitto } from '../support/mosquitto.js';
import { postgresPrograms, startPostgres } from '../support/postgres.js';
import { collectorCertificates, DeviceLink, shippedMosquitto, startSupervisor } from './supervise-harness.js';

const skip = !mosquitto || !postgresPrograms;

describe.skipIf(skip)(
  'A supervisor whose servers go away (skipped where mosquitto or PostgreSQL is absent)',
  () => {
    it('confirms nothing while the database is shut, and takes all once it is back; so with the broker', async () => {
      const [postgres, broker] = [await startPostgres(), await shippedMosquitto()];
      onTestFinished(async () => {
        await broker.close();
        await postgres.stop();
      });
      const url = await postgres.newDatabase();
      const database = new URL(url).pathname.slice(1);
      const administrator = new URL(url);
      administrator.pathname = '/postgres';
      const client = new pg.Client({ connectionString: administrator.href });
      await client.connect();
      const shut = async (): Promise<void> => {
        await client.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
        await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          database,
        ]);
      };
      const open = () => client.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);

      const device = new ADevice();
      const registry = await openRegistry(url);
      await registry.enrol(device.enrolled, Date.now());
      await registry.close();
      const certificates = await collectorCertificates(broker, 'collector');
      const supervisor = await startSupervisor(
        ['--no-page', '--broker', broker.url, '--certificates', certificates],
        { RINGFORM_REGISTRY: url },
      );
      const { log } = supervisor;
      await log.find('"collecting"');
      const link = await DeviceLink.connect(broker, device);
      const [first, second, third] = [device.slide(), device.slide(), device.slide()];
      await link.send(first);
      expect(await link.answer(first.hash)).toBe('accepted');

      await shut();
      await link.send(second);
      await log.find('the store takes nothing');
      expect(link.answers).toHaveLength(1);
      await open();
      expect(await link.answer(second.hash)).toBe('accepted');
      await log.find('the store takes records again');

      const before = log.all.length;
      await broker.kill();
      await log.find('no connection to the broker', before);
      await broker.restart({ empty: true });
      await log.find('"collecting"', before);
      const again = await DeviceLink.connect(broker, device);
      await again.send(second);
      await again.send(third);
      expect(await again.answer(second.hash)).toBe('duplicate');
      expect(await again.answer(third.hash)).toBe('accepted');
      expect(await supervisor.stop()).toBe(0);
      await Promise.all([again.link.disconnect(100), client.end()]);
      const after = await openRegistry(url);
      expect((await after.slides({})).lines).toHaveLength(3);
      await after.close();
    });
  },
);
