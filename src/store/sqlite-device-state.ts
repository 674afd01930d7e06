import { isAnchor, type ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import type { DeviceState } from './device-state.js';
import * as rows from './rows.js';
import * as rules from './rules.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** The tables `device_state`, `running_label` and `anchors`. */
export class SqliteDeviceState implements DeviceState {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  readState(key: string): Promise<unknown> {
    return this.#connection.read(() => {
      const row = this.#connection
        .all<{ value: string }>('SELECT value FROM device_state WHERE key = ?', key)
        .at(0);
      return row && (JSON.parse(row.value) as unknown);
    });
  }

  writeState(key: string, value: unknown): Promise<void> {
    return this.#connection.write('Remembering the state of the device', () => {
      rules.checkState(key, value);
      if (value === undefined) this.#connection.run('DELETE FROM device_state WHERE key = ?', key);
      else
        this.#connection.run(
          'INSERT INTO device_state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          key,
          rules.strictJson(value),
        );
    });
  }

  nextLabel(): Promise<string> {
    return this.#connection.read(() => rules.runningLabel(this.#nextNumber()));
  }

  noteTime(at: Moment): Promise<void> {
    if (at.trust === undefined || at.trust === 'none') return Promise.resolve();
    return this.#connection.write('Noting the time', () => {
      this.anchor(this.#connection.nextSequence(), at);
    });
  }

  anchors(): Promise<readonly ClockAnchor[]> {
    return this.#connection.read(() =>
      this.#connection.all<rows.AnchorRow>('SELECT * FROM anchors ORDER BY sequence').map(rows.toAnchor),
    );
  }

  /** Counts the running label up when a slide begins under it; only inside the transaction that begins the slide. */
  takeLabel(label: string): void {
    const next = this.#nextNumber();
    if (label === rules.runningLabel(next)) this.#connection.run('UPDATE running_label SET last = ?', next);
  }

  /** Notes the moment of an event if its clock was good; only inside the transaction that commits the event. */
  anchor(sequence: number, at: Moment): void {
    const event = { sequence, at };
    if (!isAnchor(event)) return;
    this.#connection.run(
      `INSERT INTO anchors (boot_id, trust, sequence, uptime_ms, wall_clock_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (boot_id, trust) DO UPDATE
       SET sequence = excluded.sequence, uptime_ms = excluded.uptime_ms, wall_clock_ms = excluded.wall_clock_ms`,
      at.bootId,
      event.at.trust,
      sequence,
      at.uptimeMs,
      at.wallClockMs,
    );
  }

  #nextNumber(): number {
    const [{ last }] = this.#connection.all<{ last: number }>('SELECT last FROM running_label');
    let next = last + 1;
    while (this.#connection.all('SELECT 1 FROM slides WHERE label = ?', rules.runningLabel(next)).length > 0)
      next++;
    return next;
  }
}
