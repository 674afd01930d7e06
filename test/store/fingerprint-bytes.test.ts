import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sameField } from '../../src/imaging/seen-before.js';
import { fingerprintFromBytes, fingerprintToBytes } from '../../src/store/fingerprint-bytes.js';
import { fingerprint } from './fixtures.js';

it('comes back to the last bit, in about 8 bytes a cell', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(300), (seed, cells) => {
      const given = fingerprint(seed, cells);
      const bytes = fingerprintToBytes(given);
      expect(bytes.length).toBe(42 + 8 * cells);
      // From the middle of a larger buffer, as a database gives it.
      const within = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
      expect(fingerprintFromBytes(within)).toEqual(given);
    }),
    { numRuns: 100, seed: 3 },
  );
});

it('recognises a field as the one it was made from does', () => {
  const earlier = fingerprint(5, 150);
  const shift = { x: 4.25, y: -2.5 };
  const later = {
    ...earlier,
    points: earlier.points.map((v, i) => (i % 2 === 0 ? v - shift.x : v - shift.y)),
  };
  const match = sameField(earlier, later);
  expect(match?.shift.x).toBeCloseTo(shift.x, 3);
  expect(sameField(fingerprintFromBytes(fingerprintToBytes(earlier)), later)).toEqual(match);
});

it('refuses what it did not make', () => {
  const bytes = fingerprintToBytes(fingerprint(1));
  const otherVersion = bytes.slice();
  otherVersion[0] = 9;
  for (const bad of [new Uint8Array(0), bytes.subarray(0, 30), bytes.subarray(0, -1), otherVersion])
    expect(() => fingerprintFromBytes(bad)).toThrow(RangeError);
});
