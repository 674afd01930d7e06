import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../base/errors.js';
import { NodeDisk } from '../store/node-disk.js';
import type { SlideStore } from '../store/slide-store.js';
import { SqliteSlideStore } from '../store/sqlite-slide-store.js';
import { dataFolderByOptions, type ConfigOptions } from './config-command.js';

const STORE = 'ringform.sqlite';
/** Where `ringform count` puts its data unless told otherwise. */
const COUNTED_HERE = 'ringform-data';

export interface StoredData {
  readonly root: string;
  readonly disk: NodeDisk;
  readonly store: SlideStore;
}

/**
 * Runs `work` on a data folder that is there, beside whatever program writes to it; nothing is tidied.
 *
 * @throws UsageError no-data; StorageError as `SqliteSlideStore.open`.
 */
export async function withStoredData<T>(
  options: ConfigOptions,
  work: (data: StoredData) => Promise<T>,
): Promise<T> {
  const root = dataFolderByOptions(options);
  const file = path.join(root, STORE);
  // Opening would make an empty store, in a folder that was only mistyped.
  if (!existsSync(file)) throw noData(root);
  const store = await SqliteSlideStore.open(file);
  try {
    return await work({ root, disk: new NodeDisk(root), store });
  } finally {
    await store.close();
  }
}

function noData(root: string): UsageError {
  const here = existsSync(path.join(COUNTED_HERE, STORE)) ? `, such as --out ${COUNTED_HERE}` : '';
  return new UsageError(
    'no-data',
    `No slides are kept in ${root}: there is no ${STORE}, or this user may not see it.`,
    `Name the data folder with --out${here}.`,
  );
}
