import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openDatabase } from '../../src/store/open-database.js';
import type { OutboxRow } from '../../src/store/outbox.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { momentNumber, newField, resultFor, slideId, slideStart, temporaryFolder } from './fixtures.js';
import { momentOf, versionOne } from './version-one.js';

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

/** Every row, with the columns named: all that there are without. */
function rowsOf(path: string, columns = columnsIn(path)): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const rows = Object.fromEntries(
    Object.entries(columns).map(([table, names]) => [
      table,
      database.prepare(`SELECT ${names.join(', ')} FROM ${table}`).all(),
    ]),
  );
  database.close();
  return rows;
}

function columnsIn(path: string): Record<string, string[]> {
  const database = new Database(path, { readonly: true });
  const columns = (table: string): string[] =>
    database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const all = Object.fromEntries(tablesOf(path).map((table) => [table, columns(table)]));
  database.close();
  return all;
}

function tablesOf(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
  const tables = database.prepare(named).pluck().all() as string[];
  database.close();
  return tables;
}

it('a store of version 2 keeps every row as it was, and takes reviews, which cannot be changed', async () => {
  const path = versionOne();
  const old = openDatabase(path, MIGRATIONS.slice(0, 2));
  old.exec(`INSERT INTO device_state VALUES ('calibration', '{"gain":1.5}')`);
  old.exec(`INSERT INTO anchors VALUES ('old-boot', 'rtc', 7, 6000, 1700000000006)`);
  expect(old.pragma('user_version', { simple: true })).toBe(2);
  old.close();
  const [before, columns] = [rowsOf(path), columnsIn(path)];
  expect(Object.keys(before)).toHaveLength(10);
  await (await SqliteSlideStore.open(path)).close();
  expect(rowsOf(path, columns)).toEqual(before);

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
  expect(rowsOf(path, columns)['cells']).toEqual(before['cells']);
});

it('a store of version 1 has its results in the outbox, dated as they were', async () => {
  const store = await SqliteSlideStore.open(versionOne());
  expect(await store.waiting()).toEqual(
    [1, 2].map((revision) => ({
      ...{ sequence: 5 + revision, id: `${slideId(1)}.${revision}`, lane: 'results', kind: 'slide' },
      ...{ subject: { kind: 'slide', slide: slideId(1), revision }, at: momentOf(6) },
    })),
  );
  expect((await store.outboxTotals()).waiting).toEqual({ results: 2, health: 0, thumbnails: 0 });
  await store.close();
});

/** A store of slides with close-ups and reviews, some finished; with more of each than one slide sends, or one record. */
async function fullStore(): Promise<string> {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const store = await SqliteSlideStore.open(path);
  for (const n of [1, 2, 3]) await store.startSlide(slideStart(n));
  for (const n of [1, 3, 2]) {
    for (const field of [newField(0, n, 40), newField(1, n + 9, 9), newField(2, n + 5, 9)]) {
      const { ordinal, cells } = field;
      const files = cells.map((_, cell) => ({
        ...({ kind: 'thumbnail', path: `thumbnails/${n}-${ordinal}-${cell}.jpg`, bytes: 5, cell } as const),
      }));
      const twice = {
        kind: 'thumbnail',
        path: `thumbnails/${n}-${ordinal}-0.png`,
        bytes: 5,
        cell: 0,
      } as const;
      const frame = { kind: 'frame', path: `frames/${n}-${ordinal}.jpg`, bytes: 5 } as const;
      // Whole fields made small came after version 3.
      await store.commitField(slideId(n), {
        ...field,
        files: ordinal === 2 ? [frame] : [...files, twice, frame],
      });
    }
    await store.forgetFiles([`thumbnails/${n}-0-3.jpg`, `thumbnails/${n}-0-0.jpg`], momentNumber(n));
    const tally = (await store.slide(slideId(n)))!.tally;
    if (n !== 2) await store.finishSlide(slideId(n), resultFor(tally), momentNumber(10 + n));
    const word = { ordinal: 0, cell: 1, label: 'unsure', note: '', blind: false } as const;
    const reviews = Array.from({ length: 60 * n }, (_, i) => ({ ...word, reviewer: `reader ${i}` }));
    await store.addReviews(
      slideId(n),
      reviews.map((each, i) => ({ ...each, at: momentNumber(i) })),
    );
  }
  await store.reviseResult(slideId(1), {
    ...{ author: 'Ben', note: '', result: resultFor({ fields: 0, redCells: 0, infected: 0 }) },
    at: momentNumber(20),
  });
  await store.close();
  return path;
}

it('a store of version 3 comes to the same outbox as one that always had it', async () => {
  const path = await fullStore();
  const old = join(temporaryFolder(), 'old.sqlite');
  const database = openDatabase(old, MIGRATIONS.slice(0, 3));
  database.pragma('foreign_keys = OFF');
  database.exec(`ATTACH '${path}' AS newer; DELETE FROM sequence; DELETE FROM running_label`);
  const columns = columnsIn(old);
  for (const [table, names] of Object.entries(columns))
    database.exec(`INSERT INTO ${table} (${names.join()}) SELECT ${names.join()} FROM newer.${table}`);
  database.close();
  const before = rowsOf(old);

  const [always, migrated] = [await SqliteSlideStore.open(path), await SqliteSlideStore.open(old)];
  const lanes = ['results', 'thumbnails'] as const;
  const rowsIn = (store: SqliteSlideStore): Promise<readonly OutboxRow[][]> =>
    Promise.all(lanes.map(async (lane) => [...(await store.waiting({ lanes: [lane], limit: 1000 }))]));
  const [expected, found] = [await rowsIn(always), await rowsIn(migrated)];
  expect(found[0]).toEqual(expected[0]);
  expect(found[0].length).toBe(2 + 2 + 4 + 3 + 1); // reviews of 60, 180 and 120, fifty in a record; three statements
  const unnumbered = (rows: readonly OutboxRow[]): object[] => rows.map((row) => ({ ...row, sequence: 0 }));
  expect(unnumbered(found[1])).toEqual(unnumbered(expected[1]));
  expect(found[1]).toHaveLength(48);
  expect(await migrated.outboxTotals()).toEqual(await always.outboxTotals());
  const last = (before['sequence'][0] as { last: number }).last;
  expect(found[1].map(({ sequence }) => sequence)).toEqual(found[1].map((_, i) => last + 1 + i));
  expect((await migrated.startSlide(slideStart(9))).sequence).toBe(last + 49);
  await always.close();
  await migrated.close();
  const { slides, sequence, ...rest } = rowsOf(old, columns);
  expect({ ...rest, slides: slides.slice(0, -1) }).toEqual({ ...before, sequence: undefined });
  expect(sequence).toHaveLength(1);
});

it('steps that were released are never edited: devices in the field have run them', () => {
  const digests = MIGRATIONS.map((step) => createHash('sha256').update(step).digest('hex').slice(0, 16));
  expect(digests.slice(0, 3)).toEqual(['c52718f3b47a3c0a', '7fd12a8ef8c4fec2', 'af83de52cf5e29d5']);
});
