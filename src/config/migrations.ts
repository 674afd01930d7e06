import { isMap, isScalar, type Document } from 'yaml';
import { ConfigError } from './problems.js';

/** One step of the format; its place in the list plus two is the version it leads to. Never edited once released. */
export type ConfigMigration = (document: Document) => void;

/** The steps of this program's format. Version 1 is the first: none yet. */
export const CONFIG_MIGRATIONS: readonly ConfigMigration[] = [];

/**
 * Brings a parsed file to the newest version of the format, comments and order kept.
 *
 * @returns the version it came in; a file without `version` is of version 1.
 * @throws ConfigError config-newer, or config-invalid for a version that is no number.
 */
export function migrateDocument(
  document: Document,
  file: string,
  migrations: readonly ConfigMigration[] = CONFIG_MIGRATIONS,
): number {
  if (!isMap(document.contents)) return migrations.length + 1;
  const found = document.contents.get('version') ?? 1;
  const newest = migrations.length + 1;
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 1)
    throw new ConfigError(
      'config-invalid',
      [{ what: `${file}: version is a whole number from 1 to ${newest}` }],
      'Correct the version.',
    );
  if (found > newest)
    throw new ConfigError(
      'config-newer',
      [{ what: `${file} has version ${found} of the format; this program knows up to ${newest}.` }],
      'Update the program, or take the file from before: “ringform config migrate” kept it beside, ending in .bak.',
    );
  for (const step of migrations.slice(found - 1)) step(document);
  if (found < newest) document.set('version', newest);
  return found;
}

/** For migrations: gives a setting another name or place; its value and comments go with it. Nothing when it is not there. */
export function moveKey(document: Document, from: readonly string[], to: readonly string[]): void {
  if (!document.hasIn(from)) return;
  const parent = from.length === 1 ? document.contents : document.getIn(from.slice(0, -1), true);
  const samePlace = from.length === to.length && from.slice(0, -1).every((part, i) => part === to[i]);
  if (samePlace && isMap(parent)) {
    for (const { key } of parent.items) if (isScalar(key) && key.value === from.at(-1)) key.value = to.at(-1);
    return;
  }
  const value = document.getIn(from, true);
  document.deleteIn(from);
  document.setIn(to, value);
}
