import { createPublicKey } from 'node:crypto';
import type { Clock } from '../clock/clock.js';
import type { DeviceBook, EnrolledDevice } from '../registry/device-book.js';
import { deviceIdOf } from '../record/signature.js';
import type { KnownDevice } from './judge-message.js';

/** A device that is shut out may be taken from for so long after: a question to the database for every record would cost more. */
export const REMEMBERED_MS = 5000;
const MOST_REMEMBERED = 20_000;

/**
 * The device book behind a short memory. One that is not in the book, or was shut out, is asked for every time, so that it is
 * heard as soon as it is let in. Rejects as the book does.
 */
export function rememberDevices(
  book: Pick<DeviceBook, 'enrolled'>,
  clock: Pick<Clock, 'uptimeMs'>,
): (id: string) => Promise<KnownDevice | undefined> {
  const remembered = new Map<string, { readonly device: KnownDevice; readonly untilMs: number }>();
  const asked = new Map<string, Promise<KnownDevice | undefined>>();
  const ask = async (id: string): Promise<KnownDevice | undefined> => {
    const enrolled = await book.enrolled(id);
    remembered.delete(id);
    if (!enrolled) return undefined;
    const device = knownDevice(enrolled);
    if (device.revoked) return device;
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(id, { device, untilMs: clock.uptimeMs() + REMEMBERED_MS });
    return device;
  };
  return (id) => {
    const entry = remembered.get(id);
    if (entry && entry.untilMs > clock.uptimeMs()) return Promise.resolve(entry.device);
    // A batch holds many records of one device: one question serves them all.
    const answer = asked.get(id) ?? ask(id).finally(() => asked.delete(id));
    asked.set(id, answer);
    return answer;
  };
}

export function knownDevice(enrolled: EnrolledDevice): KnownDevice {
  const revoked = enrolled.revokedAtMs !== undefined;
  try {
    const key = createPublicKey(enrolled.publicKey);
    return { key, keyOf: deviceIdOf(key), revoked };
  } catch {
    return { revoked }; // its records are put aside, and that says why
  }
}
