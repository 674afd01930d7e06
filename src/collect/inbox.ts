import type { Incoming } from '../broker/link.js';
import type { Cancel, Clock } from '../clock/clock.js';
import { unpackedBytes } from '../record/packing.js';

export interface InboxItem {
  readonly incoming: Incoming;
  /** There was no room for it: only its confirmation waits for its turn, its content is gone. */
  readonly shed?: true;
  /** ms since 1970. */
  readonly receivedAtMs: number;
}

export interface InboxRules {
  /** Messages of one batch at most. */
  readonly most: number;
  /** How long the first of a batch waits for others, ms. */
  readonly lingerMs: number;
}

/** Messages that came in and wait for the store, handed on in batches, in order. */
export class Inbox {
  private items: InboxItem[] = [];
  private held = 0;
  private whole = 0;
  private closed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly rules: InboxRules,
  ) {}

  /** With their content. */
  get messages(): number {
    return this.whole;
  }

  /** Of the messages that wait, unpacked: what they will take once they are a batch. */
  get bytes(): number {
    return this.held;
  }

  push(item: InboxItem): void {
    this.items.push(item);
    this.held += unpackedBytes(item.incoming.payload);
    if (!item.shed) this.whole++;
    this.wake();
  }

  /** No more will come: what waits is still handed on, at once. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** The next batch, when it is full or its first has waited long enough; undefined when closed and empty. One caller at a time. */
  async next(): Promise<readonly InboxItem[] | undefined> {
    await this.until(() => this.items.length > 0 || this.closed);
    if (this.items.length === 0) return undefined;
    await this.until(() => this.items.length >= this.rules.most || this.closed, this.rules.lingerMs);
    return this.cut();
  }

  private cut(): readonly InboxItem[] {
    const batch = this.items.splice(0, this.rules.most);
    for (const { incoming, shed } of batch) {
      this.held -= unpackedBytes(incoming.payload);
      if (!shed) this.whole--;
    }
    return batch;
  }

  private until(holds: () => boolean, withinMs?: number): Promise<void> {
    return new Promise((resolve) => {
      let cancel: Cancel = () => undefined;
      const finish = (): void => {
        cancel();
        this.wake = () => undefined;
        resolve();
      };
      this.wake = () => {
        if (holds()) finish();
      };
      if (withinMs !== undefined && !holds()) cancel = this.clock.after(withinMs, finish);
      this.wake();
    });
  }
}
