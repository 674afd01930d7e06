import type { FileKind, FileLedger, KeptFile, NewFile } from './file-ledger.js';
import type { Moment } from '../clock/moment.js';
import type { Picture } from './outbox-rules.js';
import { momentColumns } from './rows.js';
import type { SqliteConnection } from './sqlite-connection.js';

interface FileRow {
  readonly kind: FileKind;
  readonly path: string;
  readonly bytes: number;
  readonly cell: number | null;
  readonly removed_boot_id: string | null;
}

const toFile = (row: FileRow): NewFile => ({
  kind: row.kind,
  path: row.path,
  bytes: row.bytes,
  ...(row.cell !== null && { cell: row.cell }),
});

/** Files not removed, of one kind or all; as the partial index files_kept has them. */
function kept(kind: FileKind | undefined): {
  readonly condition: string;
  readonly values: readonly string[];
} {
  const present = 'removed_boot_id IS NULL';
  return kind === undefined
    ? { condition: present, values: [] }
    : { condition: `${present} AND kind = ?`, values: [kind] };
}

/** The table `files`. */
export class SqliteFileLedger implements FileLedger {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** Enter a field's files; only inside the transaction that commits the field. */
  enter(field: number, files: readonly NewFile[]): void {
    for (const file of files) {
      this.#connection.run(
        'INSERT INTO files (sequence, field, kind, path, bytes, cell) VALUES (?, ?, ?, ?, ?, ?)',
        this.#connection.nextSequence(),
        field,
        file.kind,
        file.path,
        file.bytes,
        file.cell ?? null,
      );
    }
  }

  /** A field's files, removed ones too; inside a read or write. */
  ofField(field: number): readonly KeptFile[] {
    return this.#connection
      .all<FileRow>('SELECT * FROM files WHERE field = ? ORDER BY sequence', field)
      .map((row) => ({ ...toFile(row), removed: row.removed_boot_id !== null }));
  }

  /** The close-ups of a slide that are still there, with the scores of their cells; inside a read or write. */
  picturesOf(slide: number): readonly Picture[] {
    return this.#connection
      .all<Omit<Picture, 'cell'> & { readonly cell: number | null }>(
        `SELECT k.sequence, f.ordinal, k.path, k.cell, c.score
         FROM fields f
         JOIN files k ON k.field = f.sequence AND k.kind = 'thumbnail' AND k.removed_boot_id IS NULL
         LEFT JOIN cells c ON c.field = k.field AND c.number = k.cell
         WHERE f.slide = ?`,
        slide,
      )
      .map(({ cell, ...picture }) => ({ ...picture, ...(cell !== null && { cell }) }));
  }

  keptFiles(filter: { readonly kind?: FileKind; readonly limit?: number } = {}): Promise<readonly NewFile[]> {
    const { condition, values } = kept(filter.kind);
    return this.#connection.read(() =>
      this.#connection
        .all<FileRow>(
          `SELECT * FROM files WHERE ${condition} ORDER BY sequence LIMIT ?`,
          ...values,
          filter.limit ?? -1,
        )
        .map(toFile),
    );
  }

  keptTotal(kind?: FileKind): Promise<{ readonly files: number; readonly bytes: number }> {
    const { condition, values } = kept(kind);
    return this.#connection.read(
      () =>
        this.#connection.all<{ files: number; bytes: number }>(
          `SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM files WHERE ${condition}`,
          ...values,
        )[0],
    );
  }

  forgetFiles(paths: readonly string[], at: Moment): Promise<void> {
    return this.#connection.write('Noting removed files', () => {
      for (const path of paths) {
        this.#connection.run(
          `UPDATE files
           SET removed_boot_id = ?, removed_uptime_ms = ?, removed_wall_clock_ms = ?, removed_trust = ?
           WHERE path = ? AND removed_boot_id IS NULL`,
          ...momentColumns(at),
          path,
        );
      }
    });
  }
}
