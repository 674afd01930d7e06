import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { REGISTRY_VARIABLE } from '../../config/text-layers.js';
import { openRegistry } from '../../registry/open-registry.js';
import type { Registry } from '../../registry/registry.js';

/** Where the registry is, where neither option nor environment says so. */
const DEFAULT_FOLDER = 'ringform-data';
const FILE = 'ringform-supervisor.sqlite';

export interface RegistryOptions {
  readonly registry?: string;
  readonly out?: string;
}

/** Adds the options by which a command finds the supervisor's registry. */
export function withRegistryOptions(command: Command): Command {
  return command
    .option(
      '--registry <place>',
      `file of an SQLite registry, or postgres://USER@HOST/DATABASE (default: $${REGISTRY_VARIABLE}, else ${FILE} in the data folder)`,
    )
    .option('-o, --out <folder>', `data folder (default: ${DEFAULT_FOLDER})`);
}

/**
 * The registry's place by a command's options and the environment: a path, or a URL.
 *
 * @throws UsageError password-on-command-line
 */
export function registryPlace(
  { registry, out }: RegistryOptions,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (registry !== undefined && isServer(registry) && new URL(registry).password !== '')
    throw new UsageError(
      'password-on-command-line',
      'The URL in --registry holds a password, which every user of this machine can read there.',
      `Set ${REGISTRY_VARIABLE} to the URL instead, or leave the password to PGPASSWORD or ~/.pgpass.`,
    );
  const place = registry ?? env[REGISTRY_VARIABLE];
  return place === undefined || place === '' ? path.resolve(out ?? DEFAULT_FOLDER, FILE) : place;
}

/** Whether a place is a PostgreSQL server's. @throws UsageError registry-url for a URL that cannot be read or is of something else. */
export function isServer(place: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return false;
  if (/^postgres(?:ql)?:\/\//i.test(place) && URL.canParse(place)) return true;
  throw new UsageError(
    'registry-url',
    'The registry’s address cannot be read.',
    'It is a path, or like postgres://ringform@db.example.org:5432/ringform',
  );
}

/** The place as it may be shown: without password. */
export function shownPlace(place: string): string {
  if (!isServer(place)) return place;
  const url = new URL(place);
  url.password = '';
  url.search = '';
  return url.href;
}

/** Opens the registry that the options name; a file's folder is made. Rejects with StorageError as `openRegistry`. */
export async function openRegistryAt(place: string): Promise<Registry> {
  if (!isServer(place)) mkdirSync(path.dirname(path.resolve(place)), { recursive: true });
  return openRegistry(place);
}

/** Runs work on the registry and closes it. */
export async function withRegistry<T>(
  options: RegistryOptions,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const registry = await openRegistryAt(registryPlace(options, process.env));
  try {
    return await work(registry);
  } finally {
    await registry.close();
  }
}
