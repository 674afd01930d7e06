import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { parts, type Writer } from './database.js';
import type { Quarantined } from './intake.js';
import { plainText } from './plain-text.js';
import { CLASS_OF, reasonsOf, type QuarantineClass, type QuarantineLimits } from './quarantine-limits.js';
import type { NewRow, Row } from './tables.js';

type NewAside = NewRow<'quarantine'>;
type Use = Row<'quarantine_use'>;

/** Of a head: a topic may be as long as 64 KB. */
const MOST_OF_TOPIC = 200;
const NOTHING = new Uint8Array();

/**
 * Puts messages aside; the same reason, topic and message again adds none. Each class has a room of its own. Where that is full
 * the content of messages that were settled goes first, those taken in (it lies among the records) before those dismissed; then
 * only the heads of those that come are kept; then they are counted. What lies there unsettled never goes for what comes later.
 */
export async function insertAside(
  tx: Writer,
  messages: readonly Quarantined[],
  limits: QuarantineLimits,
): Promise<void> {
  const rows = new Map(messages.map((message) => [digestOf(message), message]));
  // Always in this order, so that two collectors never wait for each other.
  for (const one of ['named', 'rest', 'signed'] as const) {
    const own = [...rows].filter(([, { reason }]) => CLASS_OF[reason] === one).map(([, message]) => message);
    if (own.length > 0) await insertOfClass(tx, one, own, limits);
  }
}

async function insertOfClass(
  tx: Writer,
  one: QuarantineClass,
  messages: readonly Quarantined[],
  limits: QuarantineLimits,
): Promise<void> {
  const use = await lockUse(tx, one);
  const known = await knownAmong(tx, messages.map(digestOf));
  const ofDevice = await wholeOfDevices(tx, messages);
  const fresh: NewAside[] = [];
  const counted = new Map<string, Quarantined[]>();
  const most = limits.classes[one];
  let nothingToFree = false;
  for (const message of messages) {
    const row = rowOf(message);
    const there = known.get(row.digest);
    if (there !== undefined && (there.hash === null || there.settled_how !== null)) continue;
    const size = sizeOf(row);
    const device = row.device ?? '';
    const hasRoom = (): boolean => use.whole < most.whole && use.bytes + size <= most.bytes;
    const mayBeWhole = device === '' || (ofDevice.get(device) ?? 0) < limits.wholeOfDevice;
    while (mayBeWhole && !hasRoom() && !nothingToFree)
      nothingToFree = !(await freeSettled(tx, one, use, limits.freedAtOnce));
    if (mayBeWhole && hasRoom()) {
      use.whole++;
      use.bytes += size;
      ofDevice.set(device, (ofDevice.get(device) ?? 0) + 1);
      if (there === undefined) fresh.push(row);
      else {
        use.heads--;
        const { message: content, topic } = row;
        await tx
          .updateTable('quarantine')
          .set({ message: content, topic, hash: null })
          .where('number', '=', there.number)
          .execute();
      }
    } else if (there === undefined && use.heads < most.heads) {
      use.heads++;
      fresh.push(headOf(row));
    } else if (there === undefined)
      counted.set(message.reason, [...(counted.get(message.reason) ?? []), message]);
  }
  for (const part of parts(fresh)) await tx.insertInto('quarantine').values(part).execute();
  await tx
    .updateTable('quarantine_use')
    .set({ whole: use.whole, bytes: use.bytes, heads: use.heads })
    .where('class', '=', one)
    .execute();
  for (const [reason, all] of counted) await count(tx, reason, all);
}

/** What a class has taken of its room, locked until the transaction ends. */
export async function lockUse(tx: Writer, one: QuarantineClass): Promise<Use> {
  const row = await tx
    .insertInto('quarantine_use')
    .values({ class: one, whole: 0, bytes: 0, heads: 0 })
    .onConflict((conflict) => conflict.column('class').doUpdateSet({ whole: sql`quarantine_use.whole` }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...row };
}

type Known = Pick<Row<'quarantine'>, 'number' | 'digest' | 'hash' | 'settled_how'>;

async function knownAmong(tx: Writer, digests: readonly string[]): Promise<Map<string, Known>> {
  const found: Known[] = [];
  for (const part of parts(digests.map((digest) => ({ digest }))))
    found.push(
      ...(await tx
        .selectFrom('quarantine')
        .select(['number', 'digest', 'hash', 'settled_how'])
        .where(
          'digest',
          'in',
          part.map(({ digest }) => digest),
        )
        .execute()),
    );
  return new Map(found.map((row) => [row.digest, row]));
}

async function wholeOfDevices(tx: Writer, messages: readonly Quarantined[]): Promise<Map<string, number>> {
  const devices = [...new Set(messages.flatMap(({ device }) => (device === undefined ? [] : [device])))];
  if (devices.length === 0) return new Map();
  const rows = await tx
    .selectFrom('quarantine')
    .select('device')
    .select(sql<number>`count(*)`.as('n'))
    .where('device', 'in', devices.map(plainText))
    .where('settled_how', 'is', null)
    .where('hash', 'is', null)
    .groupBy('device')
    .execute();
  return new Map(rows.map(({ device, n }) => [device!, n]));
}

/** Leaves only the heads of some settled messages. @returns false when there were none. */
async function freeSettled(tx: Writer, one: QuarantineClass, use: Use, most: number): Promise<boolean> {
  const rows = await tx
    .selectFrom('quarantine')
    .selectAll()
    .where('settled_how', 'is not', null)
    .where('hash', 'is', null)
    .where('reason', 'in', reasonsOf(one))
    .orderBy('settled_how', 'desc') // taken before dismissed
    .orderBy('settled_ms')
    .orderBy('number')
    .limit(most)
    .execute();
  for (const row of rows) {
    const { message, topic, hash } = headOf(row);
    await tx
      .updateTable('quarantine')
      .set({ message, topic, hash })
      .where('number', '=', row.number)
      .execute();
    use.whole--;
    use.bytes -= sizeOf(row);
  }
  return rows.length > 0;
}

async function count(tx: Writer, reason: string, messages: readonly Quarantined[]): Promise<void> {
  const times = messages.map(({ receivedAtMs }) => receivedAtMs);
  const row = {
    messages: messages.length,
    bytes: messages.reduce((sum, { bytes }) => sum + bytes, 0),
    first_ms: Math.min(...times),
    last_ms: Math.max(...times),
  };
  await tx
    .insertInto('quarantine_counted')
    .values({ reason, ...row })
    .onConflict((conflict) =>
      conflict.column('reason').doUpdateSet({
        messages: sql`quarantine_counted.messages + excluded.messages`,
        bytes: sql`quarantine_counted.bytes + excluded.bytes`,
        last_ms: sql`case when excluded.last_ms > quarantine_counted.last_ms then excluded.last_ms else quarantine_counted.last_ms end`,
      }),
    )
    .execute();
}

function rowOf(aside: Quarantined): NewAside & { digest: string } {
  const { reason, detail, topic, device, record, message, bytes, receivedAtMs } = aside;
  return {
    digest: digestOf(aside),
    reason,
    detail: plainText(detail),
    topic: plainText(topic),
    device: device === undefined ? null : plainText(device),
    record: record === undefined ? null : plainText(record),
    message,
    bytes,
    received_ms: receivedAtMs,
    settled_how: null,
    settled_by: null,
    settled_ms: null,
    hash: null,
  };
}

/** Who, when, how long, why, and the hash of what was there. */
function headOf<T extends NewAside>(row: T): T {
  const hash = createHash('sha256').update(row.message).digest('hex');
  return { ...row, message: NOTHING, topic: plainText(row.topic.slice(0, MOST_OF_TOPIC)), hash };
}

const sizeOf = ({ message, topic }: NewAside): number => message.length + topic.length;

function digestOf({ reason, topic, message }: Quarantined): string {
  return createHash('sha256')
    .update(JSON.stringify([reason, topic]))
    .update(message)
    .digest('hex');
}
