import { StorageError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import { laneTopic } from '../record/topics.js';
import type { Log } from '../service/log.js';
import type { Outbox, OutboxRow, Sealed } from '../store/outbox.js';
import { sealedSite } from './sealed-site.js';
import type { SenderEffect, SenderEvent } from './events.js';
import type { PrepareRecord } from './make-record.js';

type Of<T extends SenderEffect['do']> = Extract<SenderEffect, { do: T }>;

export interface OutboxWorkParts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly prepare: PrepareRecord;
  readonly device: string;
  readonly log: Log;
  readonly tell: (event: SenderEvent) => void;
  /** What only a bug can throw. */
  readonly broken: (error: unknown) => void;
}

/** A record as it travels. */
export interface Prepared {
  readonly topic: string;
  /** Signed. */
  readonly message: Uint8Array;
}

/** The sender's work at the store, one piece after another: chains are numbered in the order in which rows are asked for. */
export class OutboxWork {
  #line: Promise<void> = Promise.resolve();
  readonly #rows = new Map<number, OutboxRow>();
  readonly #prepared = new Map<number, Prepared>();
  #settles: Of<'settle'>[] = [];
  #counting = false;
  #trouble: string | undefined;

  constructor(private readonly parts: OutboxWorkParts) {}

  /** A prepared row as it travels. */
  prepared(sequence: number): Prepared {
    const prepared = this.#prepared.get(sequence);
    if (!prepared) throw new Error(`row ${sequence} is not prepared`);
    return prepared;
  }

  /** Forgets all rows but those in flight. */
  keepOnly(inFlight: ReadonlySet<number>): void {
    for (const kept of [this.#rows, this.#prepared])
      for (const sequence of kept.keys()) if (!inFlight.has(sequence)) kept.delete(sequence);
  }

  count(): void {
    if (this.#counting) return;
    this.#counting = true;
    this.#next('counting what waits', async ({ outbox, tell }) => {
      this.#counting = false;
      const { waiting, bytes } = await outbox.outboxTotals();
      tell({ type: 'counted', waiting, bytes });
    });
  }

  fetch({ lanes, limit, after }: Of<'fetch'>): void {
    this.#next(
      'reading the outbox',
      async ({ outbox, tell }) => {
        const rows = await outbox.waiting({ lanes, limit, after });
        for (const row of rows) this.#rows.set(row.sequence, row);
        tell({ type: 'rows', rows });
      },
      () => this.parts.tell({ type: 'rows', rows: [] }),
    );
  }

  prepare({ sequence }: Of<'prepare'>): void {
    this.#next(
      'making a record',
      async (parts) => {
        // Between two records everything else of this thread has its turn: counting must not wait for sending.
        await new Promise((resolve) => setImmediate(resolve));
        const row = this.#rows.get(sequence);
        if (!row) return; // the connection broke meanwhile
        parts.tell(await this.#makeReady(row));
      },
      () => this.parts.tell({ type: 'unprepared', sequence, why: 'storage' }),
    );
  }

  /** Acknowledgements that come together go into the store together. */
  settle(effect: Of<'settle'>): void {
    this.#settles.push(effect);
    if (this.#settles.length > 1) return;
    let batch: readonly Of<'settle'>[] = [];
    this.#next(
      'taking out what was acknowledged',
      async ({ outbox, clock, log, tell }) => {
        batch = this.#settles;
        this.#settles = [];
        const taken = batch.filter(({ as }) => as !== 'quarantined');
        const left = taken.length > 0 ? await outbox.acknowledgeAll(taken) : 0;
        for (const { id } of taken) tell({ type: 'settled', id, known: left === taken.length });
        batch = batch.filter(({ as }) => as === 'quarantined');
        for (const { id, hash, reason = 'no-reason' } of batch) {
          const known = await outbox.refuse(id, hash, reason, clock.moment());
          if (known) log.warn('a record was put aside by the other side', { id, reason });
          batch = batch.slice(1);
          tell({ type: 'settled', id, known });
        }
      },
      () => {
        for (const { id } of batch) this.parts.tell({ type: 'unsettled', id });
      },
    );
  }

  trim(mostBytes: number): void {
    this.#next('making room in the outbox', async ({ outbox, log }) => {
      const rows = await outbox.trimOutbox(mostBytes);
      if (rows > 0) log.warn('the outbox is full: records were given up', { rows, mostBytes });
      this.count();
    });
  }

  /** Resolves when all that was asked for is done. */
  async idle(): Promise<void> {
    let line: Promise<void>;
    do {
      line = this.#line;
      await line;
    } while (line !== this.#line);
  }

  async #makeReady(row: OutboxRow): Promise<SenderEvent> {
    const { outbox, prepare, device, log } = this.parts;
    const { sequence, lane } = row;
    try {
      const sealed = await this.#seal(row, prepare, device);
      if ('gone' in sealed) {
        await outbox.dropRow(sequence);
        log.warn('a record cannot be sent any more', { id: row.id, why: sealed.gone });
        return { type: 'unprepared', sequence, why: 'gone' };
      }
      const { hash, message } = sealed;
      this.#prepared.set(sequence, { topic: laneTopic(sealedSite(message), device, lane), message });
      return { type: 'prepared', sequence, hash, bytes: message.length };
    } catch (error) {
      if (error instanceof StorageError) {
        if (error.code === 'no-such-record') return { type: 'unprepared', sequence, why: 'gone' };
        throw error;
      }
      // A fault of the program's own about one record: it stays in the outbox for a better version, the others go on.
      log.error('no record can be made of a row; it stays in the outbox', { id: row.id, error });
      return { type: 'unprepared', sequence, why: 'stuck' };
    }
  }

  async #seal(
    row: OutboxRow,
    prepare: PrepareRecord,
    device: string,
  ): Promise<Sealed | { readonly gone: string }> {
    if (row.sealed?.device === device) return row.sealed;
    const seal = await prepare(row);
    return 'gone' in seal ? seal : await this.parts.outbox.seal(row.sequence, device, seal);
  }

  /** Work in its turn. A store that refuses is told once, until it takes something again. */
  #next(doing: string, work: (parts: OutboxWorkParts) => Promise<void>, refused?: () => void): void {
    const { clock, log, broken } = this.parts;
    this.#line = this.#line.then(async () => {
      try {
        await clock.during(() => work(this.parts));
        this.#trouble = undefined;
      } catch (error) {
        if (!(error instanceof StorageError)) {
          broken(error);
          return;
        }
        if (this.#trouble !== error.code) log.warn(`the outbox: ${doing}: ${error.message}`, { error });
        this.#trouble = error.code;
        refused?.();
      }
    });
  }
}
