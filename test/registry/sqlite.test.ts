import Database from 'better-sqlite3';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRegistry } from '../../src/registry/open-registry.js';
import { openSqlite } from '../../src/registry/sqlite-database.js';
import { MIGRATIONS } from '../../src/registry/migrations.js';
import { ROOM_OF_VERSION_1, expectUpToDate, ofVersion1 } from './version-1.js';
import { codeOf, opened, temporaryFolder } from './opened.js';
import { START_MS, WireDevice } from './wire-device.js';

const place = (): string => join(temporaryFolder(), 'registry.sqlite');

it('is there again after it was closed', async () => {
  const [path, device] = [place(), new WireDevice()];
  const registry = await openRegistry(path);
  await registry.enrol(device.enrolment, START_MS);
  const slide = device.slide(1);
  await registry.take([slide]);
  await registry.close();
  await registry.close();
  const again = await opened(path);
  expect(await again.take([slide])).toEqual([{ as: 'duplicate' }]);
  expect((await again.slides({})).lines).toHaveLength(1);
});

it('takes batches that come at once one after the other, from two connections too', async () => {
  const path = place();
  const [one, two] = [await opened(path), await opened(path)];
  const device = new WireDevice();
  await one.enrol(device.enrolment, START_MS);
  const records = Array.from({ length: 40 }, (_, n) => device.slide(n));
  const outcomes = (
    await Promise.all([one.take(records), two.take(records), one.take([...records].reverse())])
  ).flat();
  expect(outcomes.filter(({ as }) => as === 'accepted')).toHaveLength(40);
  expect(outcomes.filter(({ as }) => as === 'duplicate')).toHaveLength(80);
});

it('refuses what is not a registry, and leaves it as it was', async () => {
  const path = place();
  writeFileSync(path, 'a letter, not a database');
  expect(await codeOf(openRegistry(path))).toBe('not-a-store');
  expect(readFileSync(path, 'utf8')).toBe('a letter, not a database');
  const foreign = place();
  const database = new Database(foreign);
  database.exec('CREATE TABLE mine (x)');
  database.close();
  expect(await codeOf(openRegistry(foreign))).toBe('not-a-store');
  expect(await codeOf(openRegistry(join(path, 'below', 'a.sqlite')))).toBe('disk-missing');
  const folder = place();
  mkdirSync(folder);
  expect(await codeOf(openRegistry(folder))).toBe('not-a-store');
});

it('refuses a registry of a newer version', async () => {
  const path = place();
  await (await openRegistry(path)).close();
  const database = new Database(path);
  database.pragma('user_version = 99');
  database.close();
  expect(await codeOf(openRegistry(path))).toBe('store-newer');
});

it('brings a registry of the first version up to date, with what it holds', async () => {
  const path = place();
  await openSqlite(path, MIGRATIONS.slice(0, 1)).close();
  const database = new Database(path);
  for (const statement of ofVersion1(`x'6162'`)) database.exec(statement);
  database.close();
  await expectUpToDate(await opened(path, ROOM_OF_VERSION_1));
});

it('comes out of a step that fails as it was', () => {
  const path = place();
  const steps = [
    () => ['CREATE TABLE a (x INT) STRICT'],
    () => ['CREATE TABLE b (x INT) STRICT', 'nonsense'],
  ];
  expect(() => openSqlite(path, steps)).toThrow(/nonsense/);
  const database = new Database(path);
  expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
  database.close();
});

it('keeps messages, reviews and the audit log from being changed by anybody', async () => {
  const [path, device] = [place(), new WireDevice()];
  const registry = await opened(path);
  await registry.enrol(device.enrolment, START_MS);
  await registry.take([device.slide(1)]);
  const database = new Database(path);
  for (const attempt of ['DELETE FROM audit', `UPDATE records SET message = x'00'`])
    expect(() => database.exec(attempt)).toThrow(/never|only ever added/);
  database.close();
});
