import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory-broker.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { Collector, COLLECTOR_SETTINGS } from '../../src/collect/collector.js';
import { acknowledgementTopic, laneTopic } from '../../src/record/topics.js';
import type { Registry } from '../../src/registry/registry.js';
import { RecordingLog } from '../../src/service/log.js';
import { acknowledgementIn } from '../collect/a-device.js';
import { postgresPrograms, startPostgres, type PrivatePostgres } from '../support/postgres.js';
import { codeOf, opened, temporaryFolder } from './opened.js';
import { DAY_MS, START_MS, WireDevice } from './wire-device.js';

/** A registry whose disk can be filled and freed. */
interface SmallDisk {
  readonly place: string;
  readonly fill: () => void | Promise<void>;
  readonly free: () => void | Promise<void>;
}

const MIB = 1024 * 1024;

/** A real file system of 4 MiB, where this user may mount one. */
function smallTmpfs(): SmallDisk | undefined {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${4 * MIB}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return {
    place: join(folder, 'registry.sqlite'),
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, new Uint8Array(bavail * bsize));
    },
    free: () => rmSync(ballast),
  };
}

/** The server's own error for a full disk, raised by the server at the first record. */
async function fullServer(server: PrivatePostgres): Promise<SmallDisk> {
  const place = await server.newDatabase();
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client(place);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  return {
    place,
    fill: () =>
      run(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON records EXECUTE FUNCTION full_disk();
        CREATE TRIGGER full_disk BEFORE UPDATE ON sessions EXECUTE FUNCTION full_disk();`),
    free: () => run('DROP FUNCTION full_disk() CASCADE'),
  };
}

const query = { nowMs: START_MS, lateAfterMs: DAY_MS };
const faultsOf = async (registry: Registry): Promise<unknown[]> =>
  (await registry.alerts(query)).flatMap(({ kind, facts }) => (kind === 'registry-fault' ? [facts] : []));

/** Takes slides until there is no room for more. @returns how many went in. */
async function takeUntilFull(registry: Registry, device: WireDevice): Promise<number> {
  for (let n = 0; n < 2000; n++) {
    const outcome = await registry.take([device.slide(n)]).then(
      () => 'taken',
      (error: unknown) => codeOf(Promise.reject(error as Error)),
    );
    if (outcome !== 'taken') {
      expect(outcome).toBe('disk-full');
      return n;
    }
  }
  throw new Error('the disk never became full');
}

async function goesOnByItself({ place, fill, free }: SmallDisk): Promise<void> {
  const registry = await opened(place);
  const device = new WireDevice();
  await registry.enrol(device.enrolment, START_MS);
  await registry.putUser(
    { name: 'boss', role: 'admin', passwordHash: 'x', language: 'en', disabled: false },
    'test',
    START_MS,
  );
  const session = { tokenHash: 'hash', user: 'boss', csrf: '', createdAtMs: 0, lastSeenMs: 1 };
  await registry.openSession(session, 0);
  await fill();
  const taken = await takeUntilFull(registry, device);

  // A collector gets a record, and tells its device nothing.
  const clock = new VirtualClock();
  const broker = new MemoryBroker(clock);
  const log = new RecordingLog();
  const collector = new Collector({
    ...{ link: broker.link('collector'), clock, log, registry },
    random: () => 0.5,
    settings: { ...COLLECTOR_SETTINGS, group: 'g' },
  });
  const stop = new AbortController();
  const ran = collector.run(stop.signal);
  const link = broker.link(device.id, true);
  const answers: string[] = [];
  link.onMessage(({ payload, done }) => {
    answers.push(...acknowledgementIn(payload).records.map(({ as }) => as));
    done();
  });
  await Promise.all([link.connect(), clock.advance(50)]);
  await Promise.all([link.subscribe(acknowledgementTopic(device.site, device.id)), clock.advance(50)]);
  const next = device.slide(3000);
  const topic = laneTopic(device.site, device.id, 'results');
  await Promise.all([link.publish(topic, next.message), clock.advance(60_000)]);
  expect(answers).toEqual([]);
  expect(collector.status).toMatchObject({ store: 'down', waiting: 0 });
  const told = log.lines.find(({ words }) => words.startsWith('the store takes nothing'));
  expect(told?.['error']).toMatchObject({
    code: 'disk-full',
    remedy: expect.stringContaining('Free room') as string,
  });

  // Whoever looks sees why, and all that was there before.
  expect(await faultsOf(registry)).toEqual([{ code: 'disk-full' }]);
  expect(await registry.session('hash', START_MS, 0)).toMatchObject({ user: 'boss' });
  expect((await registry.device(device.id))!.slides).toBe(taken);

  await free();
  await clock.advance(240_000);
  expect(answers).toEqual(['accepted']);
  expect(collector.status).toMatchObject({ link: 'up', store: 'up' });
  expect(log.lines.some(({ words }) => words === 'the store takes records again')).toBe(true);
  expect(await faultsOf(registry)).toEqual([]);
  expect((await registry.device(device.id))!.slides).toBe(taken + 1);
  expect(await registry.take([next])).toEqual([{ as: 'duplicate' }]);
  stop.abort();
  await Promise.all([ran, clock.advance(5000)]);
  await registry.close();
  const again = await opened(place);
  expect((await again.device(device.id))!.slides).toBe(taken + 1);
}

describe('a full disk', () => {
  it('under a SQLite registry: nothing is acknowledged, it is said, and it goes on once there is room', async ({
    skip,
  }) => {
    const disk = smallTmpfs();
    if (disk === undefined) skip('this user may not mount a tmpfs');
    await goesOnByItself(disk!);
    expect(existsSync(disk!.place)).toBe(true);
  });

  describe.skipIf(postgresPrograms === undefined)('of a PostgreSQL server', () => {
    let server: PrivatePostgres;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());

    it('is the same', async () => goesOnByItself(await fullServer(server)));
  });
});
