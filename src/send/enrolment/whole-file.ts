import {
  chmod,
  chown,
  constants,
  copyFile,
  link,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { errnoOf, fromSystem, storageError } from '../../store/storage-error.js';

/** Readable by its owner alone. */
export const SECRET = 0o600;
/** Readable by all. */
export const OPEN = 0o644;

export interface WholeFile {
  readonly mode: number;
  /** What to do with a file of that name that says something else; `keep` leaves it beside, under the first free NAME.N.bak. */
  readonly existing: 'refuse' | 'keep' | 'replace';
}

/**
 * Write a file whole or not at all, durably: on disk when this resolves, never readable by more than `mode` says, from the first byte on. A file that
 * says the same already stays as it is.
 *
 * @returns where the earlier file went, if there was another.
 * @throws StorageError path-taken where `existing` is `refuse`; as the disk's.
 */
export async function writeWholeFile(
  file: string,
  bytes: Uint8Array | string,
  { mode, existing }: WholeFile,
): Promise<{ readonly keptAs?: string }> {
  const content = Buffer.from(bytes);
  try {
    const before = await readFile(file).catch(unlessMissing);
    if (before?.equals(content) === true) {
      if (mode === SECRET) await chmod(file, mode);
      return {};
    }
    if (before !== undefined && existing === 'refuse')
      throw storageError('path-taken', `${file} is there already and says something else.`);
    const partial = `${file}.${process.pid}.partial`;
    await rm(partial, { force: true });
    const handle = await open(partial, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await ownAsFolder(partial);
    const keptAs = before !== undefined && existing === 'keep' ? await keep(file) : undefined;
    await rename(partial, file);
    await syncFolder(path.dirname(file));
    return keptAs === undefined ? {} : { keptAs };
  } catch (error) {
    throw fromSystem(error, `Writing ${file}`);
  }
}

/** Make a folder that only its owner may look into, unless it is there. @throws StorageError. */
export async function makeSecretFolder(folder: string): Promise<void> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) === undefined) return;
    await ownAsFolder(folder);
    await syncFolder(path.dirname(folder));
  } catch (error) {
    throw fromSystem(error, `Making ${folder}`);
  }
}

/** The bytes of a file, undefined where there is none. @throws StorageError. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file).catch(unlessMissing);
  } catch (error) {
    throw fromSystem(error, `Reading ${file}`);
  }
}

/** The same content under a second name, so that no moment is without the first. */
async function keep(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const kept = `${file}.${number}.bak`;
    try {
      await link(file, kept).catch((error: unknown) => {
        // USB sticks (FAT) know no second names.
        if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
        return copyFile(file, kept, constants.COPYFILE_EXCL);
      });
      return kept;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** What root writes for the daemon belongs to whoever owns the folder, or the daemon could not read it. */
async function ownAsFolder(file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(path.dirname(file));
  await chown(file, uid, gid);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}
