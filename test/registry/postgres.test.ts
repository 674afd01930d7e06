import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/registry/postgres-database.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import { postgresPrograms, startPostgres, type PrivatePostgres } from '../support/postgres.js';
import { MIGRATIONS } from '../../src/registry/migrations.js';
import { ROOM_OF_VERSION_1, expectUpToDate, ofVersion1 } from './version-1.js';
import { codeOf, opened } from './opened.js';
import { START_MS, WireDevice, slideId } from './wire-device.js';

describe.skipIf(postgresPrograms === undefined)('PostgreSQL', () => {
  let server: PrivatePostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const client = async (url: string): Promise<pg.Client> => {
    const one = new pg.Client(url);
    await one.connect();
    onTestFinished(() => one.end());
    return one;
  };

  it(
    'takes batches of the same devices from two collectors at once: each record has one effect',
    { timeout: 120_000 },
    async () => {
      const url = await server.newDatabase();
      const [one, two] = await Promise.all([opened(url), opened(url)]);
      const devices = Array.from({ length: 8 }, (_, i) => new WireDevice('kisumu', `Bench ${i}`));
      for (const device of devices) await one.enrol(device.enrolment, START_MS);
      const slides = 30;
      // Interleaved: every batch holds records of all devices, in another order for each collector.
      const records = Array.from({ length: slides }, (_, n) =>
        devices.flatMap((device, d) => [device.slide(1 + n * 8 + d), device.health()]),
      ).flat();
      const backwards = [...records].reverse();
      const counts = { accepted: 0, duplicate: 0, quarantined: 0 };
      const send = async (registry: typeof one, all: typeof records, size: number): Promise<void> => {
        for (let at = 0; at < all.length; at += size)
          for (const { as } of await registry.take(all.slice(at, at + size))) counts[as]++;
      };
      await Promise.all([
        send(one, records, 17),
        send(two, records, 23),
        send(two, backwards, 19),
        send(one, backwards, 13),
      ]);
      expect(counts).toEqual({ accepted: records.length, duplicate: 3 * records.length, quarantined: 0 });
      for (const status of await one.devices()) expect(status).toMatchObject({ slides, gaps: [] });
      const raw = await client(url);
      const { rows } = await raw.query(
        'SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM records',
      );
      expect(rows).toEqual([{ n: records.length, ids: records.length }]);
      const points = await raw.query('SELECT count(*)::int AS n FROM health_points');
      expect(points.rows).toEqual([{ n: records.length / 2 }]);
    },
  );

  it('holds neighbours that come to two collectors at once against each other', async () => {
    const url = await server.newDatabase();
    const [one, two] = await Promise.all([opened(url), opened(url)]);
    for (let round = 0; round < 20; round++) {
      const device = new WireDevice();
      await one.enrol(device.enrolment, START_MS);
      const first = device.slide(2 * round);
      const second = device.slide(2 * round + 1);
      const wrong = device.sign(
        { ...second.record, chain: { ...second.record.chain, previous: 'ab'.repeat(32) } },
        START_MS,
      );
      const outcomes = (await Promise.all([one.take([first]), two.take([wrong])])).flat();
      expect(outcomes.map(({ as }) => as).sort()).toEqual(['accepted', 'quarantined']);
    }
  });

  it('lets two devices claim one slide: the first has it, whichever collector it came to', async () => {
    const url = await server.newDatabase();
    const [one, two] = await Promise.all([opened(url), opened(url)]);
    const [a, b] = [new WireDevice(), new WireDevice()];
    for (const device of [a, b]) await one.enrol(device.enrolment, START_MS);
    for (let n = 0; n < 10; n++) {
      const outcomes = (await Promise.all([one.take([a.slide(n)]), two.take([b.slide(n)])])).flat();
      expect(outcomes.map(({ as }) => as).sort()).toEqual(['accepted', 'quarantined']);
      expect((await one.slides({})).lines).toHaveLength(n + 1);
      // Whoever lost goes on: its number was not taken, so that its chain has a gap.
      expect(await one.slide(slideId(n))).toBeDefined();
    }
  });

  it('is brought up to date once when many programs start together, and refuses a newer one', async () => {
    const url = await server.newDatabase();
    const all = await Promise.all(Array.from({ length: 5 }, () => openRegistry(url)));
    await Promise.all(all.map((registry) => registry.close()));
    const raw = await client(url);
    expect((await raw.query('SELECT version FROM ringform_schema')).rows).toHaveLength(1);
    await raw.query('UPDATE ringform_schema SET version = 99');
    expect(await codeOf(openRegistry(url))).toBe('store-newer');
  });

  it('brings a registry of the first version up to date, with what it holds', async () => {
    const url = await server.newDatabase();
    await (await openPostgres(url, MIGRATIONS.slice(0, 1))).close();
    const raw = await client(url);
    for (const statement of ofVersion1(`'\\x6162'`)) await raw.query(statement);
    await expectUpToDate(await opened(url, ROOM_OF_VERSION_1));
  });

  it('comes out of a step that fails as it was', async () => {
    const url = await server.newDatabase();
    const steps = [() => ['CREATE TABLE a (x INT)'], () => ['CREATE TABLE b (x INT)', 'nonsense']];
    await expect(openPostgres(url, steps)).rejects.toThrow(/nonsense/);
    const raw = await client(url);
    expect((await raw.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).rows).toEqual([]);
  });

  it('keeps messages, reviews and the audit log from being changed by anybody', async () => {
    const url = await server.newDatabase();
    const registry = await opened(url);
    await registry.note({ atMs: 1, who: 'x', what: 'y', on: '', detail: {} });
    const raw = await client(url);
    for (const attempt of [
      'DELETE FROM audit',
      `UPDATE audit SET who = 'z'`,
      'TRUNCATE records',
      'DELETE FROM slide_words',
    ])
      await expect(raw.query(attempt)).rejects.toThrow(/never|only ever added/);
  });

  it('says what to do when the server refuses, lacks the database, or is gone', async () => {
    const url = await server.newDatabase();
    expect(await codeOf(openRegistry(url.replace(/:[^:@]+@/, ':wrong@')))).toBe('server-refuses');
    expect(await codeOf(openRegistry(`${url}_missing`))).toBe('database-missing');
    const other = await startPostgres();
    onTestFinished(() => other.stop());
    const device = new WireDevice();
    const place = await other.newDatabase();
    const registry = await opened(place);
    await registry.enrol(device.enrolment, START_MS);
    await other.stop();
    expect(await codeOf(registry.take([device.slide(1)]))).toBe('server-unreachable');
    expect(await codeOf(registry.version())).toBe('server-unreachable');
    expect(await codeOf(openRegistry(place))).toBe('server-unreachable');
  });
});
