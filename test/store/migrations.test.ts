import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openDatabase } from '../../src/store/open-database.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { newField, resultFor, slideId, slideStart, temporaryFolder } from './fixtures.js';

/** What version 1 knew of a moment. */
const moment = (n: number): [string, number, number] => ['old-boot', n * 1000, 1_700_000_000_000 + n];
const momentOf = (n: number): object => ({
  bootId: 'old-boot',
  uptimeMs: n * 1000,
  wallClockMs: 1_700_000_000_000 + n,
});

function insert(database: Database.Database, table: string, values: readonly unknown[]): void {
  database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
}

/** A store as version 1 left it: one slide finished with a revision, one open, rows in every table. */
function versionOne(): string {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const database = openDatabase(path, MIGRATIONS.slice(0, 1));
  const model = ['test-model', 'ab'.repeat(32), '{"cellLimit":5000}'];
  const field = newField(0);
  const counts = [1, field.redCells, field.infected, field.redCells, field.infected];
  insert(database, 'slides', [
    ...[1, slideId(1), '0001', ...moment(1)],
    ...[...model, ...counts, ...moment(6)],
  ]);
  insert(database, 'slides', [
    ...[2, slideId(2), 'second', ...moment(2)],
    ...[...model, 0, 0, 0, null, null, null, null, null],
  ]);
  insert(database, 'fields', [
    ...[3, 1, field.ordinal, field.name, field.width, field.height, 1, JSON.stringify(field.quality)],
    ...[field.seenBefore, JSON.stringify(field.usableArea), field.cellDiameter],
    ...[field.redCells, field.infected, JSON.stringify(field.timing), ...moment(3)],
  ]);
  for (const [number, cell] of field.cells.entries()) {
    insert(database, 'cells', [
      ...[3, number, cell.box.x, cell.box.y, cell.box.width, cell.box.height, cell.kind],
      ...[Number(cell.counted), cell.notCounted ?? null, cell.score],
      cell.infected === null ? null : Number(cell.infected),
    ]);
  }
  insert(database, 'files', [4, 3, 'frame', 'frames/a.jpg', 900, null, ...moment(9)]);
  insert(database, 'unreadable', [5, 2, 0, 'x.jpg', 'empty-file', 'Empty.', 'Again.', ...moment(5)]);
  const result = resultFor({ fields: 1, redCells: field.redCells, infected: field.infected });
  for (const revision of [1, 2]) {
    insert(database, 'results', [
      ...[1, revision, 5 + revision, revision === 1 ? 'device' : 'reviewer', '', ...moment(6)],
      ...[result.verdict, 0, 0, 0, 0, 0, 0, JSON.stringify(result)],
    ]);
  }
  database.exec('UPDATE sequence SET last = 7');
  database.close();
  return path;
}

it('a store of version 1 is read as it was, and goes on under this one', async () => {
  const path = versionOne();
  const field = newField(0);
  for (const opening of ['migrates', 'opens again']) {
    const store = await SqliteSlideStore.open(path);
    const [second, first] = await store.slides();
    expect(first, opening).toMatchObject({ id: slideId(1), label: '0001', state: 'finished' });
    expect(first.at).toEqual(momentOf(1));
    expect(first.finishedAt).toEqual(momentOf(6));
    expect(first.acceptedAt).toEqual(momentOf(6));
    expect(second).toMatchObject({ id: slideId(2), state: 'open', nextOrdinal: 1 });
    expect(second).not.toHaveProperty('finishedAt');
    expect(second).not.toHaveProperty('acceptedAt');
    const { cells, ...facts } = field;
    expect(await store.fields(slideId(1))).toEqual([
      {
        ...facts,
        at: momentOf(3),
        sequence: 3,
        files: [{ kind: 'frame', path: 'frames/a.jpg', bytes: 900, removed: true }],
      },
    ]);
    expect(await store.cells(slideId(1), 0)).toEqual(cells);
    expect((await store.unreadable(slideId(2)))[0].at).toEqual(momentOf(5));
    expect((await store.results(slideId(1))).map(({ author, at }) => [author, at])).toEqual([
      ['device', momentOf(6)],
      ['reviewer', momentOf(6)],
    ]);
    // What version 1 could not know is not there, and what it printed was seen.
    expect(await store.fingerprints(slideId(1))).toEqual([]);
    expect(await store.anchors()).toEqual([]);
    expect(await store.unseenResult()).toBeUndefined();
    expect(await store.readState('calibration')).toBeUndefined();
    expect(await store.nextLabel()).toBe('0002');
    await store.close();
  }
  const store = await SqliteSlideStore.open(path);
  await store.commitField(slideId(2), { ...newField(1), power: { millivolts: 3700, state: 'normal' } });
  const started = await store.startSlide({ ...slideStart(3), label: await store.nextLabel() });
  expect(started).toMatchObject({ sequence: 9, label: '0002' });
  expect(await store.nextLabel()).toBe('0003');
  await store.close();
});

/** Every row of every table that version 2 knows, and the sequence. */
function rowsOf(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'reviews' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = Object.fromEntries(
    tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]),
  );
  database.close();
  return rows;
}

it('a store of version 2 keeps every row as it was, and takes reviews, which cannot be changed', async () => {
  const path = versionOne();
  const old = openDatabase(path, MIGRATIONS.slice(0, 2));
  old.exec(`INSERT INTO device_state VALUES ('calibration', '{"gain":1.5}')`);
  old.exec(`INSERT INTO anchors VALUES ('old-boot', 'rtc', 7, 6000, 1700000000006)`);
  expect(old.pragma('user_version', { simple: true })).toBe(2);
  old.close();
  const before = rowsOf(path);
  expect(Object.keys(before)).toHaveLength(10);
  await (await SqliteSlideStore.open(path)).close();
  expect(rowsOf(path)).toEqual(before);

  const store = await SqliteSlideStore.open(path);
  const word = {
    ordinal: 0,
    cell: 2,
    label: 'uninfected',
    reviewer: 'Amina',
    note: '',
    blind: true,
  } as const;
  expect(await store.addReviews(slideId(1), [{ ...word, at: slideStart(1).at }])).toBe(1);
  expect((await store.reviews(slideId(1)))[0].sequence).toBe(8);
  await store.close();
  const database = openDatabase(path, MIGRATIONS);
  expect(() => database.exec(`UPDATE reviews SET label = 'parasitized'`)).toThrow('never changed');
  expect(() => database.exec('DELETE FROM reviews')).toThrow('never deleted');
  database.close();
  expect(rowsOf(path)['cells']).toEqual(before['cells']);
});

it('steps that were released are never edited: devices in the field have run them', () => {
  const digests = MIGRATIONS.map((step) => createHash('sha256').update(step).digest('hex').slice(0, 16));
  expect(digests.slice(0, 2)).toEqual(['c52718f3b47a3c0a', '7fd12a8ef8c4fec2']);
});
