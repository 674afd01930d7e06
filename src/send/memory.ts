import { StorageError } from '../base/errors.js';
import type { Moment } from '../clock/moment.js';
import type { Log } from '../service/log.js';
import type { State } from './state.js';

/** What a sender remembers of itself from one start to the next; plain JSON. */
export interface SenderMemory {
  /** What was sent within the day. */
  readonly day?: { readonly key: string; readonly bytes: number };
  /** When a collector last took something. */
  readonly lastTaken?: Moment;
  /** Why it could not send, if it could not. */
  readonly trouble?: string;
}

export interface MemoryKeeperParts {
  /** As it was kept last. */
  readonly memory: SenderMemory;
  readonly remember?: ((memory: SenderMemory) => Promise<void>) | undefined;
  readonly log: Log;
}

/** Has the sender's memory kept, when something about it changed. */
export class MemoryKeeper {
  #lastTaken: Moment | undefined;
  #kept: string;

  constructor(private readonly parts: MemoryKeeperParts) {
    this.#lastTaken = parts.memory.lastTaken;
    this.#kept = JSON.stringify(parts.memory);
  }

  /** A collector took something. */
  taken(moment: Moment): void {
    this.#lastTaken = moment;
  }

  async keep({ day: { key, bytes }, trouble }: State): Promise<void> {
    const { remember, log } = this.parts;
    const memory: SenderMemory = {
      day: { key, bytes },
      ...(this.#lastTaken && { lastTaken: this.#lastTaken }),
      ...(trouble !== undefined && { trouble }),
    };
    const text = JSON.stringify(memory);
    if (!remember || text === this.#kept) return;
    this.#kept = text;
    try {
      await remember(memory);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // Nothing that is owed is lost with it: a budget begins anew, a date is not shown.
      log.warn(`what sending remembers: ${error.message}`, { error });
      this.#kept = '';
    }
  }
}
