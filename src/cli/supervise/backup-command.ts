import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { backUpSqlite } from '../../registry/back-up.js';
import { printable } from '../printable.js';
import { isServer, registryPlace, withRegistryOptions, type RegistryOptions } from './registry-place.js';

/** `ringform supervise backup FILE`: a copy of the registry while everything runs. */
export function backupCommand(): Command {
  return withRegistryOptions(new Command('backup'))
    .argument('<file>', 'the copy; nothing may be there yet')
    .summary('copy an SQLite registry while it is in use')
    .addHelpText(
      'after',
      `
A registry on a PostgreSQL server is copied by its own means: pg_dump -Fc NAME

Example:
  ringform supervise backup /mnt/stick/ringform-$(date +%F).sqlite`,
    )
    .action((file: string, _: unknown, command: Command) => {
      const place = registryPlace(command.optsWithGlobals<RegistryOptions>(), process.env);
      if (isServer(place))
        throw new UsageError(
          'backup-of-server',
          'The registry is on a PostgreSQL server.',
          'Copy it with pg_dump -Fc NAME, or let the server archive its log.',
        );
      const { records } = backUpSqlite(place, file);
      process.stdout.write(`${printable(file)} is a copy of the registry, with ${records} records.\n`);
    });
}
