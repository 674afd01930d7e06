import { StorageError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';

/** A full or failing disk is asked again after so long, ms: a person may have made room, or a card may have come back. */
const ASK_DISK_AGAIN_MS = 5_000;

/** Whom a refusing disk is reported to. */
export interface DiskTold {
  trouble(error: StorageError): void;
  /** It took a write again after it had refused one. */
  well(): void;
}

/** Writes that must not be lost: while the disk refuses, they are tried again until it takes them or the device ends. */
export class Persistence {
  #troubled = false;
  #waiting = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly told: DiskTold,
    private readonly ending: AbortSignal,
  ) {}

  get troubled(): boolean {
    return this.#troubled;
  }

  /** Asks the disk again now. */
  retry(): void {
    this.#waiting.abort();
  }

  /** What `write` resolves with, or undefined when the device ended before the disk took it. Passes on all but StorageError. */
  async keep<T>(write: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
    while (!this.ending.aborted) {
      try {
        const value = await write();
        if (this.#troubled) {
          this.#troubled = false;
          this.told.well();
        }
        return { value };
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        this.#troubled = true;
        this.told.trouble(error);
        this.#waiting = new AbortController();
        await this.clock.sleep(ASK_DISK_AGAIN_MS, AbortSignal.any([this.ending, this.#waiting.signal]));
      }
    }
    return undefined;
  }
}
