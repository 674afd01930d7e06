import path from 'node:path';
import { FrameArchive } from '../store/frame-archive.js';
import type { Moment } from '../clock/moment.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import { NodeDisk } from '../store/node-disk.js';
import { SqliteSlideStore } from '../store/sqlite-slide-store.js';
import type { SlideStore } from '../store/slide-store.js';

/** Everything Ringform keeps, in one folder: the store, the pictures, the reports. */
export interface DataFolder {
  readonly root: string;
  readonly disk: NodeDisk;
  readonly store: SlideStore;
  readonly archive: FrameArchive;
  readonly moment: () => Moment;
  close(): Promise<void>;
}

/**
 * Opens or makes a data folder; `frameBudget` is the most bytes that raw frames may take in it. Rejects with StorageError when it cannot be written or holds a damaged store.
 */
export async function openDataFolder(folder: string, frameBudget?: number): Promise<DataFolder> {
  const root = path.resolve(folder);
  const clock = new SystemClock({ trust: systemClockTrust() });
  const moment = (): Moment => clock.moment();
  const store = await SqliteSlideStore.open(path.join(root, 'ringform.sqlite'));
  try {
    const disk = new NodeDisk(root);
    const archive = await FrameArchive.open(
      disk,
      store,
      moment,
      frameBudget === undefined ? {} : { budget: frameBudget },
    );
    return { root, disk, store, archive, moment, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}
