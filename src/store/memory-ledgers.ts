import type { ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import type { DeviceState } from './device-state.js';
import type { FileKind, FileLedger, KeptFile, NewFile } from './file-ledger.js';
import { MemoryDeviceState } from './memory-device-state.js';
import { MemoryOutbox } from './memory-outbox.js';
import type { Outbox, OutboxRow, OutboxTotals, Sealed, ToSeal } from './outbox.js';
import { healthRecord } from './outbox-rules.js';
import * as rules from './rules.js';

/** What the store in memory keeps beside slides, and the door that all of it is behind. */
export abstract class MemoryLedgers implements FileLedger, DeviceState, Outbox {
  protected readonly files = new Map<string, KeptFile>();
  protected readonly device = new MemoryDeviceState();
  protected readonly outbox: MemoryOutbox;
  /** The last number given in the device's order of events. */
  protected sequence = 0;
  #closed = false;

  /** `site`: as `SqliteSlideStore.open` has it. */
  constructor({ site }: { readonly site?: string } = {}) {
    this.outbox = new MemoryOutbox(site);
  }

  keptFiles(filter: { readonly kind?: FileKind; readonly limit?: number } = {}): Promise<readonly NewFile[]> {
    return this.do(() =>
      this.#kept(filter.kind)
        .slice(0, filter.limit)
        .map(({ kind, path, bytes, cell }) => ({ kind, path, bytes, ...(cell !== undefined && { cell }) })),
    );
  }

  keptTotal(kind?: FileKind): Promise<{ readonly files: number; readonly bytes: number }> {
    return this.do(() => {
      const kept = this.#kept(kind);
      return { files: kept.length, bytes: kept.reduce((sum, file) => sum + file.bytes, 0) };
    });
  }

  forgetFiles(paths: readonly string[]): Promise<void> {
    return this.do(() => {
      for (const path of paths) {
        const file = this.files.get(path);
        if (file !== undefined) this.files.set(path, { ...file, removed: true });
      }
    });
  }

  readState(key: string): Promise<unknown> {
    return this.do(() => this.device.read(key));
  }

  writeState(key: string, value: unknown): Promise<void> {
    return this.do(() => {
      this.device.write(key, value);
    });
  }

  nextLabel(): Promise<string> {
    return this.do(() => rules.runningLabel(this.device.nextNumber()));
  }

  noteTime(at: Moment): Promise<void> {
    return this.do(() => {
      if (at.trust !== undefined && at.trust !== 'none') this.device.anchor(++this.sequence, at);
    });
  }

  anchors(): Promise<readonly ClockAnchor[]> {
    return this.do(() => this.device.anchors());
  }

  enqueueHealth(body: unknown, at: Moment): Promise<void> {
    return this.do(() => {
      rules.checkHealth(body);
      const sequence = ++this.sequence;
      this.outbox.enter(healthRecord(this.outbox.store, body, sequence, at));
      this.device.anchor(sequence, at);
    });
  }

  waiting(query?: Parameters<Outbox['waiting']>[0]): Promise<readonly OutboxRow[]> {
    return this.do(() => this.outbox.waiting(query));
  }

  seal(sequence: number, device: string, make: ToSeal['make']): Promise<Sealed> {
    return this.do(() => this.outbox.sealAll(device, [{ sequence, make }])[0]);
  }

  sealAll(device: string, rows: readonly ToSeal[]): Promise<readonly Sealed[]> {
    return this.do(() => this.outbox.sealAll(device, rows));
  }

  acknowledge(id: string, hash: string): Promise<boolean> {
    return this.do(() => this.outbox.acknowledge(id, hash));
  }

  acknowledgeAll(records: readonly { readonly id: string; readonly hash: string }[]): Promise<number> {
    return this.do(() => records.filter(({ id, hash }) => this.outbox.acknowledge(id, hash)).length);
  }

  refuse(id: string, hash: string, reason: string): Promise<boolean> {
    return this.do(() => this.outbox.refuse(id, hash, reason));
  }

  refused(): Promise<readonly (OutboxRow & { readonly reason: string })[]> {
    return this.do(() => this.outbox.refused());
  }

  retryRefused(): Promise<number> {
    return this.do(() => this.outbox.retryRefused());
  }

  dropRow(sequence: number): Promise<void> {
    return this.do(() => {
      this.outbox.dropRow(sequence);
    });
  }

  trimOutbox(mostBytes: number): Promise<number> {
    return this.do(() => this.outbox.trim(mostBytes));
  }

  outboxTotals(): Promise<OutboxTotals> {
    return this.do(() => this.outbox.totals());
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  protected do<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#closed) throw new Error('the store is closed');
      resolve(work());
    });
  }

  #kept(kind: FileKind | undefined): KeptFile[] {
    return [...this.files.values()].filter(
      (file) => !file.removed && (kind === undefined || file.kind === kind),
    );
  }
}
