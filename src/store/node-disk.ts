import { constants, mkdir, open, readFile, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathParts, type Disk, type DiskEntry } from './disk.js';
import { errnoOf, fromSystem } from './storage-error.js';

/** The machine's own file system below a root folder, which is made when it is first written to. */
export class NodeDisk implements Disk {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  async space(): Promise<{ readonly free: number; readonly total: number }> {
    try {
      const { bavail, blocks, bsize } = await statfs(await nearestExisting(this.#root, () => undefined));
      return { free: bavail * bsize, total: blocks * bsize };
    } catch (error) {
      throw fromSystem(error, `Asking for free space of ${this.#root}`);
    }
  }

  makeFolder(path: string): Promise<void> {
    return this.#try('Making the folder', path, makeFolders);
  }

  writeNew(path: string, bytes: Uint8Array): Promise<void> {
    return this.#try('Writing', path, async (file) => {
      const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#try('Renaming', from, (source) => rename(source, this.#resolve(to)));
  }

  syncFolder(path: string): Promise<void> {
    return this.#try('Syncing the folder', path, sync);
  }

  remove(path: string): Promise<void> {
    return this.#try('Deleting', path, (file) => rm(file, { force: true }));
  }

  list(path: string): Promise<readonly DiskEntry[]> {
    return this.#try('Listing', path, async (folder) => {
      const entries: DiskEntry[] = [];
      for (const name of await namesIn(folder)) {
        const stats = await stat(join(folder, name)).catch(unlessGone);
        if (stats === undefined) continue;
        entries.push({ name, folder: stats.isDirectory(), bytes: stats.isDirectory() ? 0 : stats.size });
      }
      return entries;
    });
  }

  read(path: string): Promise<Uint8Array> {
    return this.#try('Reading', path, (file) => readFile(file));
  }

  #resolve(path: string): string {
    return join(this.#root, ...pathParts(path));
  }

  async #try<T>(doing: string, path: string, work: (full: string) => Promise<T>): Promise<T> {
    const full = this.#resolve(path);
    try {
      return await work(full);
    } catch (error) {
      throw fromSystem(error, `${doing} ${full}`);
    }
  }
}

/**
 * Make a folder and those lacking above it, each name forced to the disk. One by one, because Node's own recursive
 * mkdir never returns where the system answers ENOENT although the folder above exists (/proc, some automounts).
 */
async function makeFolders(path: string): Promise<void> {
  const lacking: string[] = [];
  const existing = await nearestExisting(path, (folder) => lacking.unshift(folder));
  if (!(await stat(existing)).isDirectory()) throw Object.assign(new Error(existing), { code: 'ENOTDIR' });
  for (const folder of lacking) {
    await mkdir(folder).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error; // another program may have been quicker
    });
    await sync(dirname(folder));
  }
}

/** The path itself or the closest above it that exists; `onLacking` hears of those that do not, upwards. */
async function nearestExisting(path: string, onLacking: (folder: string) => void): Promise<string> {
  let folder = path;
  while ((await stat(folder).catch(unlessGone)) === undefined && folder !== dirname(folder)) {
    onLacking(folder);
    folder = dirname(folder);
  }
  return folder;
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return ((await readdir(folder).catch(unlessGone)) ?? []).sort();
}

/** Nothing there is an answer; any other fault is one. */
function unlessGone(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}
