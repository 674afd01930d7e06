import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { flattenedVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { deviceIdOf, payloadHash, signMessage, splitMessage } from '../../src/record/signature.js';
import { deviceId } from '../../src/record/names.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

describe('a signed message', () => {
  it('gives back exactly the payload that was signed, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (payload) => {
        const split = splitMessage(signMessage(payload, privateKey));
        expect(split?.payload).toEqual(Buffer.from(payload));
        expect(split?.signedBy).toBe(deviceIdOf(publicKey));
        expect(split?.verifiedBy(publicKey)).toBe(true);
        expect(split?.verifiedBy(other.publicKey)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused after any one bit of it was changed', () => {
    const message = signMessage(Buffer.from('{"v":1,"body":"text"}'), privateKey);
    for (let bit = 0; bit < message.length * 8; bit++) {
      const changed = Buffer.from(message);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(splitMessage(changed)?.verifiedBy(publicKey) ?? false, `bit ${bit}`).toBe(false);
    }
  });

  it('is a JWS with unencoded payload that another library verifies', async () => {
    const payload = Buffer.from('{"ä":1}');
    const [head] = signMessage(payload, privateKey).toString().split('\n');
    const [header, , signature] = head.split('.');
    const verified = await flattenedVerify({ protected: header, payload, signature }, publicKey, {
      crit: { b64: true },
    });
    expect(Buffer.from(verified.payload)).toEqual(payload);
  });

  it('is told from bytes that are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(splitMessage(bytes)).toBeUndefined();
      }),
    );
    expect(
      splitMessage(Buffer.from(`${Buffer.from('null').toString('base64url')}..${'A'.repeat(86)}\n{}`)),
    ).toBeUndefined();
  });
});

it('a device id is made from the key alone', () => {
  expect(deviceId.safeParse(deviceIdOf(publicKey)).success).toBe(true);
  expect(deviceIdOf(privateKey)).toBe(deviceIdOf(publicKey));
  expect(deviceIdOf(other.publicKey)).not.toBe(deviceIdOf(publicKey));
  expect(payloadHash(Buffer.from('abc'))).toMatch(/^ba7816bf/); // FIPS 180-4, appendix B.1
});
