import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openDatabase } from '../../src/store/open-database.js';
import { newField, resultFor, slideId, temporaryFolder } from './fixtures.js';

/** What version 1 knew of a moment. */
const moment = (n: number): [string, number, number] => ['old-boot', n * 1000, 1_700_000_000_000 + n];
export const momentOf = (n: number): object => ({
  bootId: 'old-boot',
  uptimeMs: n * 1000,
  wallClockMs: 1_700_000_000_000 + n,
});

function insert(database: Database.Database, table: string, values: readonly unknown[]): void {
  database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
}

/** A store as version 1 left it: one slide finished with a revision, one open, rows in every table. */
export function versionOne(): string {
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
