import type { ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import type { DeviceState } from './device-state.js';
import type { FileKind, FileLedger, NewFile } from './file-ledger.js';
import type { Outbox, OutboxRow, OutboxTotals, Sealed, ToSeal } from './outbox.js';
import type { SqliteConnection } from './sqlite-connection.js';
import { SqliteDeviceState } from './sqlite-device-state.js';
import { SqliteFileLedger } from './sqlite-file-ledger.js';
import { SqliteOutbox } from './sqlite-outbox.js';

/** What the store keeps beside slides: files, the state of the device, the outbox. Each has its own tables and its own class. */
export abstract class SqliteLedgers implements FileLedger, DeviceState, Outbox {
  protected readonly connection: SqliteConnection;
  protected readonly fileLedger: SqliteFileLedger;
  protected readonly deviceState: SqliteDeviceState;
  protected readonly outbox: SqliteOutbox;

  protected constructor(connection: SqliteConnection, site?: string) {
    this.connection = connection;
    this.fileLedger = new SqliteFileLedger(connection);
    this.deviceState = new SqliteDeviceState(connection);
    this.outbox = new SqliteOutbox(connection, this.deviceState, site);
  }

  keptFiles(filter?: { readonly kind?: FileKind; readonly limit?: number }): Promise<readonly NewFile[]> {
    return this.fileLedger.keptFiles(filter);
  }

  keptTotal(kind?: FileKind): Promise<{ readonly files: number; readonly bytes: number }> {
    return this.fileLedger.keptTotal(kind);
  }

  forgetFiles(paths: readonly string[], at: Moment): Promise<void> {
    return this.fileLedger.forgetFiles(paths, at);
  }

  readState(key: string): Promise<unknown> {
    return this.deviceState.readState(key);
  }

  writeState(key: string, value: unknown): Promise<void> {
    return this.deviceState.writeState(key, value);
  }

  nextLabel(): Promise<string> {
    return this.deviceState.nextLabel();
  }

  noteTime(at: Moment): Promise<void> {
    return this.deviceState.noteTime(at);
  }

  anchors(): Promise<readonly ClockAnchor[]> {
    return this.deviceState.anchors();
  }

  enqueueHealth(body: unknown, at: Moment): Promise<void> {
    return this.outbox.enqueueHealth(body, at);
  }

  waiting(query?: Parameters<Outbox['waiting']>[0]): Promise<readonly OutboxRow[]> {
    return this.outbox.waiting(query);
  }

  seal(sequence: number, device: string, make: ToSeal['make']): Promise<Sealed> {
    return this.outbox.seal(sequence, device, make);
  }

  sealAll(device: string, rows: readonly ToSeal[]): Promise<readonly Sealed[]> {
    return this.outbox.sealAll(device, rows);
  }

  acknowledge(id: string, hash: string): Promise<boolean> {
    return this.outbox.acknowledge(id, hash);
  }

  acknowledgeAll(records: readonly { readonly id: string; readonly hash: string }[]): Promise<number> {
    return this.outbox.acknowledgeAll(records);
  }

  refuse(id: string, hash: string, reason: string, at: Moment): Promise<boolean> {
    return this.outbox.refuse(id, hash, reason, at);
  }

  refused(): Promise<readonly (OutboxRow & { readonly reason: string })[]> {
    return this.outbox.refused();
  }

  retryRefused(): Promise<number> {
    return this.outbox.retryRefused();
  }

  dropRow(sequence: number): Promise<void> {
    return this.outbox.dropRow(sequence);
  }

  trimOutbox(mostBytes: number): Promise<number> {
    return this.outbox.trimOutbox(mostBytes);
  }

  outboxTotals(): Promise<OutboxTotals> {
    return this.outbox.outboxTotals();
  }
}
