import { folderOf, type Disk } from './disk.js';

/** Ends the name of a file that is not finished; what bears it after a crash is rubbish. */
export const PARTIAL = '.partial';

/**
 * Write a file so that its name only ever shows the old whole content or the new: a neighbour is written and forced to
 * the disk, renamed over the name, and the folder is forced to the disk. When this resolves the file outlives a power cut.
 *
 * @throws StorageError of the disk; nothing is left beside the name then, where the disk still allows cleaning up.
 */
export async function writeDurably(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const folder = folderOf(path);
  const partial = `${path}${PARTIAL}`;
  await disk.makeFolder(folder);
  await disk.remove(partial);
  try {
    await disk.writeNew(partial, bytes);
    await disk.rename(partial, path);
  } catch (error) {
    // The first fault is the one to tell; a disk that refuses the cleaning too is swept at the next opening.
    await Promise.allSettled([disk.remove(partial)]);
    throw error;
  }
  await disk.syncFolder(folder);
}
