import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../base/errors.js';
import { configReference, exampleConfig } from '../config/config-pages.js';
import { configKeys } from '../config/config-keys.js';
import { loadConfig, type LoadedConfig } from '../config/load-config.js';
import { migrateConfigFile } from '../config/migrate-file.js';
import { describeSource, shown } from '../config/problems.js';
import { CONFIG_VARIABLE } from '../config/text-layers.js';
import { textTable } from './text-table.js';

/** Where a device's configuration is, unless told otherwise. */
export const DEFAULT_CONFIG_FILE = '/etc/ringform/config.yaml';

export interface ConfigOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  /** The data folder, where the command has that option. */
  readonly out?: string;
  /** A virtual microscope, with or without a scenario, where the command has that option. */
  readonly virtual?: string | true;
}

/** What makes a device virtual: these parts are not the file's to choose. */
const VIRTUAL_PARTS = ['camera.kind=rendered', 'display.kind=terminal', 'gauge.kind=simulated'] as const;
/** Where rendered slides go unless somebody says otherwise. */
const VIRTUAL_FOLDER = 'ringform-data';

/** Adds `--config` and `--set` to a command that runs under the configuration. */
export function withConfigOptions(command: Command): Command {
  return command
    .option(
      '--config <file>',
      `configuration file (default: $${CONFIG_VARIABLE}, else ${DEFAULT_CONFIG_FILE} if it is there)`,
    )
    .option(
      '--set <key=value>',
      'a setting that goes before file and environment, such as camera.kind=rendered; may be repeated',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    );
}

/** As `withConfigOptions`, and `--out`: for a command that works on the device's data folder. */
export function withDataOptions(command: Command): Command {
  return withConfigOptions(
    command.option('-o, --out <folder>', 'data folder (default: storage.dataFolder of the configuration)'),
  );
}

/**
 * The configuration by a command's options and the environment. `storage.dataFolder` is the data folder of every command that has one: `--out`, else what
 * `--set`, environment or file say, else the default, which for a virtual device is `ringform-data` here.
 *
 * @throws UsageError as `loadConfig`.
 */
export function configByOptions(
  options: ConfigOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): LoadedConfig & { readonly file?: string } {
  const { out, set = [], virtual } = options;
  const file = fileByOptions(options, env);
  const sets = [...(virtual === undefined ? [] : VIRTUAL_PARTS), ...set];
  const loaded = loadConfig({ ...(file !== undefined && { file }), env, sets });
  const said = loaded.sources.get('storage.dataFolder')?.kind !== 'default';
  const dataFolder = out ?? (virtual === undefined || said ? undefined : VIRTUAL_FOLDER);
  const config =
    dataFolder === undefined
      ? loaded.config
      : { ...loaded.config, storage: { ...loaded.config.storage, dataFolder } };
  return { ...loaded, config, ...(file !== undefined && { file }) };
}

/** Where a command's data folder is, absolute. What is named by `--out` needs no configuration that holds. @throws UsageError as `loadConfig`. */
export function dataFolderByOptions(options: ConfigOptions): string {
  return path.resolve(options.out ?? configByOptions(options).config.storage.dataFolder);
}

function fileByOptions(
  { config, virtual }: ConfigOptions,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const named = config ?? env[CONFIG_VARIABLE];
  if (named !== undefined && named !== '') return named;
  // Tried out on a real device, rendered slides must not come among its own, nor be sent as such, unless somebody names its file.
  if (virtual !== undefined) return undefined;
  return existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : undefined;
}

/** `ringform config …`: look at, check and migrate the configuration. */
export function configCommand(): Command {
  const config = new Command('config').summary('check, show or migrate the configuration');
  withConfigOptions(config.command('check'))
    .summary('say whether the configuration holds, and what does not')
    .action((options: ConfigOptions) => {
      const { file, warnings } = configByOptions(options);
      for (const { source, what } of warnings)
        process.stderr.write(`note: ${source === undefined ? '' : `${describeSource(source)}: `}${what}\n`);
      process.stdout.write(`The configuration holds (${file ?? 'no file, defaults'}).\n`);
    });
  withConfigOptions(config.command('show'))
    .summary('print every setting, its value and where it came from')
    .option('--json', 'the values alone, as JSON')
    .action((options: ConfigOptions & { readonly json?: true }) => {
      const loaded = configByOptions(options);
      process.stdout.write(
        options.json === true ? `${JSON.stringify(loaded.config, null, 2)}\n` : showTable(loaded),
      );
    });
  withConfigOptions(config.command('migrate'))
    .summary('write the file anew in this version’s format; the old one stays beside it')
    .action((options: ConfigOptions) => {
      const file = fileByOptions(options, process.env);
      if (file === undefined)
        throw new UsageError(
          'config-missing',
          'There is no configuration file to migrate.',
          'Name one with --config FILE.',
        );
      const { from, to, backup } = migrateConfigFile(file);
      process.stdout.write(
        backup === undefined
          ? `${file} has version ${to} already: nothing to do.\n`
          : `${file} went from version ${from} to ${to}; the old file is ${backup}.\n`,
      );
    });
  config
    .command('default')
    .summary('print a configuration file with every setting at its default, explained')
    .action(() => {
      process.stdout.write(exampleConfig());
    });
  config
    .command('reference')
    .summary('print the reference of all settings, in Markdown')
    .action(() => {
      process.stdout.write(configReference());
    });
  for (const command of config.commands) command.exitOverride().showSuggestionAfterError();
  return config;
}

function showTable({ config, sources }: LoadedConfig): string {
  const rows = [...configKeys.values()].map(({ path: key, unit }) => {
    const value = key
      .split('.')
      .reduce<unknown>((place, part) => (place as Record<string, unknown>)[part], config);
    const source = sources.get(key) ?? { kind: 'default' as const };
    return [key, shown(value), unit, describeSource(source)];
  });
  return `${textTable(['setting', 'value', 'unit', 'from'], rows, '')}\n`;
}
