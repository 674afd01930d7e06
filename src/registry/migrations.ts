import { DEVICE_COUNTS } from './schema/device-counts.js';
import { DEVICES } from './schema/devices.js';
import { FORMER_KEYS } from './schema/former-keys.js';
import { PEOPLE } from './schema/people.js';
import { QUARANTINE } from './schema/quarantine.js';
import { QUARANTINE_USE } from './schema/quarantine-use.js';
import { SLIDES } from './schema/slides.js';

export type Dialect = 'sqlite' | 'postgres';

/** One step of the schema, in the words of a database; its place in the list plus one is the version it leads to. Never edited once released. */
export type Migration = (dialect: Dialect) => readonly string[];

/** `INT`, `REAL`, `BYTES`, `NUMBERED` stand for the types; a table is STRICT where that is a word. */
function inWordsOf(dialect: Dialect, statements: string): string {
  const words: Readonly<Record<string, string>> =
    dialect === 'sqlite'
      ? { INT: 'INTEGER', REAL: 'REAL', BYTES: 'BLOB', NUMBERED: 'INTEGER PRIMARY KEY' }
      : {
          INT: 'BIGINT',
          REAL: 'DOUBLE PRECISION',
          BYTES: 'BYTEA',
          NUMBERED: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
        };
  const typed = statements.replace(/\b(?:INT|REAL|BYTES|NUMBERED)\b/g, (word) => words[word]);
  return dialect === 'sqlite' ? typed.replaceAll('\n  );', '\n  ) STRICT;') : typed;
}

const FIRST = [DEVICES, SLIDES, QUARANTINE, PEOPLE].join('\n');

/** Tables whose rows stay as they were written, and why the database itself says no. */
const KEPT: readonly (readonly [table: string, why: string])[] = [
  ['records', 'what a device signed is never changed or deleted'],
  ['slide_words', 'reviews are never changed or deleted; add another'],
  ['audit', 'the audit log is only ever added to'],
];

function keepers(dialect: Dialect): string[] {
  if (dialect === 'sqlite') {
    return KEPT.flatMap(([table, why]) =>
      ['UPDATE', 'DELETE'].map(
        (what) => `CREATE TRIGGER ${table}_no_${what.toLowerCase()} BEFORE ${what} ON ${table}
          BEGIN SELECT RAISE(ABORT, '${why}'); END;`,
      ),
    );
  }
  return [
    `CREATE FUNCTION ringform_refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;`,
    ...KEPT.map(
      ([table, why]) => `CREATE TRIGGER ${table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION ringform_refuse('${why}');`,
    ),
  ];
}

/** The registry's schema, step by step, for both databases. */
export const MIGRATIONS: readonly Migration[] = [
  (dialect) => [inWordsOf(dialect, FIRST), ...keepers(dialect)],
  (dialect) => [inWordsOf(dialect, FORMER_KEYS)],
  (dialect) => [inWordsOf(dialect, QUARANTINE_USE)],
  (dialect) => [inWordsOf(dialect, DEVICE_COUNTS)],
];
