import { folderOf, pathParts, type Disk, type DiskEntry } from './disk.js';
import { fromSystem } from './storage-error.js';

type Files = Map<string, Uint8Array>;
/** A change of names that a power cut may still undo. */
type NameChange =
  | { readonly kind: 'create'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string };

export interface VirtualDiskOptions {
  /** Size in bytes; default unlimited. */
  readonly total?: number;
}

/**
 * A disk in memory that fills up, fails, turns read-only and loses power when told to.
 *
 * Content counts as safe once `writeNew` resolves, names only once their folder is synced; until then `cutPower` undoes
 * them. (A journalling file system promises no more.) Faults pass through the same translation as real ones.
 */
export class VirtualDisk implements Disk {
  readonly #total: number;
  #files: Files = new Map();
  readonly #folders = new Set<string>(['']);
  /** Names as they would be found after a power cut now. */
  readonly #durable: Files = new Map();
  #pending: NameChange[] = [];
  #writesUntilFault = Infinity;
  #fault = 'ENOSPC';
  #refusal: 'EROFS' | 'EACCES' | undefined;

  constructor(options: VirtualDiskOptions = {}) {
    this.#total = options.total ?? Number.MAX_SAFE_INTEGER;
  }

  /** The n-th write from now (1 is the next) fails half done. */
  failWrite(n: number, errno = 'ENOSPC'): void {
    this.#writesUntilFault = n;
    this.#fault = errno;
  }

  /** From now on everything that changes the disk is refused, until `undefined`. */
  refuseChanges(errno: 'EROFS' | 'EACCES' | undefined): void {
    this.#refusal = errno;
  }

  /** Lose power: of the names not yet synced, the first `surviving` changes hold and the rest never happened. */
  cutPower(surviving = 0): void {
    for (const change of this.#pending.slice(0, surviving)) apply(this.#durable, change);
    this.#pending = [];
    this.#files = new Map(this.#durable);
  }

  /** How many changes of names a power cut could undo now. */
  get unsynced(): number {
    return this.#pending.length;
  }

  space(): Promise<{ readonly free: number; readonly total: number }> {
    return this.#try('Asking for free space', () => ({ free: this.#free(), total: this.#total }));
  }

  makeFolder(path: string): Promise<void> {
    return this.#change('Making the folder', path, (parts) => {
      for (let depth = 1; depth <= parts.length; depth++) {
        const folder = parts.slice(0, depth).join('/');
        if (this.#files.has(folder)) throw systemError('ENOTDIR');
        this.#folders.add(folder);
      }
    });
  }

  writeNew(path: string, bytes: Uint8Array): Promise<void> {
    return this.#change('Writing', path, () => {
      if (!this.#folders.has(folderOf(path))) throw systemError('ENOENT');
      if (this.#files.has(path) || this.#folders.has(path)) throw systemError('EEXIST');
      const fault = --this.#writesUntilFault === 0 ? this.#fault : undefined;
      const room = fault === undefined ? this.#free() : Math.min(this.#free(), bytes.length >> 1);
      const written = new Uint8Array(bytes.subarray(0, room)); // a copy, of a Buffer too
      this.#rename({ kind: 'create', path, bytes: written });
      if (fault !== undefined) throw systemError(fault);
      if (written.length < bytes.length) throw systemError('ENOSPC');
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change('Renaming', from, () => {
      pathParts(to);
      if (!this.#files.has(from) || !this.#folders.has(folderOf(to))) throw systemError('ENOENT');
      if (this.#folders.has(to)) throw systemError('EISDIR');
      this.#rename({ kind: 'rename', from, to });
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.#change('Syncing the folder', path, () => {
      if (!this.#folders.has(path)) throw systemError('ENOENT');
      const here = (change: NameChange): boolean =>
        folderOf(change.kind === 'rename' ? change.to : change.path) === path;
      for (const change of this.#pending.filter(here)) apply(this.#durable, change);
      this.#pending = this.#pending.filter((change) => !here(change));
    });
  }

  remove(path: string): Promise<void> {
    return this.#change('Deleting', path, () => {
      if (this.#folders.has(path)) throw systemError('EISDIR');
      if (this.#files.has(path)) this.#rename({ kind: 'remove', path });
    });
  }

  list(path: string): Promise<readonly DiskEntry[]> {
    return this.#try(`Listing ${path}`, () => {
      pathParts(path);
      const within = (full: string): boolean => full !== '' && folderOf(full) === path;
      const entries = [
        ...[...this.#folders].filter(within).map((full) => ({ full, folder: true, bytes: 0 })),
        ...[...this.#files]
          .filter(([full]) => within(full))
          .map(([full, { length }]) => ({ full, folder: false, bytes: length })),
      ];
      return entries
        .map(({ full, folder, bytes }) => ({ name: pathParts(full).at(-1) ?? '', folder, bytes }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  read(path: string): Promise<Uint8Array> {
    return this.#try(`Reading ${path}`, () => {
      pathParts(path);
      const bytes = this.#files.get(path);
      if (bytes === undefined) throw systemError('ENOENT');
      return bytes.slice();
    });
  }

  #free(): number {
    let used = 0;
    for (const { length } of this.#files.values()) used += length;
    return this.#total - used;
  }

  #rename(change: NameChange): void {
    apply(this.#files, change);
    this.#pending.push(change);
  }

  #change(doing: string, path: string, work: (parts: readonly string[]) => void): Promise<void> {
    return this.#try(`${doing} ${path}`, () => {
      const parts = pathParts(path);
      if (this.#refusal !== undefined) throw systemError(this.#refusal);
      work(parts);
    });
  }

  #try<T>(doing: string, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      try {
        resolve(work());
      } catch (error) {
        reject(fromSystem(error, doing));
      }
    });
  }
}

function apply(files: Files, change: NameChange): void {
  switch (change.kind) {
    case 'create':
      files.set(change.path, change.bytes);
      return;
    case 'rename': {
      const bytes = files.get(change.from);
      if (bytes !== undefined) files.set(change.to, bytes);
      files.delete(change.from);
      return;
    }
    case 'remove':
      files.delete(change.path);
  }
}

function systemError(errno: string): Error {
  return Object.assign(new Error(`${errno} (virtual disk)`), { code: errno });
}
