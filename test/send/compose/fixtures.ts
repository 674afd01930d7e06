import { generateKeyPairSync } from 'node:crypto';
import { deviceIdOf, payloadHash, signMessage } from '../../../src/record/signature.js';
import { composeBody } from '../../../src/send/compose/compose-body.js';
import type { HealthSnapshot } from '../../../src/send/compose/health-body.js';
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

/** All that a device can say of itself. */
export const HEALTH: HealthSnapshot = {
  device,
  name: 'Bench 3',
  doing: 'ready',
  model: { name: 'cells', sha256: 'ab'.repeat(32) },
  power: { millivolts: 3712.345678, charge: 0.5, state: 'normal', charging: false, minutesLeft: 61.4 },
  disk: { freeBytes: 1e9, totalBytes: 2e9 },
  trust: 'rtc',
  anchors: [],
  outbox: {
    waiting: { results: 1, health: 2, thumbnails: 3 },
    refused: 4,
    resultsRefused: 1,
    dropped: [
      { device: 'rf-bbbbbbbbbbbb', lane: 'health', from: 1, to: 9 },
      { device, lane: 'thumbnails', from: 3, to: 4 },
    ],
    droppedUnsealed: 5,
    bytes: 6,
  },
  faults: [{ part: 'camera', code: 'camera-missing' }],
  finished: 7,
};
