import { randomBytes } from 'node:crypto';
import { DROPPABLE_LANES, LANES, type Lane } from '../record/lanes.js';
import type { ChainLink, DroppedRange, Outbox, OutboxRow, OutboxTotals, Sealed, ToSeal } from './outbox.js';
import { bytesOf, type NewRecord } from './outbox-rules.js';
import * as rules from './rules.js';

type Query = Parameters<Outbox['waiting']>[0];

/** The outbox in memory; `MemorySlideStore` puts it under its own door. */
export class MemoryOutbox {
  readonly store = randomBytes(8).toString('hex');
  #rows = new Map<number, OutboxRow>();
  /** Why the other side put a row aside, by its number. */
  readonly #refused = new Map<number, string>();
  #chains = new Map<string, Omit<ChainLink, 'store'>>();
  #dropped: DroppedRange[] = [];
  #droppedUnsealed = 0;
  /** Of slides, by their id; of health records, by their own. */
  #sites = new Map<string, string>();

  constructor(private readonly site?: string) {}

  countedHere(slide: string): void {
    this.#standAt(this.site, slide);
  }

  enter(record: NewRecord): void {
    this.#rows.set(record.sequence, rules.asStored(record));
    if (record.subject.kind === 'health') this.#standAt(this.site, record.id);
  }

  waiting({ lanes = LANES, limit = 100, after = {} }: NonNullable<Query> = {}): OutboxRow[] {
    return this.#inOrder()
      .filter((row) => !this.#refused.has(row.sequence) && lanes.includes(row.lane))
      .filter((row) => row.sequence > (after[row.lane] ?? 0))
      .sort((a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane))
      .slice(0, limit)
      .map((row) => this.#withSite(row));
  }

  sealAll(device: string, rows: readonly ToSeal[]): readonly Sealed[] {
    const before = [new Map(this.#rows), new Map(this.#chains), new Map(this.#sites), this.#dropped] as const;
    try {
      return rows.map((row) => this.#seal(device, row));
    } catch (error) {
      [this.#rows, this.#chains, this.#sites, this.#dropped] = before;
      throw error;
    }
  }

  #seal(device: string, { sequence, make }: ToSeal): Sealed {
    const row = this.#rows.get(sequence);
    if (row === undefined) throw rules.noSuchRecord(sequence);
    if (row.sealed?.device === device) return row.sealed;
    const chain = `${device} ${row.lane}`;
    const next = this.#chains.get(chain) ?? { number: 1, previous: null };
    const { hash, message, site } = make({ store: this.store, ...next });
    this.#standAt(site, standingWith(row));
    if (row.sealed) this.#drop(row);
    const sealed = { device, number: next.number, hash, message: Uint8Array.from(message) };
    this.#rows.set(sequence, { ...row, sealed });
    this.#chains.set(chain, { number: next.number + 1, previous: hash });
    return sealed;
  }

  acknowledge(id: string, hash: string): boolean {
    const row = this.#sealed(id, hash);
    if (row) this.#remove(row);
    return row !== undefined;
  }

  refuse(id: string, hash: string, reason: string): boolean {
    const row = this.#sealed(id, hash);
    if (row) this.#refused.set(row.sequence, reason);
    return row !== undefined;
  }

  refused(): (OutboxRow & { readonly reason: string })[] {
    return this.#inOrder().flatMap((row) => {
      const reason = this.#refused.get(row.sequence);
      return reason === undefined ? [] : { ...this.#withSite(row), reason };
    });
  }

  retryRefused(): number {
    const count = this.#refused.size;
    this.#refused.clear();
    return count;
  }

  dropRow(sequence: number): void {
    const row = this.#rows.get(sequence);
    if (row === undefined) return;
    rules.checkDroppable(row.lane);
    this.#drop(row);
    this.#remove(row);
  }

  trim(mostBytes: number): number {
    let bytes = this.totals().bytes;
    let gone = 0;
    for (const lane of DROPPABLE_LANES) {
      for (const row of this.#inOrder().filter((each) => each.lane === lane)) {
        if (bytes <= mostBytes) return gone;
        bytes -= bytesOf(row);
        this.dropRow(row.sequence);
        gone++;
      }
    }
    return gone;
  }

  totals(): OutboxTotals {
    const rows = [...this.#rows.values()];
    const waiting = (lane: Lane): number =>
      rows.filter((row) => row.lane === lane && !this.#refused.has(row.sequence)).length;
    return {
      waiting: { results: waiting('results'), health: waiting('health'), thumbnails: waiting('thumbnails') },
      refused: this.#refused.size,
      resultsRefused: rows.filter((row) => row.lane === 'results' && this.#refused.has(row.sequence)).length,
      dropped: [...this.#dropped],
      droppedUnsealed: this.#droppedUnsealed,
      bytes: rows.reduce((sum, row) => sum + bytesOf(row), 0),
    };
  }

  #standAt(site: string | undefined, place: string): void {
    if (site !== undefined && !this.#sites.has(place)) this.#sites.set(place, site);
  }

  #withSite(row: OutboxRow): OutboxRow {
    const site = this.#sites.get(standingWith(row));
    return { ...row, ...(site !== undefined && { site }) };
  }

  #remove({ sequence }: OutboxRow): void {
    this.#rows.delete(sequence);
    this.#refused.delete(sequence);
  }

  #inOrder(): OutboxRow[] {
    return [...this.#rows.values()].sort((a, b) => a.sequence - b.sequence);
  }

  #sealed(id: string, hash: string): OutboxRow | undefined {
    return [...this.#rows.values()].find((row) => row.id === id && row.sealed?.hash === hash);
  }

  #drop({ lane, sealed }: OutboxRow): void {
    if (sealed === undefined) {
      this.#droppedUnsealed++;
      return;
    }
    const { device, number } = sealed;
    const own = (range: DroppedRange): boolean => range.device === device && range.lane === lane;
    const touches = (range: DroppedRange): boolean =>
      own(range) && range.to >= number - 1 && range.from <= number + 1;
    const near = this.#dropped.filter(touches);
    const joined = {
      device,
      lane,
      from: Math.min(number, ...near.map(({ from }) => from)),
      to: Math.max(number, ...near.map(({ to }) => to)),
    };
    this.#dropped = [...this.#dropped.filter((range) => !touches(range)), joined].sort(
      (a, b) => compare(a.device, b.device) || compare(a.lane, b.lane) || a.from - b.from,
    );
  }
}

/** What the row's site belongs to: the slide that it is about, or itself. */
const standingWith = ({ id, subject }: OutboxRow): string => (subject.kind === 'health' ? id : subject.slide);

/** By code unit, as SQLite compares ASCII. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
