import { expect } from 'vitest';
import { QUARANTINE_LIMITS, type QuarantineLimits } from '../../src/registry/quarantine-limits.js';
import type { Registry } from '../../src/registry/registry.js';
import { START_MS } from './wire-device.js';

/**
 * What a registry of the first schema may hold: two devices, and two messages in quarantine.
 *
 * @param bytes a literal of two bytes in the words of the database
 */
export const ofVersion1 = (bytes: string): readonly string[] => [
  `INSERT INTO devices (id, site, name, public_key, enrolled_ms, enrolled_by)
   VALUES ('rf-aaaaaaaaaaaa', 'kisumu', 'Bench 1', 'key', 1, 'admin'),
          ('rf-bbbbbbbbbbbb', 'kisumu', 'Bench 1', 'key', 1, 'admin')`,
  ...['chain-forked', 'too-large'].map(
    (reason, n) =>
      `INSERT INTO quarantine (digest, reason, detail, topic, message, bytes, received_ms)
       VALUES ('digest ${n}', '${reason}', '', 't', ${bytes}, 2, ${n})`,
  ),
];

/** No room for more than what is there already. */
export const ROOM_OF_VERSION_1: QuarantineLimits = {
  ...QUARANTINE_LIMITS,
  classes: { ...QUARANTINE_LIMITS.classes, signed: { whole: 1, bytes: 1000, heads: 10 } },
};

/** It can do what was added since, with what was there counted. */
export async function expectUpToDate(registry: Registry): Promise<void> {
  await registry.link('rf-bbbbbbbbbbbb', 'rf-aaaaaaaaaaaa', 'admin', START_MS);
  expect(await registry.enrolled('rf-bbbbbbbbbbbb')).toMatchObject({ former: 'rf-aaaaaaaaaaaa' });
  const message = Buffer.from('new');
  await registry.putAside([
    { reason: 'id-reused', detail: '', topic: 't', message, bytes: 3, receivedAtMs: START_MS },
  ]);
  const entries = await registry.quarantine();
  expect(entries.map((entry) => [entry.reason, entry.message.length])).toEqual([
    ['id-reused', 0],
    ['too-large', 2],
    ['chain-forked', 2],
  ]);
}
