import { DROPPABLE_LANES, LANES, type Lane, type RecordKind } from '../record/lanes.js';
import type { Moment } from '../clock/moment.js';
import type {
  DroppedRange,
  Outbox,
  OutboxRow,
  OutboxSubject,
  OutboxTotals,
  Sealed,
  ToSeal,
} from './outbox.js';
import { healthRecord, type NewRecord } from './outbox-rules.js';
import { momentColumns, toMoment, type MomentRow } from './rows.js';
import * as rules from './rules.js';
import type { SqliteConnection } from './sqlite-connection.js';
import type { SqliteDeviceState } from './sqlite-device-state.js';

interface Row extends MomentRow {
  readonly sequence: number;
  readonly id: string;
  readonly lane: Lane;
  readonly kind: RecordKind;
  readonly subject: string;
  readonly device: string | null;
  readonly number: number;
  readonly hash: string;
  readonly message: Buffer;
  readonly refused: string | null;
  /** Of the row itself, or of the slide that it is about. */
  readonly stood: string | null;
}

const ROWS = `SELECT o.*, coalesce(o.site, s.site) AS stood
  FROM outbox o LEFT JOIN slides s ON s.id = o.subject ->> '$.slide'`;

function toRow(row: Row): OutboxRow {
  const { sequence, id, lane, kind, subject } = row;
  const sealed = toSealed(row);
  return {
    ...{ sequence, id, lane, kind, subject: JSON.parse(subject) as OutboxSubject, at: toMoment(row) },
    ...(row.stood !== null && { site: row.stood }),
    ...(sealed && { sealed }),
  };
}

function toSealed({ device, number, hash, message }: Row): Sealed | undefined {
  return device === null ? undefined : { device, number, hash, message: Uint8Array.from(message) };
}

/** The tables `outbox`, `chain`, `dropped` and `outbox_lanes`. */
export class SqliteOutbox implements Outbox {
  readonly #connection: SqliteConnection;
  readonly #device: SqliteDeviceState;
  readonly #site: string | null;

  /** `site`: where the device stands; undefined while nobody has told it. */
  constructor(connection: SqliteConnection, device: SqliteDeviceState, site?: string) {
    this.#connection = connection;
    this.#device = device;
    this.#site = site ?? null;
  }

  /** A slide belongs to the site where it is counted, if that is known by now; only within a transaction. */
  countedHere(slide: string): void {
    this.#standAt(this.#site, slide);
  }

  /** Puts a record in; only inside the transaction that commits what it is about. */
  enter({ sequence, id, lane, kind, subject, at }: NewRecord): void {
    this.#connection.run(
      `INSERT INTO outbox (sequence, id, lane, kind, subject, boot_id, uptime_ms, wall_clock_ms, trust, site)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[sequence, id, lane, kind, rules.strictJson(subject), ...momentColumns(at)],
      subject.kind === 'health' ? this.#site : null,
    );
  }

  enqueueHealth(body: unknown, at: Moment): Promise<void> {
    return this.#connection.write('Noting the health of the device', () => {
      rules.checkHealth(body);
      const sequence = this.#connection.nextSequence();
      this.enter(healthRecord(this.#store(), body, sequence, at));
      this.#device.anchor(sequence, at);
    });
  }

  waiting(query: Parameters<Outbox['waiting']>[0] = {}): Promise<readonly OutboxRow[]> {
    const { lanes = LANES, limit = 100, after = {} } = query;
    return this.#connection.read(() => {
      const found: OutboxRow[] = [];
      for (const lane of LANES.filter((each) => lanes.includes(each))) {
        const rows = this.#connection.all<Row>(
          `${ROWS} WHERE o.lane = ? AND o.refused IS NULL AND o.sequence > ? ORDER BY o.sequence LIMIT ?`,
          ...[lane, after[lane] ?? 0, limit - found.length],
        );
        found.push(...rows.map(toRow));
      }
      return found;
    });
  }

  seal(sequence: number, device: string, make: ToSeal['make']): Promise<Sealed> {
    return this.#connection.write('Sealing a record', () => this.#seal(device, { sequence, make }));
  }

  sealAll(device: string, rows: readonly ToSeal[]): Promise<readonly Sealed[]> {
    return this.#connection.write('Sealing records', () => rows.map((row) => this.#seal(device, row)));
  }

  acknowledge(id: string, hash: string): Promise<boolean> {
    return this.#connection.write('Noting an acknowledgement', () => this.#acknowledge(id, hash));
  }

  acknowledgeAll(records: readonly { readonly id: string; readonly hash: string }[]): Promise<number> {
    return this.#connection.write(
      'Noting acknowledgements',
      () => records.filter(({ id, hash }) => this.#acknowledge(id, hash)).length,
    );
  }

  refuse(id: string, hash: string, reason: string, at: Moment): Promise<boolean> {
    return this.#connection.write(
      'Noting a refused record',
      () =>
        this.#connection.all(
          `UPDATE outbox SET refused = ?, refused_boot_id = ?, refused_uptime_ms = ?,
             refused_wall_clock_ms = ?, refused_trust = ? WHERE id = ? AND hash = ? RETURNING sequence`,
          ...[reason, ...momentColumns(at), id, hash],
        ).length > 0,
    );
  }

  refused(): Promise<readonly (OutboxRow & { readonly reason: string })[]> {
    return this.#connection.read(() =>
      this.#connection
        .all<Row & { refused: string }>(`${ROWS} WHERE o.refused IS NOT NULL ORDER BY o.sequence`)
        .map((row) => ({ ...toRow(row), reason: row.refused })),
    );
  }

  retryRefused(): Promise<number> {
    return this.#connection.write(
      'Sending refused records again',
      () =>
        this.#connection.all(
          `UPDATE outbox SET refused = NULL, refused_boot_id = NULL, refused_uptime_ms = NULL,
             refused_wall_clock_ms = NULL, refused_trust = NULL WHERE refused IS NOT NULL RETURNING sequence`,
        ).length,
    );
  }

  dropRow(sequence: number): Promise<void> {
    return this.#connection.write('Giving up a record', () => {
      const row = this.#row(sequence);
      if (row === undefined) return;
      rules.checkDroppable(row.lane);
      this.#drop(row);
    });
  }

  trimOutbox(mostBytes: number): Promise<number> {
    return this.#connection.write('Making room in the outbox', () => {
      let gone = 0;
      for (const lane of DROPPABLE_LANES) {
        while (this.#bytes() > mostBytes) {
          const oldest = this.#connection
            .all<Row>(`${ROWS} WHERE o.lane = ? ORDER BY o.sequence LIMIT 1`, lane)
            .at(0);
          if (oldest === undefined) break;
          this.#drop(oldest);
          gone++;
        }
      }
      return gone;
    });
  }

  outboxTotals(): Promise<OutboxTotals> {
    return this.#connection.read(() => {
      const lanes = this.#connection.all<{
        lane: Lane;
        waiting: number;
        refused: number;
        bytes: number;
        dropped_unsealed: number;
      }>('SELECT * FROM outbox_lanes');
      const sum = (key: 'refused' | 'bytes' | 'dropped_unsealed'): number =>
        lanes.reduce((all, lane) => all + lane[key], 0);
      return {
        waiting: Object.fromEntries(lanes.map(({ lane, waiting }) => [lane, waiting])) as Record<
          Lane,
          number
        >,
        refused: sum('refused'),
        resultsRefused: lanes.find(({ lane }) => lane === 'results')?.refused ?? 0,
        dropped: this.#connection.all<DroppedRange>(
          'SELECT device, lane, first AS "from", last AS "to" FROM dropped ORDER BY device, lane, first',
        ),
        droppedUnsealed: sum('dropped_unsealed'),
        bytes: sum('bytes'),
      };
    });
  }

  #store(): string {
    return this.#connection.all<{ id: string }>('SELECT id FROM store_identity')[0].id;
  }

  #row(sequence: number): Row | undefined {
    return this.#connection.all<Row>(`${ROWS} WHERE o.sequence = ?`, sequence).at(0);
  }

  #standAt(site: string | null, slide: string): void {
    this.#connection.run('UPDATE slides SET site = ? WHERE id = ? AND site IS NULL', site, slide);
  }

  #rowStandsAt(site: string, { sequence, subject }: Row): void {
    const about = JSON.parse(subject) as OutboxSubject;
    if (about.kind === 'health')
      this.#connection.run('UPDATE outbox SET site = ? WHERE sequence = ?', site, sequence);
    else this.#standAt(site, about.slide);
  }

  #bytes(): number {
    return this.#connection.all<{ bytes: number }>('SELECT sum(bytes) AS bytes FROM outbox_lanes')[0].bytes;
  }

  #seal(device: string, { sequence, make }: ToSeal): Sealed {
    const row = this.#row(sequence);
    if (row === undefined) throw rules.noSuchRecord(sequence);
    const before = toSealed(row);
    if (before?.device === device) return before;
    const last = this.#connection
      .all<{ number: number; hash: string }>(
        'SELECT number, hash FROM chain WHERE device = ? AND lane = ?',
        ...[device, row.lane],
      )
      .at(0);
    const number = (last?.number ?? 0) + 1;
    const made = make({ store: this.#store(), number, previous: last?.hash ?? null });
    if (before) this.#noteDropped(row);
    const { hash, message, site } = made;
    if (row.stood === null && site !== undefined) this.#rowStandsAt(site, row);
    this.#connection.run(
      'UPDATE outbox SET device = ?, number = ?, hash = ?, message = ? WHERE sequence = ?',
      ...[device, number, hash, message, sequence],
    );
    this.#connection.run(
      `INSERT INTO chain (device, lane, number, hash) VALUES (?, ?, ?, ?)
         ON CONFLICT (device, lane) DO UPDATE SET number = excluded.number, hash = excluded.hash`,
      ...[device, row.lane, number, hash],
    );
    return { device, number, hash, message: Uint8Array.from(message) };
  }

  #acknowledge(id: string, hash: string): boolean {
    const [row] = this.#connection.all<{ sequence: number }>(
      'UPDATE outbox SET acknowledged = hash WHERE id = ? AND hash = ? RETURNING sequence',
      ...[id, hash],
    ) as { sequence: number }[] | [undefined];
    if (row === undefined) return false;
    this.#connection.run('DELETE FROM outbox WHERE sequence = ?', row.sequence);
    return true;
  }

  #drop(row: Row): void {
    if (row.device === null)
      this.#connection.run(
        'UPDATE outbox_lanes SET dropped_unsealed = dropped_unsealed + 1 WHERE lane = ?',
        row.lane,
      );
    else this.#noteDropped(row);
    this.#connection.run('DELETE FROM outbox WHERE sequence = ?', row.sequence);
  }

  /** Adds a sealed row's number to the ranges of its chain, which it may join. */
  #noteDropped({ device, lane, number }: Row): void {
    const near = this.#connection.all<{ first: number; last: number }>(
      `DELETE FROM dropped WHERE device = ? AND lane = ? AND last >= ? AND first <= ? RETURNING first, last`,
      ...[device, lane, number - 1, number + 1],
    );
    this.#connection.run(
      'INSERT INTO dropped (device, lane, first, last) VALUES (?, ?, ?, ?)',
      ...[device, lane],
      Math.min(number, ...near.map(({ first }) => first)),
      Math.max(number, ...near.map(({ last }) => last)),
    );
  }
}
