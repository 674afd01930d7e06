import { sql } from 'kysely';
import { DROPPABLE_LANES } from '../record/lanes.js';
import { parts, type Writer } from './database.js';
import { plainText } from './plain-text.js';
import { healthPoint, type AnchorsOf, type Taken } from './record-rows.js';
import type { VerifiedRecord } from './intake.js';
import { ofKind } from './take-content.js';
import type { NewRow, Row } from './tables.js';

/** Slides whose optics count as now, so that one odd slide raises no alarm; and as before, about a week's at a busy site. */
const OPTICS_NOW = 3;
const OPTICS_BEFORE = 20;
/** Fewer make no usual value. */
const FEWEST_BEFORE = 5;

type Now = Row<'device_now'>;

/** The history of devices, and what is so of them now. */
export async function takeHealth(
  tx: Writer,
  taken: readonly VerifiedRecord[],
  anchorsOf: AnchorsOf,
): Promise<void> {
  const health = ofKind(taken, 'health');
  const points = health.map((one) => healthPoint(one, anchorsOf));
  for (const part of parts(points)) await tx.insertInto('health_points').values(part).execute();
  await insertDropped(tx, health);
  const drifts = await takeOptics(tx, health);

  const ids = [...new Set(taken.map(({ record }) => record.device))];
  const stored = await tx.selectFrom('device_now').selectAll().where('device', 'in', ids).execute();
  const now = new Map(stored.map((row) => [row.device, row]));
  for (const { record, receivedAtMs } of taken) {
    const row = now.get(record.device) ?? nothingKnown(record.device, receivedAtMs);
    now.set(record.device, { ...row, last_heard_ms: Math.max(row.last_heard_ms, receivedAtMs) });
  }
  for (const one of health) {
    const row = now.get(one.record.device)!;
    if (isLater(one, row)) now.set(one.record.device, { ...row, ...stateIn(one) });
  }
  for (const [device, drift] of drifts) now.set(device, { ...now.get(device)!, ...drift });
  await putNow(tx, [...now.values()]);
}

const nothingKnown = (device: string, last_heard_ms: number): Now => ({
  device,
  last_heard_ms,
  health_store: null,
  health_sequence: null,
  health_number: null,
  health_received_ms: null,
  charge: null,
  millivolts: null,
  power_state: null,
  disk_free: null,
  disk_total: null,
  clock_trust: null,
  faults: null,
  blur: null,
  blur_before: null,
  level: null,
  level_before: null,
});

/** By the order of events; a new store counts anew, and what comes of it comes after all of the old one. */
function isLater({ record, receivedAtMs }: Taken<'health'>, row: Now): boolean {
  const { health_sequence: sequence, health_number: number, health_received_ms: receivedMs } = row;
  if (sequence === null || number === null || receivedMs === null) return true;
  if ((record.chain.store ?? '') !== row.health_store) return receivedAtMs > receivedMs;
  return record.sequence > sequence || (record.sequence === sequence && record.chain.number > number);
}

function stateIn({ record, receivedAtMs }: Taken<'health'>): Partial<Now> {
  const { power, disk, clock, faults } = record.body;
  return {
    health_store: record.chain.store ?? '',
    health_sequence: record.sequence,
    health_number: record.chain.number,
    health_received_ms: receivedAtMs,
    charge: power?.charge ?? null,
    millivolts: power?.millivolts ?? null,
    power_state: power?.state ?? null,
    disk_free: disk?.freeBytes ?? null,
    disk_total: disk?.totalBytes ?? null,
    clock_trust: clock.trust,
    faults: JSON.stringify(faults.map(({ part, code }) => ({ part, code }))),
  };
}

async function putNow(tx: Writer, rows: readonly Now[]): Promise<void> {
  for (const part of parts(rows))
    await tx
      .insertInto('device_now')
      .values(part)
      .onConflict((conflict) =>
        conflict.column('device').doUpdateSet((all) =>
          Object.fromEntries(
            Object.keys(nothingKnown('', 0))
              .filter((column) => column !== 'device')
              .map((column) => [column, all.ref(`excluded.${column}` as 'excluded.charge')]),
          ),
        ),
      )
      .execute();
}

/** Numbers that explain gaps. Results are never given up: whoever says so is not believed, and the gap stays to be seen. */
async function insertDropped(tx: Writer, health: readonly Taken<'health'>[]): Promise<void> {
  const rows = new Map<string, NewRow<'dropped'>>();
  for (const { record } of health)
    for (const { lane, from, to } of record.body.outbox.dropped)
      if (to >= from && DROPPABLE_LANES.some((droppable) => droppable === lane))
        rows.set(`${record.device} ${record.chain.store ?? ''} ${lane} ${from} ${to}`, {
          device: record.device,
          store: record.chain.store ?? '',
          lane,
          first: from,
          last: to,
        });
  for (const part of parts([...rows.values()])) {
    const fresh = await tx
      .insertInto('dropped')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .execute();
    // A range grows from one report to the next: what it has swallowed says nothing any more.
    for (const { device, store, lane, first, last } of fresh)
      await tx
        .deleteFrom('dropped')
        .where('device', '=', device)
        .where('store', '=', store)
        .where('lane', '=', lane)
        .where('first', '>=', first)
        .where('last', '<=', last)
        .where((row) => row.or([row('first', '>', first), row('last', '<', last)]))
        .execute();
  }
}

type Drift = Pick<Now, 'blur' | 'blur_before' | 'level' | 'level_before'>;

/** Focus and light by slide. @returns of every device that told of any, its last slides against those before. */
async function takeOptics(tx: Writer, health: readonly Taken<'health'>[]): Promise<Map<string, Drift>> {
  const latest = new Map<string, NewRow<'optics'>>();
  for (const { record, receivedAtMs } of health) {
    const { optics } = record.body;
    if (optics === undefined) continue;
    const key = `${record.device} ${optics.slide}`;
    const { blur, level } = optics;
    const row = {
      ...{ device: record.device, slide: plainText(optics.slide) },
      ...{ store: record.chain.store ?? '', sequence: record.sequence, received_ms: receivedAtMs },
      ...{ blur, level },
    };
    if ((latest.get(key)?.sequence ?? -1) < record.sequence) latest.set(key, row);
  }
  if (latest.size === 0) return new Map();
  for (const part of parts([...latest.values()]))
    await tx
      .insertInto('optics')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .columns(['device', 'slide'])
          .doUpdateSet({
            store: sql`excluded.store`,
            sequence: sql`excluded.sequence`,
            received_ms: sql`excluded.received_ms`,
            blur: sql`excluded.blur`,
            level: sql`excluded.level`,
          })
          .where('optics.sequence', '<', sql<number>`excluded.sequence`),
      )
      .execute();
  const devices = [...new Set([...latest.values()].map((row) => row.device))];
  const { rows } = await sql<{ device: string; blur: number; level: number }>`
    select device, blur, level from (
      select device, blur, level,
        row_number() over (partition by device order by store_ms desc, sequence desc, slide) as place
      from (
        select device, slide, sequence, blur, level, max(received_ms) over (partition by device, store) as store_ms
        from optics where device in (${sql.join(devices)})
      ) as slides_of_store
    ) as last_slides
    where place <= ${sql.lit(OPTICS_NOW + OPTICS_BEFORE)}
    order by device, place`.execute(tx);
  return new Map(devices.map((device) => [device, driftOf(rows.filter((row) => row.device === device))]));
}

function driftOf(newestFirst: readonly { readonly blur: number; readonly level: number }[]): Drift {
  const now = newestFirst.slice(0, OPTICS_NOW);
  const before = newestFirst.slice(OPTICS_NOW);
  if (before.length < FEWEST_BEFORE)
    return { blur: null, blur_before: null, level: null, level_before: null };
  return {
    blur: median(now.map((one) => one.blur)),
    blur_before: median(before.map((one) => one.blur)),
    level: median(now.map((one) => one.level)),
    level_before: median(before.map((one) => one.level)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
