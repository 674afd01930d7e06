import { RefusedError, UsageError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { DeviceBook } from '../registry/device-book.js';
import type { Intake, QuarantineEntry, QuarantineReason } from '../registry/intake.js';
import { judgeMessage } from './judge-message.js';
import { knownDevice } from './known-devices.js';
import { takeRecords } from './take-records.js';

export type Retaken =
  | { readonly as: 'taken' | 'duplicate' }
  | { readonly as: 'still-refused'; readonly reason: QuarantineReason; readonly detail: string };

/** Judges a message that was put aside once more, for somebody (a login's name). */
export type Retake = (number: number, by: string) => Promise<Retaken>;

type Store = Pick<Intake, 'take' | 'quarantine' | 'settle'> & Pick<DeviceBook, 'enrolled'>;

/**
 * Judges a message that was put aside once more, as if it came now: its device may have been let in since, or a newer program
 * may read it. What is taken is settled; what is not stays, with the reason it was put aside for.
 *
 * @throws RefusedError no-such-message, settled-already, incomplete (too large to have been kept); what the store rejects with
 */
export async function retake(
  store: Store,
  clock: Pick<Clock, 'moment'>,
  number: number,
  by: string,
): Promise<Retaken> {
  const entry = await asideMessage(store, number);
  if (entry.settled) throw settledAlready(number, entry.settled);
  if (entry.hash !== undefined)
    throw new RefusedError(
      'incomplete',
      `Of message ${number} only the head was kept: there was no room in quarantine for more.`,
      'Settle what lies there, then let its device send again what was refused: it has kept it.',
    );
  if (entry.message.byteLength < entry.bytes)
    throw new RefusedError(
      'incomplete',
      `Of message ${number} only the beginning was kept: it was too large.`,
      'Find out what sent it; a device of Ringform sends nothing of this size.',
    );
  const judged = await judgeMessage(
    { topic: entry.topic, bytes: entry.message, receivedAtMs: entry.receivedAtMs },
    async (id) => {
      const device = await store.enrolled(id);
      return device && knownDevice(device);
    },
  );
  if ('aside' in judged) {
    const { reason, detail } = judged.aside;
    return { as: 'still-refused', reason, detail };
  }
  const [{ outcome, detail }] = await takeRecords(store, [judged.verified]);
  if (outcome.as === 'quarantined')
    return {
      as: 'still-refused',
      reason: outcome.reason,
      detail: detail ?? 'the store has something else in its place',
    };
  await store.settle(number, 'taken', by, clock.moment().wallClockMs);
  return { as: outcome.as === 'accepted' ? 'taken' : 'duplicate' };
}

export function settledAlready(
  number: number,
  { how, by }: NonNullable<QuarantineEntry['settled']>,
): RefusedError {
  return new RefusedError(
    'settled-already',
    `Message ${number} was ${how} by ${by}.`,
    'Nothing is left to do for it.',
  );
}

/** @throws RefusedError no-such-message; UsageError for a number that is none. */
export async function asideMessage(
  store: Pick<Intake, 'quarantine'>,
  number: number,
): Promise<QuarantineEntry> {
  if (!Number.isSafeInteger(number) || number < 1)
    throw new UsageError('message-number', 'Messages have whole numbers from 1.', 'See the list for them.');
  const entry = (await store.quarantine({ limit: 1, before: number + 1 })).at(0);
  if (entry?.number !== number)
    throw new RefusedError(
      'no-such-message',
      `There is no message ${number} in quarantine.`,
      'See the list for its number.',
    );
  return entry;
}
