import { folderOf, type Disk } from './disk.js';
import { errnoOf } from './storage-error.js';

let written = 0;

/**
 * Write a file so that its name only ever shows the old whole content or the new: a neighbour is written and forced to
 * the disk, renamed over the name, and the folder is forced to the disk. When this resolves the file outlives a power cut.
 *
 * @throws StorageError of the disk; nothing is left beside the name then, where the disk still allows cleaning up.
 */
export async function writeDurably(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const folder = folderOf(path);
  // Named after its writer, so that another program's sweep can tell it from rubbish.
  const partial = `${path}.${process.pid}-${++written}.partial`;
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

/** Whether a file name is that of an unfinished file, and if so whether its writer may still be at it. */
export function partialState(name: string): 'no' | 'abandoned' | 'being-written' {
  const match = /(?:\.(\d+)-\d+)?\.partial$/.exec(name);
  if (match === null) return 'no';
  const writer = match.at(1) === undefined ? undefined : Number(match[1]);
  // This process's own number on a file it finds when it opens is that of an earlier one.
  return writer === undefined || writer === process.pid || !isRunning(writer) ? 'abandoned' : 'being-written';
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) === 'EPERM'; // there, but another user's
  }
}
