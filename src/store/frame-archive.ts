import { StorageError } from '../base/errors.js';
import type { Disk } from './disk.js';
import type { FileKind, FileLedger, NewFile } from './file-ledger.js';
import type { Moment } from '../clock/moment.js';
import { isSlideId } from './slide-id.js';
import { storageError } from './storage-error.js';
import { partialState, writeDurably } from './write-durably.js';

const MEBIBYTE = 1024 * 1024;
const FOLDERS: Readonly<Record<FileKind, string>> = { frame: 'frames', thumbnail: 'thumbnails' };

export interface ArchiveOptions {
  /** Bytes that frames leave free for results and everything else on the disk; default 256 MiB. */
  readonly keepFree?: number;
  /** Most bytes that raw frames may take together; default no limit but the disk's. */
  readonly budget?: number;
}

/** A file that was kept (to be named in the field's commit), or why the count goes on without it. */
export type Kept =
  { readonly kept: true; readonly file: NewFile } | { readonly kept: false; readonly why: StorageError };

/** What `FrameArchive.open` found and put right. */
export interface Tidied {
  /** Unfinished files of a run cut short, deleted. */
  readonly partial: number;
  /** Whole files that no committed field names: left, and the first to go when room is needed. */
  readonly strays: number;
  /** Files in the ledger that are not on the disk: noted as removed. */
  readonly missing: number;
}

/**
 * Raw frames and thumbnails as files, within what the disk can spare. Files are written whole or not at all.
 *
 * When room is needed strays go first, then the oldest raw frames by the store's sequence; thumbnails and results never.
 * A frame that would not fit even then is refused before anything is deleted for it, and the count goes on. Programs may
 * share a folder; within one program there is one archive for it.
 */
export class FrameArchive {
  readonly tidied: Tidied;
  readonly #disk: Disk;
  readonly #ledger: FileLedger;
  readonly #now: () => Moment;
  readonly #keepFree: number;
  readonly #budget: number;
  /** Path and bytes, in no known order of age. */
  readonly #strays: Map<string, number>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    disk: Disk,
    ledger: FileLedger,
    now: () => Moment,
    options: ArchiveOptions,
    found: { tidied: Tidied; strays: Map<string, number> },
  ) {
    this.#disk = disk;
    this.#ledger = ledger;
    this.#now = now;
    this.#keepFree = options.keepFree ?? 256 * MEBIBYTE;
    this.#budget = options.budget ?? Infinity;
    this.#strays = found.strays;
    this.tidied = found.tidied;
  }

  /** Sweep what a crash left, and compare disk and ledger. @throws StorageError of the disk or the ledger. */
  static async open(
    disk: Disk,
    ledger: FileLedger,
    now: () => Moment,
    options: ArchiveOptions = {},
  ): Promise<FrameArchive> {
    return new FrameArchive(disk, ledger, now, options, await tidy(disk, ledger, now));
  }

  /**
   * Keep a raw frame as it came; `extension` (jpg, png, …) says what it is.
   *
   * @returns kept: false with StorageError disk-full when there is no room for it. A disk that fails otherwise throws.
   */
  async keepFrame(slideId: string, ordinal: number, extension: string, bytes: Uint8Array): Promise<Kept> {
    const path = pathOf('frame', slideId, [ordinal], extension);
    return this.#keep({ kind: 'frame', path }, bytes);
  }

  /** Keep one cell's picture, or the whole field made small; as `keepFrame`. `cell` is its index within the field. */
  async keepThumbnail(
    slideId: string,
    ordinal: number,
    cell: number | 'field',
    extension: string,
    bytes: Uint8Array,
  ): Promise<Kept> {
    if (cell === 'field') {
      const path = pathOf('thumbnail', slideId, [ordinal], extension);
      return this.#keep({ kind: 'thumbnail', path }, bytes);
    }
    const path = pathOf('thumbnail', slideId, [ordinal, cell], extension);
    return this.#keep({ kind: 'thumbnail', path, cell }, bytes);
  }

  /** Make room for so many bytes above what is to stay free. @returns false, with nothing deleted, when that can't be. */
  ensureRoom(bytes: number): Promise<boolean> {
    return this.#oneByOne(() => this.#ensureRoom(bytes));
  }

  /** @throws StorageError disk-missing when it has gone. */
  read(path: string): Promise<Uint8Array> {
    return this.#disk.read(path);
  }

  #keep(file: Omit<NewFile, 'bytes'>, bytes: Uint8Array): Promise<Kept> {
    return this.#oneByOne(async () => {
      if (!(await this.#ensureRoom(bytes.length, file.kind))) {
        const size = (bytes.length / MEBIBYTE).toFixed(1);
        return {
          kept: false,
          why: storageError('disk-full', `No room to keep a ${file.kind} of ${size} MiB.`),
        };
      }
      try {
        await writeDurably(this.#disk, file.path, bytes);
      } catch (error) {
        // Others write to this disk too: what was free a moment ago may be gone.
        if (error instanceof StorageError && error.code === 'disk-full') return { kept: false, why: error };
        throw error;
      }
      this.#strays.delete(file.path);
      return { kept: true, file: { ...file, bytes: bytes.length } };
    });
  }

  async #ensureRoom(bytes: number, kind: FileKind = 'frame'): Promise<boolean> {
    const lacking = await this.#lacking(bytes, kind);
    if (lacking <= 0) return true;
    const frames = await this.#ledger.keptTotal('frame');
    if (frames.bytes + this.#strayBytes() < lacking) return false;
    let freed = 0;
    if (this.#strays.size > 0) await this.#dropAdopted();
    for (const [path, size] of this.#strays) {
      if (freed >= lacking) break;
      await this.#disk.remove(path);
      this.#strays.delete(path);
      freed += size;
    }
    while (freed < lacking) {
      const oldest = (await this.#ledger.keptFiles({ kind: 'frame', limit: 1 })).at(0);
      if (oldest === undefined) break;
      // The ledger first: it must never name a file that is not there.
      await this.#ledger.forgetFiles([oldest.path], this.#now());
      await this.#disk.remove(oldest.path);
      freed += oldest.bytes;
    }
    // Measured again: a disk that gives nothing back must not cost one old frame after another.
    return (await this.#lacking(bytes, kind)) <= 0;
  }

  /** A stray may have been another program's frame on its way into the ledger: it is none once it is there. */
  async #dropAdopted(): Promise<void> {
    for (const { path } of await this.#ledger.keptFiles()) this.#strays.delete(path);
  }

  /** Bytes to be freed before so many more can be kept; none when ≤ 0. */
  async #lacking(bytes: number, kind: FileKind): Promise<number> {
    const { free } = await this.#disk.space();
    const onDisk = bytes + this.#keepFree - free;
    if (kind !== 'frame' || this.#budget === Infinity) return onDisk;
    const frames = await this.#ledger.keptTotal('frame');
    return Math.max(onDisk, frames.bytes + this.#strayBytes() + bytes - this.#budget);
  }

  #strayBytes(): number {
    let sum = 0;
    for (const bytes of this.#strays.values()) sum += bytes;
    return sum;
  }

  /** Two at once would both count on the same room. */
  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined); // told to whoever asked for this turn
    return turn;
  }
}

/** A fixed number of folders, however many slides there come to be: by the first two digits of the slide's id. */
function pathOf(kind: FileKind, slideId: string, numbers: readonly number[], extension: string): string {
  if (!isSlideId(slideId)) throw new RangeError(`${slideId} is no slide id`);
  if (!/^[a-z0-9]{1,8}$/.test(extension)) throw new RangeError(`${extension} is no file extension`);
  const name = [slideId, ...numbers.map((number) => String(number).padStart(5, '0'))].join('-');
  return `${FOLDERS[kind]}/${slideId.slice(0, 2)}/${name}.${extension}`;
}

async function tidy(
  disk: Disk,
  ledger: FileLedger,
  now: () => Moment,
): Promise<{ tidied: Tidied; strays: Map<string, number> }> {
  const files = await filesBelow(disk, Object.values(FOLDERS));
  let partial = 0;
  for (const path of [...files.keys()]) {
    const state = partialState(path);
    if (state === 'no') continue;
    files.delete(path);
    if (state === 'being-written') continue;
    await disk.remove(path);
    partial++;
  }
  const kept = (await ledger.keptFiles()).map((file) => file.path);
  const missing = kept.filter((path) => !files.has(path));
  if (missing.length > 0) await ledger.forgetFiles(missing, now());
  for (const path of kept) files.delete(path);
  return {
    strays: files,
    tidied: { partial, strays: files.size, missing: missing.length },
  };
}

async function filesBelow(disk: Disk, folders: readonly string[]): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  const waiting = [...folders];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    for (const entry of await disk.list(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.folder) waiting.push(path);
      else files.set(path, entry.bytes);
    }
  }
  return files;
}
