import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { RegistryDatabase } from './database.js';
import type { Migration } from './migrations.js';
import { fromDatabase } from './registry-error.js';
import { refuseNewer } from './sqlite-database.js';
import type { Tables } from './tables.js';

/** Connections of one program: a collector takes one batch at a time, the rest is for pages. */
const MOST_CONNECTIONS = 8;
const CONNECT_WITHIN_MS = 10_000;
/** A statement or a transaction that stands still longer belongs to a program that hangs: its locks are let go. */
const LONGEST_MS = 120_000;
/** Any number, the same for all programs that migrate ('RfRg'). */
const MIGRATION_LOCK = 0x52_66_52_67;

const INT8 = pg.types.builtins.INT8;
const NUMERIC = pg.types.builtins.NUMERIC;

/**
 * Open a registry on a PostgreSQL server (12 or newer) and bring its schema up to date; the database must be there.
 *
 * @throws StorageError server-unreachable, server-refuses, database-missing, no-permission, store-newer
 */
export async function openPostgres(url: string, migrations: readonly Migration[]): Promise<RegistryDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: LONGEST_MS,
    idle_in_transaction_session_timeout: LONGEST_MS,
    keepAlive: true,
    application_name: 'ringform',
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while nobody uses it: whoever asks next gets a new one, or is told.
  pool.on('error', () => undefined);
  try {
    await migratePostgres(pool, migrations);
  } catch (error) {
    await pool.end();
    throw fromDatabase(error, 'Opening the registry on the PostgreSQL server');
  }
  return new RegistryDatabase(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), 'postgres');
}

/** Counts and milliseconds stay far below 2^53: plain numbers, as SQLite gives them. */
const parserOf: pg.CustomTypesConfig['getTypeParser'] = (id, format) =>
  id === INT8 || id === NUMERIC ? Number : (pg.types.getTypeParser(id, format) as unknown);

/** As `migrate` for SQLite; programs that start together wait for the first. */
export async function migratePostgres(pool: pg.Pool, migrations: readonly Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS ringform_schema (version INTEGER NOT NULL)');
    const { rows } = await client.query<{ version: number }>('SELECT version FROM ringform_schema');
    const from = rows.at(0)?.version ?? 0;
    refuseNewer(from, migrations.length);
    for (const step of migrations.slice(from)) for (const part of step('postgres')) await client.query(part);
    if (rows.length === 0) await client.query('INSERT INTO ringform_schema VALUES ($1)', [migrations.length]);
    else await client.query('UPDATE ringform_schema SET version = $1', [migrations.length]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    client.release();
  }
}
