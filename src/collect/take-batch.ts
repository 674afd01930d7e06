import type { Intake, Outcome, Quarantined, VerifiedRecord } from '../registry/intake.js';
import type { Answer } from './acknowledge.js';
import { judgeMessage, type KnownDevice, type Received } from './judge-message.js';
import { takeRecords } from './take-records.js';

export interface TakenBatch {
  /** Of all messages whose id and hash could be read, in no particular order. */
  readonly answers: readonly Answer[];
  /** What became of each message, in order. */
  readonly fates: readonly Fate[];
}

export interface Fate {
  readonly topic: string;
  readonly outcome: Outcome;
  /** Why it was put aside, in words, where it was refused here and not by the store. */
  readonly detail?: string;
  readonly device?: string;
  readonly record?: string;
}

/**
 * Judges messages and puts each where it belongs: records into the store in one transaction, the others aside. When it resolves
 * all is on disk; when it rejects, some may be, and the same call again puts that right.
 *
 * @throws what the store rejects with
 */
export async function takeBatch(
  messages: readonly Received[],
  store: Pick<Intake, 'take' | 'putAside'>,
  known: (id: string) => Promise<KnownDevice | undefined>,
): Promise<TakenBatch> {
  const judged = await Promise.all(messages.map((message) => judgeMessage(message, known)));
  const verified = judged.flatMap((each) => ('verified' in each ? [each.verified] : []));
  const taken = verified.length > 0 ? await takeRecords(store, verified) : [];
  const aside: Quarantined[] = [];
  const [answers, fates]: [Answer[], Fate[]] = [[], []];
  let next = 0;
  messages.forEach(({ topic }, i) => {
    const each = judged[i];
    if ('verified' in each) {
      const { outcome, detail } = taken[next++];
      const { record, hash } = each.verified;
      if (detail !== undefined && outcome.as === 'quarantined')
        aside.push(asideOf(each.verified, topic, outcome.reason, detail));
      answers.push({ topic, record: record.id, hash, outcome });
      fates.push({
        topic,
        outcome,
        device: record.device,
        record: record.id,
        ...(detail !== undefined && { detail }),
      });
    } else {
      const { reason, detail, device, record } = each.aside;
      const outcome: Outcome = { as: 'quarantined', reason };
      aside.push(each.aside);
      if (record !== undefined && each.hash !== undefined)
        answers.push({ topic, record, hash: each.hash, outcome });
      fates.push({
        topic,
        outcome,
        detail,
        ...(device !== undefined && { device }),
        ...(record !== undefined && { record }),
      });
    }
  });
  if (aside.length > 0) await store.putAside(aside);
  return { answers, fates };
}

function asideOf(
  { record, message, receivedAtMs }: VerifiedRecord,
  topic: string,
  reason: Quarantined['reason'],
  detail: string,
): Quarantined {
  const { device, id } = record;
  return { reason, detail, topic, device, record: id, message, bytes: message.byteLength, receivedAtMs };
}
