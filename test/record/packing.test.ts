import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPacked, packMessage, unpackedBytes, unpackMessage } from '../../src/record/packing.js';
import { MOST_MESSAGE_BYTES } from '../../src/record/signature.js';

const text = Buffer.from(`eyJhbGci..signature\n{"fields":[${'{"ordinal":1,"redCells":160},'.repeat(40)}]}`);

describe('a message is packed', () => {
  it('as a gzip file that any program reads, and comes out as it was', async () => {
    const packed = await packMessage(text);
    expect(packed.length).toBeLessThan(text.length / 5);
    expect(isPacked(packed)).toBe(true);
    expect(gunzipSync(packed).equals(text)).toBe(true);
    expect(unpackMessage(packed)).toEqual({ message: text });
    expect(unpackedBytes(packed)).toBe(text.length);
    // Sent again it is the same.
    expect(Buffer.from(await packMessage(text)).equals(packed)).toBe(true);
  });

  it('only where that makes it smaller', async () => {
    for (const message of [Buffer.from('eyJ..x\n{}'), randomBytes(2000), Buffer.of()])
      expect(await packMessage(message)).toBe(message);
  });

  it('and whatever is not packed is left as it is', () => {
    expect(unpackMessage(text)).toEqual({ message: text });
    expect(unpackedBytes(text)).toBe(text.length);
    expect(isPacked(Buffer.of(0x1f))).toBe(false);
  });
});

describe('a packed message is not unpacked', () => {
  it('beyond the longest message, whatever a few bytes would grow to', () => {
    expect(unpackMessage(gzipSync(Buffer.alloc(MOST_MESSAGE_BYTES)))).toHaveProperty('message');
    expect(unpackMessage(gzipSync(Buffer.alloc(MOST_MESSAGE_BYTES + 1)))).toEqual({ wrong: 'too-large' });
    const bomb = gzipSync(Buffer.alloc(256 * MOST_MESSAGE_BYTES));
    expect(bomb.length).toBeLessThan(MOST_MESSAGE_BYTES / 2);
    expect(unpackMessage(bomb)).toEqual({ wrong: 'too-large' });
    expect(unpackedBytes(bomb)).toBe(MOST_MESSAGE_BYTES);
    // One that says it is small is found out at the limit, too.
    bomb.writeUInt32LE(10, bomb.length - 4);
    expect(unpackMessage(bomb)).toEqual({ wrong: 'too-large' });
  });

  it('when it is cut short, changed, followed by something, or several files', () => {
    const packed = gzipSync(text);
    const others = [
      ...[0, 1, 2, 5, 17, packed.length - 1].map((length) => packed.subarray(0, length)),
      ...[Buffer.of(0), Buffer.from('more'), Buffer.alloc(40), packed].map((more) =>
        Buffer.concat([packed, more]),
      ),
    ].filter(isPacked);
    expect(others).toHaveLength(8);
    for (const other of others) expect(unpackMessage(other)).toEqual({ wrong: 'damaged' });
  });

  it('into other bytes than were packed, nor does anything make it throw', () => {
    const packed = gzipSync(text);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(packed);
        other[at] ^= change;
        const unpacked = unpackMessage(other);
        // Its header holds a time, and its last block bits to spare: the same text has other spellings.
        if ('message' in unpacked && isPacked(other)) expect(text.equals(unpacked.message)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(unpackMessage(Buffer.concat([Buffer.of(0x1f, 0x8b), bytes]))).toBeDefined();
        expect(unpackedBytes(bytes)).toBeGreaterThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});
