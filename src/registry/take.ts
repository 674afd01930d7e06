import { sql } from 'kysely';
import { laneTopic } from '../record/topics.js';
import { advance, placeOf } from './advance.js';
import { insertAside } from './aside.js';
import { Chains, type ChainRecord, type Judgement } from './chain.js';
import { parts, type LockedDevice, type RegistryDatabase, type Writer } from './database.js';
import type { Outcome, Quarantined, VerifiedRecord } from './intake.js';
import { ofKind, takePictures, takeSlides, takeWords } from './take-content.js';
import { takeAnchors } from './take-dates.js';
import type { QuarantineLimits } from './quarantine-limits.js';
import { OvertakenError } from './registry-error.js';
import { successionIn, type Succession } from './succession.js';
import { takeHealth } from './take-health.js';
import type { NewRow } from './tables.js';

/** As `Intake.take`. */
export async function take(
  database: RegistryDatabase,
  records: readonly VerifiedRecord[],
  limits: QuarantineLimits,
): Promise<readonly Outcome[]> {
  if (records.length === 0) return [];
  return database.write('Taking records', async (tx) => {
    const { devices, succession } = await lockFamilies(database, tx, records);
    const judgements = await judge(tx, records, devices, succession);
    const taken = records.filter((_, i) => judgements[i].as === 'accepted');
    await insertAside(tx, putAside(records, judgements), limits);
    if (taken.length > 0) {
      await keep(tx, taken);
      await advance(tx, taken);
      const anchorsOf = await takeAnchors(tx, taken, succession);
      await takeSlides(tx, ofKind(taken, 'slide'), anchorsOf, succession);
      await takePictures(tx, ofKind(taken, 'thumbnail'));
      await takeWords(tx, ofKind(taken, 'review'), anchorsOf);
      await takeHealth(tx, taken, anchorsOf);
    }
    return judgements.map(outcomeOf);
  });
}

/**
 * The devices of a batch, locked together with what they were and became under other keys: two identities of one device write
 * the same slides.
 */
async function lockFamilies(
  database: RegistryDatabase,
  tx: Writer,
  records: readonly VerifiedRecord[],
): Promise<{ readonly devices: ReadonlyMap<string, LockedDevice>; readonly succession: Succession }> {
  const ids = [...new Set(records.map((one) => one.record.device))];
  const familiesBy = (succession: Succession): string[] => [
    ...new Set(ids.flatMap((id) => succession.familyOf(id))),
  ];
  const wanted = familiesBy(await successionIn(tx));
  const devices = await database.lockDevices(tx, wanted);
  const succession = await successionIn(tx);
  if (familiesBy(succession).some((id) => !wanted.includes(id)))
    throw new OvertakenError('a device was linked to another meanwhile');
  return { devices, succession };
}

const outcomeOf = (judgement: Judgement): Outcome =>
  judgement.as === 'quarantined' ? { as: judgement.as, reason: judgement.reason } : judgement;

const linkOf = ({ record, hash }: VerifiedRecord): ChainRecord => ({
  id: record.id,
  ...placeOf(record),
  hash,
  previous: record.chain.previous,
});

async function judge(
  tx: Writer,
  records: readonly VerifiedRecord[],
  devices: ReadonlyMap<string, LockedDevice>,
  succession: Succession,
): Promise<Judgement[]> {
  const links = records.map(linkOf);
  const chains = new Chains([...(await sameIds(tx, links)), ...(await neighbours(tx, links))]);
  const owners = await ownersOf(tx, records);
  return records.map((one, i): Judgement => {
    const link = links[i];
    const device = devices.get(link.device);
    const aside = (reason: Quarantined['reason'], detail: string): Judgement => ({
      as: 'quarantined',
      reason,
      detail,
    });
    // Whoever checked this before may have done so a moment before it changed.
    if (device === undefined) return aside('unknown-device', `No device ${link.device} was let in.`);
    if (device.revoked) return aside('revoked-device', `Device ${link.device} was revoked.`);
    const judgement = chains.judge(link);
    if (judgement.as !== 'accepted') return judgement;
    if (one.record.kind === 'slide') {
      const { slide } = one.record.body;
      const owner = owners.get(slide);
      if (owner !== undefined && !succession.maySpeak(link.device, owner))
        return aside(
          'other-device',
          `Slide ${slide} was counted by ${owner}. Only if that is the same device with its former key: ` +
            `ringform supervise devices link ${link.device} ${succession.latestOf(owner)}`,
        );
      if (owner === undefined) owners.set(slide, link.device);
    }
    chains.add(link);
    return judgement;
  });
}

const CHAIN_COLUMNS = sql.raw(
  ['id', 'device', 'store', 'lane', 'number', 'hash', 'previous']
    .map((column) => `records.${column}`)
    .join(', '),
);

async function sameIds(tx: Writer, links: readonly ChainRecord[]): Promise<ChainRecord[]> {
  const found: ChainRecord[] = [];
  for (const part of parts(links.map(({ device, id }) => ({ device, id })))) {
    const wanted = sql.join(
      part.map(({ device, id }) => sql`(cast(${device} as text), cast(${id} as text))`),
    );
    const { rows } = await sql<ChainRecord>`
      with wanted (device, id) as (values ${wanted})
      select ${CHAIN_COLUMNS} from wanted cross join records
      where records.device = wanted.device and records.id = wanted.id`.execute(tx);
    found.push(...rows);
  }
  return found;
}

/** What stands at the places of these records and beside them. */
async function neighbours(tx: Writer, links: readonly ChainRecord[]): Promise<ChainRecord[]> {
  const places = new Map(
    links.flatMap(({ device, store, lane, number }) =>
      [number - 1, number, number + 1].map(
        (at) => [`${device} ${store} ${lane} ${at}`, { device, store, lane, at }] as const,
      ),
    ),
  );
  const found: ChainRecord[] = [];
  for (const part of parts([...places.values()])) {
    const wanted = sql.join(
      part.map(
        ({ device, store, lane, at }) =>
          sql`(cast(${device} as text), cast(${store} as text), cast(${lane} as text), cast(${at} as bigint))`,
      ),
    );
    const { rows } = await sql<ChainRecord>`
      with wanted (device, store, lane, number) as (values ${wanted})
      select ${CHAIN_COLUMNS} from wanted cross join records
      where records.device = wanted.device and records.store = wanted.store
        and records.lane = wanted.lane and records.number = wanted.number`.execute(tx);
    found.push(...rows);
  }
  return found;
}

/** Whose the slides are that are there already. */
async function ownersOf(tx: Writer, records: readonly VerifiedRecord[]): Promise<Map<string, string>> {
  const slides = [...new Set(ofKind(records, 'slide').map(({ record }) => record.body.slide))];
  if (slides.length === 0) return new Map();
  const rows = await tx.selectFrom('slides').select(['id', 'device']).where('id', 'in', slides).execute();
  return new Map(rows.map((row) => [row.id, row.device]));
}

function putAside(records: readonly VerifiedRecord[], judgements: readonly Judgement[]): Quarantined[] {
  return records.flatMap(({ record, message, receivedAtMs }, i) => {
    const judgement = judgements[i];
    if (judgement.as !== 'quarantined' || !('detail' in judgement)) return [];
    return [
      {
        reason: judgement.reason,
        detail: judgement.detail,
        topic: laneTopic(record.site, record.device, record.chain.lane),
        device: record.device,
        record: record.id,
        message,
        bytes: message.length,
        receivedAtMs,
      },
    ];
  });
}

async function keep(tx: Writer, taken: readonly VerifiedRecord[]): Promise<void> {
  const rows = taken.map((one): NewRow<'records'> => {
    const { record } = one;
    return {
      ...linkOf(one),
      kind: record.kind,
      received_ms: one.receivedAtMs,
      slide: record.kind === 'health' ? null : record.body.slide,
      revision: record.kind === 'slide' ? record.body.revision : null,
      message: one.message,
    };
  });
  for (const part of parts(rows)) await tx.insertInto('records').values(part).execute();
}
