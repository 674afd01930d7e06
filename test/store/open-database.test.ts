import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { migrate } from '../../src/sqlite/database-file.js';
import { APPLICATION_ID, openDatabase, storeSchema } from '../../src/store/open-database.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import {
  newField,
  resultFor,
  momentNumber,
  slideId,
  slideStart,
  storageCode,
  temporaryFolder,
} from './fixtures.js';

/** A closed store with one finished slide of a few fields. */
async function storeFile(fields = 3): Promise<string> {
  const path = join(temporaryFolder(), 'ringform.db');
  const store = await SqliteSlideStore.open(path);
  await store.startSlide(slideStart(1));
  let tally = { fields: 0, redCells: 0, infected: 0 };
  for (let i = 0; i < fields; i++) tally = await store.commitField(slideId(1), newField(i, i, 60));
  await store.finishSlide(slideId(1), resultFor(tally), momentNumber(1));
  await store.close();
  return path;
}

const codeOfOpening = (path: string): Promise<string> => storageCode(SqliteSlideStore.open(path));

describe('opening a store', () => {
  it('makes it, set for power cuts', () => {
    const path = join(temporaryFolder(), 'ringform.db');
    const database = openDatabase(path, MIGRATIONS);
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2); // FULL
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('busy_timeout')).toBe(5000);
    expect(pragma('application_id')).toBe(APPLICATION_ID);
    expect(pragma('user_version')).toBe(MIGRATIONS.length);
    database.close();
    expect(existsSync(path)).toBe(true);
  });

  it('makes the folders above it', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'ringform.db');
    await (await SqliteSlideStore.open(path)).close();
    expect(existsSync(path)).toBe(true);
  });

  it('takes an empty file for a new store', async () => {
    const path = join(temporaryFolder(), 'empty.db');
    writeFileSync(path, '');
    const store = await SqliteSlideStore.open(path);
    expect(await store.slides()).toEqual([]);
    await store.close();
  });

  it('leaves one file behind when closed', async () => {
    const path = await storeFile();
    expect(readdirSync(join(path, '..'))).toEqual(['ringform.db']);
  });

  it('lets two programs work on it at once, with one number line', async () => {
    const path = await storeFile();
    const [a, b] = [await SqliteSlideStore.open(path), await SqliteSlideStore.open(path)];
    const sequences = [
      await a.startSlide(slideStart(2)),
      await b.startSlide(slideStart(3)),
      await a.startSlide(slideStart(4)),
    ].map((slide) => slide.sequence);
    expect(sequences).toEqual([...sequences].sort((x, y) => x - y));
    expect(new Set(sequences).size).toBe(3);
    expect(await storageCode(b.startSlide(slideStart(4)))).toBe('slide-exists');
    await a.close();
    await b.close();
  });

  it('says when another program holds it, and nothing of that write stays', async () => {
    const path = await storeFile();
    const store = await SqliteSlideStore.open(path, { busyTimeoutMs: 1 });
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    expect(await storageCode(store.startSlide(slideStart(2)))).toBe('store-busy');
    other.exec('ROLLBACK');
    other.close();
    expect(await store.slides()).toHaveLength(1);
    await store.startSlide(slideStart(2));
    await store.close();
  });

  it('refuses a place where no file can be made', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder.db'));
    writeFileSync(join(folder, 'file'), 'x');
    expect(await codeOfOpening(join(folder, 'folder.db'))).toBe('path-taken');
    expect(await codeOfOpening(join(folder, 'file', 'ringform.db'))).toBe('path-taken');
    expect(await codeOfOpening('/proc/ringform/ringform.db')).toMatch(/^(disk-missing|no-permission)$/);
  });
});

describe('what is no sound store', () => {
  it.each([
    ['text', Buffer.from('slide,result\n1,positive\n'.repeat(300))],
    ['a few bytes', Buffer.from('SQLi')],
    ['zeros', Buffer.alloc(8192)],
  ])('%s is refused and left as it was', async (_, content) => {
    const path = join(temporaryFolder(), 'other.db');
    writeFileSync(path, content);
    expect(await codeOfOpening(path)).toBe('not-a-store');
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['other.db']);
  });

  it('another program’s database is refused and left as it was', async () => {
    const path = join(temporaryFolder(), 'other.db');
    const other = new Database(path);
    other.exec('CREATE TABLE slides (id TEXT)');
    other.close();
    const before = readFileSync(path);
    expect(await codeOfOpening(path)).toBe('not-a-store');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('a store cut short is refused and left as it was', async () => {
    const path = await storeFile(10);
    const whole = readFileSync(path);
    for (const length of [50, 99, 100, 4096, 8192, whole.length - 4096, whole.length - 1]) {
      const cut = whole.subarray(0, length);
      writeFileSync(path, cut);
      expect(await codeOfOpening(path), `cut to ${length}`).toBe('store-damaged');
      expect(readFileSync(path).equals(cut)).toBe(true);
    }
  });

  it('a store with a page overwritten is refused, or gives what was stored: never something else', async () => {
    const path = await storeFile(10);
    const whole = readFileSync(path);
    const expected = JSON.stringify(await readAll(path));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length / 4096 - 1 }),
        fc.constantFrom(0, 0xff),
        async (page, fill) => {
          const damaged = Buffer.from(whole);
          damaged.fill(fill, page * 4096, page * 4096 + 4096);
          writeFileSync(path, damaged);
          const outcome = await readAll(path).catch((error: unknown) => error);
          if (outcome instanceof StorageError) {
            refused++;
            expect(outcome.code).toMatch(/^(store-damaged|not-a-store)$/);
            expect(readFileSync(path).equals(damaged)).toBe(true);
          } else {
            expect(JSON.stringify(outcome)).toBe(expected);
          }
        },
      ),
      { numRuns: 60, seed: 2 },
    );
    expect(refused).toBeGreaterThan(20);
  });
});

async function readAll(path: string): Promise<unknown> {
  const store = await SqliteSlideStore.open(path);
  try {
    const cells = [];
    for (let i = 0; i < 10; i++) cells.push(await store.cells(slideId(1), i));
    return [await store.slides(), await store.fields(slideId(1)), cells, await store.results(slideId(1))];
  } finally {
    await store.close();
  }
}

describe('results', () => {
  it('cannot be changed or deleted even by hand', async () => {
    const database = new Database(await storeFile());
    expect(() => database.exec("UPDATE results SET verdict = 'not-seen'")).toThrow('never changed');
    expect(() => database.exec('DELETE FROM results')).toThrow('never deleted');
    database.close();
  });
});

describe('records in the outbox', () => {
  const MAKE = "device = 'rf', number = 1, hash = 'aa', message = x'01'";

  it('cannot be changed, and results leave only with the hash they were sealed under, even by hand', async () => {
    const database = new Database(await storeFile());
    expect(() => database.exec("UPDATE outbox SET subject = '{}'")).toThrow('never changed');
    expect(() => database.exec('DELETE FROM outbox')).toThrow('only when they are acknowledged');
    expect(() => database.exec("UPDATE outbox SET acknowledged = 'aa', lane = 'health'")).toThrow();
    database.exec(`UPDATE outbox SET ${MAKE}`);
    expect(() => database.exec(`UPDATE outbox SET message = x'02'`)).toThrow(
      'sealed record is never changed',
    );
    expect(() => database.exec('UPDATE outbox SET device = NULL')).toThrow('sealed record is never changed');
    expect(() => database.exec('DELETE FROM outbox')).toThrow('only when they are acknowledged');
    expect(() => database.exec("UPDATE outbox SET acknowledged = 'bb'")).toThrow('CHECK');
    database.exec("UPDATE outbox SET acknowledged = 'aa'; DELETE FROM outbox");
    database.close();
  });
});

describe('migrations', () => {
  const first = 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);';
  const second = 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;';
  const broken = 'CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);';

  it('bring an older store to the newest version, with what is in it', () => {
    const path = join(temporaryFolder(), 'x.db');
    openDatabase(path, [first]).close();
    const database = openDatabase(path, [first, second]);
    expect(database.prepare('SELECT * FROM a').get()).toEqual({ x: 1, y: 2 });
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    database.close();
  });

  it('leave the store as it was when a step fails', () => {
    const path = join(temporaryFolder(), 'x.db');
    openDatabase(path, [first]).close();
    expect(() => openDatabase(path, [first, second, broken])).toThrow('nowhere');
    const database = new Database(path);
    expect(database.prepare('SELECT * FROM a').get()).toEqual({ x: 1 });
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    database.close();
  });

  it('are done once', () => {
    const database = new Database(':memory:');
    migrate(database, storeSchema([first]));
    migrate(database, storeSchema([first]));
    expect(database.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 1 });
    database.close();
  });

  it('refuse a store of a newer version and leave it as it was', async () => {
    const path = await storeFile();
    const newer = new Database(path);
    newer.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const before = readFileSync(path);
    expect(await codeOfOpening(path)).toBe('store-newer');
    expect(readFileSync(path).equals(before)).toBe(true);
    const copy = new Database(':memory:');
    copy.pragma('user_version = 9');
    expect(() => migrate(copy, storeSchema([first]))).toThrow(StorageError);
    copy.close();
  });

  it('start with a store of another place as well: the file can be copied', async () => {
    const path = await storeFile();
    const copy = join(temporaryFolder(), 'copy.db');
    copyFileSync(path, copy);
    expect(JSON.stringify(await readAll(copy))).toBe(JSON.stringify(await readAll(path)));
  });
});
