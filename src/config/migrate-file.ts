import { closeSync, copyFileSync, constants, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../base/errors.js';
import { parseYaml, readConfigText } from './config-file.js';
import { CONFIG_MIGRATIONS, migrateDocument, type ConfigMigration } from './migrations.js';

/** What became of a file; `backup` is where the old one lies, absent when there was nothing to do. */
export interface MigratedFile {
  readonly from: number;
  readonly to: number;
  readonly backup?: string;
}

/**
 * Writes a file of an older format anew in this one, comments kept. The old file stays beside it as FILE.vN.bak; an older
 * backup of that name is never overwritten.
 *
 * @throws ConfigError as `parseConfigText`; UsageError config-missing, config-unreadable, config-unwritable: then the file
 *   is as it was.
 */
export function migrateConfigFile(
  file: string,
  migrations: readonly ConfigMigration[] = CONFIG_MIGRATIONS,
): MigratedFile {
  const { document } = parseYaml(readConfigText(file), file);
  const to = migrations.length + 1;
  const from = migrateDocument(document, file, migrations);
  if (from === to) return { from, to };
  const backup = `${file}.v${from}.bak`;
  try {
    copyFileSync(file, backup, constants.COPYFILE_EXCL);
    // Whole or not at all: a power cut in between leaves the old file.
    const fresh = `${file}.new`;
    const handle = openSync(fresh, 'w', 0o644);
    try {
      writeSync(handle, document.toString({ lineWidth: 0 }));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, file);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      'config-unwritable',
      `${file} cannot be migrated: ${taken ? `${backup} is there already` : (error as Error).message}.`,
      taken ? 'Move the older backup elsewhere, then try again.' : 'Run it as a user who may write there.',
      { cause: error },
    );
  }
  return { from, to, backup };
}
