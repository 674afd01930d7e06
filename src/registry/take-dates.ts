import { groupBy } from '../base/group-by.js';
import { sql } from 'kysely';
import type { ClockAnchor } from '../clock/dating.js';
import { parts, type Writer } from './database.js';
import { BootAnchors, bestDate, knownDate, placeInTime } from './dates.js';
import { plainText } from './plain-text.js';
import { ownColumns, type AnchorsOf, type Taken } from './record-rows.js';
import type { VerifiedRecord } from './intake.js';
import { isOfKind } from './record-rows.js';
import type { Succession } from './succession.js';
import type { NewRow, Row } from './tables.js';

type AnchorRow = Row<'anchors'>;
const bootKey = (device: string, boot: string): string => `${device} ${boot}`;

/**
 * Keeps the good clocks that records of health tell of, dates anew what they date better, and gives the anchors of every run
 * that records of this batch belong to.
 */
export async function takeAnchors(
  tx: Writer,
  taken: readonly VerifiedRecord[],
  succession: Succession,
): Promise<AnchorsOf> {
  const told = taken.filter((one) => isOfKind(one, 'health')).flatMap(anchorRows);
  const fresh = await insertAnchors(tx, told);
  const runs: Run[] = [
    ...fresh,
    ...taken.flatMap(({ record }) => bootsIn(record).map((boot) => ({ device: record.device, boot }))),
  ];
  const { byRun, firstOf, anchorsOf } = await familyAnchors(tx, runs, succession);
  const freshByRun = groupBy(fresh, ({ device, boot }) => bootKey(firstOf(device), boot));
  for (const [key, added] of freshByRun) {
    const { device, boot } = added[0];
    const found = stretch(byRun.get(key) ?? [], added);
    for (const one of succession.familyOf(device)) await redate(tx, one, boot, found, anchorsOf);
  }
  return anchorsOf;
}

/** Dates anew all that a device told under several keys, by the good clocks that it told of under any. */
export async function redateFamily(tx: Writer, succession: Succession, device: string): Promise<void> {
  const family = succession.familyOf(device);
  const runs = await tx
    .selectFrom('anchors')
    .select(['device', 'boot'])
    .distinct()
    .where('device', 'in', family)
    .execute();
  const { anchorsOf } = await familyAnchors(tx, runs, succession);
  for (const boot of new Set(runs.map((run) => run.boot)))
    for (const one of family) await redate(tx, one, boot, { from: -1, to: Number.MAX_VALUE }, anchorsOf);
}

type Run = Pick<AnchorRow, 'device' | 'boot'>;

/** Good clocks of some runs: whatever key a device had, its run is the same. */
async function familyAnchors(
  tx: Writer,
  runs: readonly Run[],
  succession: Succession,
): Promise<{
  readonly byRun: ReadonlyMap<string, AnchorRow[]>;
  readonly firstOf: (device: string) => string;
  readonly anchorsOf: AnchorsOf;
}> {
  const firstOf = (device: string): string => succession.familyOf(device)[0];
  const wanted = new Map(
    runs.flatMap(({ device, boot }) =>
      succession.familyOf(device).map((one) => [bootKey(one, boot), { device: one, boot }] as const),
    ),
  );
  const rows = await readAnchors(tx, [...wanted.values()]);
  const byRun = groupBy(rows, ({ device, boot }) => bootKey(firstOf(device), boot));
  const anchors = new Map([...byRun].map(([key, all]) => [key, new BootAnchors(all.map(toAnchor))]));
  return { byRun, firstOf, anchorsOf: (device, boot) => anchors.get(bootKey(firstOf(device), boot)) };
}

/** Runs whose moments a record carries without a time server's word for them. */
function bootsIn(record: VerifiedRecord['record']): string[] {
  if (record.kind === 'slide') return [plainText(record.body.begun.bootId)];
  if (record.kind === 'health') return [plainText(record.at.bootId)];
  if (record.kind === 'review') return record.body.reviews.map((review) => plainText(review.at.bootId));
  return [];
}

function anchorRows({ record }: Taken<'health'>): NewRow<'anchors'>[] {
  return record.body.clock.anchors
    .filter(({ at }) => knownDate(at.wallClockMs, at.trust) !== undefined)
    .map(({ at, sequence }) => ({
      device: record.device,
      boot: ownColumns(at, undefined).boot,
      trust: at.trust,
      uptime_ms: at.uptimeMs,
      wall_ms: at.wallClockMs,
      sequence,
    }));
}

/** @returns those that were not there. */
async function insertAnchors(tx: Writer, rows: readonly NewRow<'anchors'>[]): Promise<AnchorRow[]> {
  const fresh: AnchorRow[] = [];
  for (const part of parts(rows))
    fresh.push(
      ...(await tx
        .insertInto('anchors')
        .values(part)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .execute()),
    );
  return fresh;
}

async function readAnchors(tx: Writer, runs: readonly Run[]): Promise<AnchorRow[]> {
  if (runs.length === 0) return [];
  const wanted = sql.join(
    runs.map(({ device, boot }) => sql`(cast(${device} as text), cast(${boot} as text))`),
  );
  const { rows } = await sql<AnchorRow>`
    with wanted (device, boot) as (values ${wanted})
    select anchors.* from wanted cross join anchors
    where anchors.device = wanted.device and anchors.boot = wanted.boot`.execute(tx);
  return rows;
}

const toAnchor = ({ boot, trust, uptime_ms, wall_ms, sequence }: AnchorRow): ClockAnchor => ({
  sequence,
  at: { bootId: boot, trust, uptimeMs: uptime_ms, wallClockMs: wall_ms },
});

/** Uptimes for which a new anchor can be the nearest: between the old ones beside the new ones of a trust. */
function stretch(all: readonly AnchorRow[], added: readonly AnchorRow[]): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const trust of ['network', 'rtc'] as const) {
    const fresh = added.filter((row) => row.trust === trust).map((row) => row.uptime_ms);
    if (fresh.length === 0) continue;
    const isNew = new Set(fresh);
    const old = all
      .filter((row) => row.trust === trust && !isNew.has(row.uptime_ms))
      .map((row) => row.uptime_ms);
    from = Math.min(from, Math.max(-1, ...old.filter((uptime) => uptime < Math.min(...fresh))));
    to = Math.max(to, Math.min(Number.MAX_VALUE, ...old.filter((uptime) => uptime > Math.max(...fresh))));
  }
  return { from, to };
}

/** Dates anew what a device could not date by a time server itself. */
async function redate(
  tx: Writer,
  device: string,
  boot: string,
  { from, to }: { readonly from: number; readonly to: number },
  anchorsOf: AnchorsOf,
): Promise<void> {
  const anchors = anchorsOf(device, boot);
  const inRun = <T extends { boot: string; uptime_ms: number; own_ms: number | null }>(
    rows: readonly T[],
  ): T[] => rows.filter((row) => row.uptime_ms >= from && row.uptime_ms <= to);
  const slides = await tx
    .selectFrom('slides')
    .select(['id', 'received_ms', 'boot', 'uptime_ms', 'own_ms', 'own_trust', 'date_ms', 'date_trust'])
    .where('device', '=', device)
    .where('boot', '=', boot)
    .where('own_trust', '<>', sql.lit('network'))
    .execute();
  for (const row of inRun(slides)) {
    const date = bestDate(row, anchors);
    if (date.date_ms === row.date_ms && date.date_trust === row.date_trust) continue;
    await tx
      .updateTable('slides')
      .set({ ...date, ...placeInTime(date.date_ms, row.received_ms) })
      .where('id', '=', row.id)
      .execute();
  }
  const points = await tx
    .selectFrom('health_points')
    .select([
      'store',
      'number',
      'received_ms',
      'boot',
      'uptime_ms',
      'own_ms',
      'own_trust',
      'date_ms',
      'date_trust',
    ])
    .where('device', '=', device)
    .where('boot', '=', boot)
    .where('own_trust', '<>', sql.lit('network'))
    .execute();
  for (const row of inRun(points)) {
    const date = bestDate(row, anchors);
    if (date.date_ms === row.date_ms && date.date_trust === row.date_trust) continue;
    await tx
      .updateTable('health_points')
      .set({ ...date, at_ms: date.date_ms ?? row.received_ms })
      .where('device', '=', device)
      .where('store', '=', row.store)
      .where('number', '=', row.number)
      .execute();
  }
  const words = await tx
    .selectFrom('cell_words')
    .select(['number', 'boot', 'uptime_ms', 'own_ms', 'own_trust', 'date_ms', 'date_trust'])
    .where('device', '=', device)
    .where('boot', '=', boot)
    .where('own_trust', '<>', sql.lit('network'))
    .execute();
  for (const row of inRun(words)) {
    const date = bestDate(row, anchors);
    if (date.date_ms === row.date_ms && date.date_trust === row.date_trust) continue;
    await tx.updateTable('cell_words').set(date).where('number', '=', row.number).execute();
  }
}
