import { expect, it } from 'vitest';
import { REMEMBERED_MS, rememberDevices } from '../../src/collect/known-devices.js';
import type { EnrolledDevice } from '../../src/registry/device-book.js';
import { ADevice } from './a-device.js';

it('remembers for a short while who was let in; who was shut out is heard as soon as it is let in again', async () => {
  const { id, enrolled } = new ADevice();
  let [asked, nowMs] = [0, 0];
  let entry: EnrolledDevice | undefined;
  const book = { enrolled: () => Promise.resolve((asked++, entry)) };
  const known = rememberDevices(book, { uptimeMs: () => nowMs });
  expect(await known(id)).toBeUndefined();

  entry = { ...enrolled, enrolledAtMs: 1, revokedAtMs: 2 };
  expect(await known(id)).toMatchObject({ revoked: true });
  entry = { ...enrolled, enrolledAtMs: 1 };
  expect(await known(id)).toMatchObject({ revoked: false, keyOf: id });
  expect(asked).toBe(3);

  entry = { ...entry, revokedAtMs: 2 };
  expect(await known(id)).toMatchObject({ revoked: false });
  expect(asked).toBe(3);
  nowMs = REMEMBERED_MS;
  expect(await known(id)).toMatchObject({ revoked: true });
});
