import { generateKeyPairSync } from 'node:crypto';
import { deviceIdOf, payloadHash, signMessage } from '../../../src/record/signature.js';
import { composeBody } from '../../../src/send/compose/compose-body.js';
import { wholeRecord } from '../../../src/send/compose/whole-record.js';
import type { OutboxRow, Sealed } from '../../../src/store/outbox.js';
import type { SlideStore } from '../../../src/store/slide-store.js';

export const key = generateKeyPairSync('ed25519');
export const device = deviceIdOf(key.publicKey);

/** The beginning and end of a JPEG: enough of a picture for whoever does not look at it. */
export const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9);

/** Composes and seals a row as a sender does. */
export async function sealRow(
  store: SlideStore,
  row: OutboxRow,
  readFile = (): Promise<Uint8Array> => Promise.resolve(jpeg),
): Promise<Sealed> {
  const composed = await composeBody(row, { store, readFile });
  if (!('body' in composed)) throw new Error(`nothing to send: ${composed.gone}`);
  const anchors = await store.anchors();
  return store.seal(row.sequence, device, (link) => {
    const identity = { device, site: 'kisumu-2' };
    const payload = wholeRecord({ row, body: composed.body, link, identity, software: '0.2.0', anchors });
    return { hash: payloadHash(payload), message: signMessage(payload, key.privateKey) };
  });
}
