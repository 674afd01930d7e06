/** One entry of a folder. */
export interface DiskEntry {
  readonly name: string;
  readonly folder: boolean;
  /** Length of the file; 0 for a folder. */
  readonly bytes: number;
}

/**
 * The part of a file system that this program writes to, as steps small enough to fail one by one.
 *
 * Paths are relative to the disk's root, parts joined by `/`, without `.` or `..` (RangeError otherwise). Every method
 * rejects with StorageError: disk-full, disk-read-only, no-permission, disk-missing or disk-fault.
 */
export interface Disk {
  /** Bytes that this user may still write, and the size of the whole. */
  space(): Promise<{ readonly free: number; readonly total: number }>;
  /** Make a folder and those above it, durably; quietly where it exists. */
  makeFolder(path: string): Promise<void>;
  /** Write a new file and force its content to the disk. Its name is durable only after `syncFolder`. */
  writeNew(path: string, bytes: Uint8Array): Promise<void>;
  /** Replace `to` by `from` in one step; durable after `syncFolder`. */
  rename(from: string, to: string): Promise<void>;
  /** Make the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Delete a file; quietly where there is none. */
  remove(path: string): Promise<void>;
  /** By name; empty where there is no such folder. */
  list(path: string): Promise<readonly DiskEntry[]>;
  read(path: string): Promise<Uint8Array>;
}

/** The parts of a disk path. Throws RangeError for one that could leave the root. */
export function pathParts(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\0\\]/.test(part))) {
    throw new RangeError(`${JSON.stringify(path)} is no path on this disk`);
  }
  return parts;
}

/** The folder that holds a path; '' is the root. */
export function folderOf(path: string): string {
  return pathParts(path).slice(0, -1).join('/');
}
