import type { Sender } from '../send/sender.js';
import type { Disk } from '../store/disk.js';

/** Sending, as the composition root built it; absent where no synchronisation is set up. */
export interface DeviceSync {
  readonly sender: Pick<Sender, 'run' | 'power' | 'outboxChanged' | 'onChange' | 'status'>;
  /** Its key's name. */
  readonly device: string;
  /** What people call it. */
  readonly name: string;
  readonly disk: Pick<Disk, 'space'>;
  /** How often it says how it is, ms. */
  readonly healthEveryMs: number;
}
