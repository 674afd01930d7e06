import { StorageError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import { packMessage } from '../record/packing.js';
import { laneTopic } from '../record/topics.js';
import type { Log } from '../service/log.js';
import type { Outbox, OutboxRow, Sealed, ToSeal } from '../store/outbox.js';
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

/** Most rows sealed in one transaction: everything else of the thread waits for it, and for its flush of the disk. */
const MOST_SEALED_AT_ONCE = 20;

/** A record as it travels. */
export interface Prepared {
  readonly topic: string;
  /** Signed, and packed where that makes it smaller. */
  readonly message: Uint8Array;
}

/** The sender's work at the store, one piece after another: chains are numbered in the order in which rows are asked for. */
export class OutboxWork {
  #line: Promise<void> = Promise.resolve();
  readonly #rows = new Map<number, OutboxRow>();
  readonly #prepared = new Map<number, Prepared>();
  #asked: number[] = [];
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
      const { waiting, resultsRefused, bytes } = await outbox.outboxTotals();
      tell({ type: 'counted', waiting, putAside: resultsRefused, bytes });
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

  /** Rows that are asked for together are sealed together, in that order. */
  prepare({ sequence }: Of<'prepare'>): void {
    this.#asked.push(sequence);
    if (this.#asked.length > 1) return;
    let asked: readonly number[] = [];
    this.#next(
      'making records',
      async () => {
        asked = this.#asked;
        this.#asked = [];
        for (let from = 0; from < asked.length; from += MOST_SEALED_AT_ONCE)
          await this.#makeReady(asked.slice(from, from + MOST_SEALED_AT_ONCE));
      },
      () => {
        for (const sequence of asked) this.parts.tell({ type: 'unprepared', sequence, why: 'storage' });
      },
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
          if (known) log.warn('a record was put aside, and is not sent again by itself', { id, reason });
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

  async #makeReady(sequences: readonly number[]): Promise<void> {
    const { device, tell } = this.parts;
    const seals: (ToSeal & { readonly row: OutboxRow })[] = [];
    for (const sequence of sequences) {
      // Between two records everything else of this thread has its turn: counting must not wait for sending.
      await new Promise((resolve) => setImmediate(resolve));
      const row = this.#rows.get(sequence);
      if (!row) continue; // the connection broke meanwhile
      if (row.sealed?.device === device) await this.#ready([{ row, sealed: row.sealed }]);
      else
        await this.#orStuck(row, async ({ prepare, outbox, log }) => {
          const make = await prepare(row);
          if (!('gone' in make)) return void seals.push({ row, sequence, make });
          await outbox.dropRow(sequence);
          log.warn('a record cannot be sent any more', { id: row.id, why: make.gone });
          tell({ type: 'unprepared', sequence, why: 'gone' });
        });
    }
    if (seals.length > 0) await this.#sealTogether(seals);
  }

  async #sealTogether(seals: readonly (ToSeal & { readonly row: OutboxRow })[]): Promise<void> {
    const { outbox, device } = this.parts;
    let sealed: readonly Sealed[];
    try {
      sealed = await outbox.sealAll(device, seals);
    } catch (error) {
      if (error instanceof StorageError && error.code !== 'no-such-record') throw error;
      // It is about one of them, and none is sealed: each by itself says which.
      for (const { row, sequence, make } of seals)
        await this.#orStuck(row, async () =>
          this.#ready([{ row, sealed: await outbox.seal(sequence, device, make) }]),
        );
      return;
    }
    await this.#ready(seals.map(({ row }, i) => ({ row, sealed: sealed[i] })));
  }

  async #ready(records: readonly { readonly row: OutboxRow; readonly sealed: Sealed }[]): Promise<void> {
    const { device, tell } = this.parts;
    const packed = await Promise.all(records.map(({ sealed }) => packMessage(sealed.message)));
    for (const [i, { row, sealed }] of records.entries()) {
      const { sequence, lane } = row;
      const message = packed[i];
      this.#prepared.set(sequence, { topic: laneTopic(sealedSite(sealed.message), device, lane), message });
      tell({ type: 'prepared', sequence, hash: sealed.hash, bytes: message.length });
    }
  }

  /** Work on one row whose faults concern that row alone, unless the store refuses. */
  async #orStuck(
    { id, sequence }: OutboxRow,
    work: (parts: OutboxWorkParts) => Promise<void>,
  ): Promise<void> {
    const { log, tell } = this.parts;
    try {
      await work(this.parts);
    } catch (error) {
      if (error instanceof StorageError) {
        if (error.code !== 'no-such-record') throw error;
        tell({ type: 'unprepared', sequence, why: 'gone' });
        return;
      }
      // A fault of the program's own about one record: it stays in the outbox for a better version, the others go on.
      log.error('no record can be made of a row; it stays in the outbox', { id, error });
      tell({ type: 'unprepared', sequence, why: 'stuck' });
    }
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
