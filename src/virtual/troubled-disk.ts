import type { Clock } from '../clock/clock.js';
import type { SlideStore } from '../store/slide-store.js';
import { storageError } from '../store/storage-error.js';

/** What can be wrong with the disk: no room, every write slow, or refusing altogether. */
export const DISK_FAULTS = ['full', 'slow', 'failing'] as const;
export type DiskFault = (typeof DISK_FAULTS)[number];

/** A worn SD card may take seconds for one write. */
const SLOW_MS = 2_000;
const WRITES: ReadonlySet<string> = new Set([
  'startSlide',
  'commitField',
  'commitUnreadable',
  'finishSlide',
  'acceptResult',
  'reviseResult',
  'writeState',
]);

/** A store on a disk that can be made to fail, in the clock's time. */
export class TroubledDisk {
  #fault: DiskFault | undefined;

  constructor(private readonly clock: Clock) {}

  inject(fault: DiskFault | undefined): void {
    this.#fault = fault;
  }

  /** The same store, its writes subject to the disk's faults. */
  over(store: SlideStore): SlideStore {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        const method = member as (...args: unknown[]) => unknown;
        if (!WRITES.has(String(name))) return method.bind(target);
        return async (...args: unknown[]): Promise<unknown> => {
          if (this.#fault === 'slow') await this.clock.sleep(SLOW_MS);
          if (this.#fault === 'full')
            throw storageError('disk-full', 'The disk is full (a fault of the virtual device).');
          if (this.#fault === 'failing')
            throw storageError('disk-fault', 'The disk failed (a fault of the virtual device).');
          return this.clock.during(() => Promise.resolve(method.apply(target, args)));
        };
      },
    });
  }
}
