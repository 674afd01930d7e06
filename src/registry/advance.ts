import { sql } from 'kysely';
import type { ChainRecord } from './chain.js';
import { parts, type Writer } from './database.js';
import { NOTHING_ARRIVED, withNumber, type Arrived } from './gaps.js';
import type { VerifiedRecord } from './intake.js';
import type { NewRow } from './tables.js';

/** Where a record stands in which chain. */
export const placeOf = ({
  device,
  chain,
}: VerifiedRecord['record']): Pick<ChainRecord, 'device' | 'store' | 'lane' | 'number'> => ({
  device,
  store: chain.store ?? '',
  lane: chain.lane,
  number: chain.number,
});

/** How far each chain has come, and what it lacks. */
export async function advance(tx: Writer, taken: readonly VerifiedRecord[]): Promise<void> {
  const numbers = new Map<string, { device: string; store: string; lane: string; numbers: number[] }>();
  for (const { record } of taken) {
    const { device, store, lane, number } = placeOf(record);
    const key = `${device} ${store} ${lane}`;
    const chain = numbers.get(key);
    if (chain) chain.numbers.push(number);
    else numbers.set(key, { device, store, lane, numbers: [number] });
  }
  const devices = [...new Set([...numbers.values()].map((chain) => chain.device))];
  const [chains, gaps] = [
    await tx.selectFrom('chains').selectAll().where('device', 'in', devices).execute(),
    await tx.selectFrom('gaps').selectAll().where('device', 'in', devices).orderBy('first').execute(),
  ];
  const after: NewRow<'chains'>[] = [];
  const opened: NewRow<'gaps'>[] = [];
  for (const { device, store, lane, numbers: come } of numbers.values()) {
    const isHere = (row: { device: string; store: string; lane: string }): boolean =>
      row.device === device && row.store === store && row.lane === lane;
    const was: Arrived = { top: chains.find(isHere)?.top ?? NOTHING_ARRIVED.top, gaps: gaps.filter(isHere) };
    const is = come.reduce(withNumber, was);
    if (is.top !== was.top) after.push({ device, store, lane, top: is.top });
    const closed = was.gaps.filter((gap) => !is.gaps.includes(gap)).map((gap) => gap.first);
    if (closed.length > 0)
      await tx
        .deleteFrom('gaps')
        .where('device', '=', device)
        .where('store', '=', store)
        .where('lane', '=', lane)
        .where('first', 'in', closed)
        .execute();
    const known = new Set(was.gaps);
    opened.push(
      ...is.gaps
        .filter((gap) => !known.has(gap as (typeof gaps)[number]))
        .map(({ first, last }) => ({ device, store, lane, first, last })),
    );
  }
  for (const part of parts(opened)) await tx.insertInto('gaps').values(part).execute();
  for (const part of parts(after))
    await tx
      .insertInto('chains')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['device', 'store', 'lane']).doUpdateSet({ top: sql`excluded.top` }),
      )
      .execute();
}
