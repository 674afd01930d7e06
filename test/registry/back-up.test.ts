import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUpSqlite } from '../../src/registry/back-up.js';
import type { Registry } from '../../src/registry/registry.js';
import { postgresPrograms, startPostgres } from '../support/postgres.js';
import { codeOf, opened, temporaryFolder } from './opened.js';
import { START_MS, WireDevice, slideId } from './wire-device.js';

const failing = (attempt: () => unknown): Promise<string> => codeOf(Promise.resolve().then(attempt));

/** The copy has all that was there, and goes on as a registry. */
async function expectWhole(copy: Registry, device: WireDevice, slides: number): Promise<void> {
  expect((await copy.device(device.id))!).toMatchObject({ slides, gaps: [] });
  expect(await copy.picture(slideId(0), 0, 3)).toEqual(Buffer.from('jpeg'));
  expect(await copy.quarantine()).toHaveLength(1);
  expect((await copy.audit()).map(({ what }) => what)).toEqual(['enrol']);
  expect(await copy.take([device.slide(1000)])).toEqual([{ as: 'accepted' }]);
}

async function fill(registry: Registry, device: WireDevice, slides: number): Promise<void> {
  await registry.enrol(device.enrolment, START_MS);
  const first = device.slide(0);
  await registry.take([first, device.thumbnail(0, 0, 3, Buffer.from('jpeg'))]);
  await registry.take(Array.from({ length: slides - 1 }, (_, n) => device.slide(n + 1)));
  await registry.take([device.sign({ ...first.record, software: 'x' }, START_MS)]);
}

describe('a copy of a SQLite registry', () => {
  it('holds what lies in the write-ahead log too, while another program writes', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'r.sqlite'), join(folder, 'copy.sqlite')];
    const [registry, device, other] = [await opened(from), new WireDevice(), new WireDevice()];
    await fill(registry, device, 200);
    await registry.enrol(other.enrolment, START_MS);
    expect(statSync(`${from}-wal`).size).toBeGreaterThan(0);
    expect(backUpSqlite(from, to)).toEqual({ records: 201 });
    await registry.take([other.slide(5000)]);
    const copy = await opened(to);
    expect((await copy.device(other.id))!.slides).toBe(0);
    expect((await copy.device(device.id))!.slides).toBe(200);
    expect((await registry.slides({})).lines.length).toBeGreaterThan(0);
  });

  it('is taken in the middle of a transaction, without it', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'r.sqlite'), join(folder, 'copy.sqlite')];
    const [registry, device] = [await opened(from), new WireDevice()];
    await fill(registry, device, 20);
    const records = Array.from({ length: 30 }, (_, n) => device.slide(100 + n));
    const taking = registry.take(records); // has begun, and waits for its first answer
    backUpSqlite(from, to);
    await taking;
    const held = (await (await opened(to)).device(device.id))!.slides;
    expect([20, 50]).toContain(held);
    expect((await registry.device(device.id))!.slides).toBe(50);
  });

  it('goes on as the registry it was', async () => {
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'r.sqlite'), join(folder, 'copy.sqlite')];
    const [registry, device] = [await opened(from), new WireDevice()];
    await fill(registry, device, 20);
    backUpSqlite(from, to);
    await registry.close();
    await expectWhole(await opened(to), device, 20);
  });

  it('leaves what is there, and nothing beside it', async () => {
    const folder = temporaryFolder();
    const from = join(folder, 'r.sqlite');
    await (await opened(from)).close();
    const note = join(folder, 'note.txt');
    writeFileSync(note, 'mine');
    expect(await failing(() => backUpSqlite(from, note))).toBe('backup-exists');
    expect(await failing(() => backUpSqlite(join(folder, 'none'), join(folder, 'copy')))).toBe(
      'disk-missing',
    );
    expect(await failing(() => backUpSqlite(note, join(folder, 'copy')))).toBe('not-a-store');
    expect(await failing(() => backUpSqlite(from, join(folder, 'no', 'copy')))).toBe('disk-missing');
    expect(readdirSync(folder).sort()).toEqual(['note.txt', 'r.sqlite']);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

/** Beside the server's own programs, wherever a link to those leads. */
const beside = postgresPrograms === undefined ? '' : dirname(realpathSync(join(postgresPrograms, 'initdb')));
const [dump, restore] = [join(beside, 'pg_dump'), join(beside, 'pg_restore')];

describe.skipIf(postgresPrograms === undefined || !existsSync(dump))(
  'a copy of a PostgreSQL registry',
  () => {
    it('by pg_dump goes into an empty database and on as a registry', { timeout: 120_000 }, async () => {
      const server = await startPostgres();
      onTestFinished(() => server.stop());
      const [from, to] = [await server.newDatabase(), await server.newDatabase()];
      const file = join(temporaryFolder(), 'ringform.dump');
      const [registry, device] = [await opened(from), new WireDevice()];
      await fill(registry, device, 200);
      execFileSync(dump, ['-Fc', '--file', file, from], { cwd: dirname(file) });
      execFileSync(restore, ['--exit-on-error', '--no-owner', '--dbname', to, file], { cwd: dirname(file) });
      await expectWhole(await opened(to), device, 200);
    });
  },
);
