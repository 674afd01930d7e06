import { createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { payloadHash, splitMessage } from '../../../src/record/signature.js';
import { wireRecord } from '../../../src/record/wire-record.js';
import { fixtureDistrict, type District } from './fixture.js';

describe('the district that pages are tested with', () => {
  let district: District;
  beforeAll(async () => (district = await fixtureDistrict(Date.UTC(2026, 10, 23, 15), 3)), 180_000);

  it('is of records that verify by the keys of its devices', () => {
    const keys = new Map(district.devices.map(({ id, publicKey }) => [id, createPublicKey(publicKey)]));
    for (const { record, message, hash } of district.records) {
      const split = splitMessage(message)!;
      expect(split.signedBy).toBe(record.device);
      expect(split.verifiedBy(keys.get(record.device)!)).toBe(true);
      expect(payloadHash(split.payload)).toBe(hash);
      expect(wireRecord.parse(JSON.parse(split.payload.toString())).id).toBe(record.id);
    }
    expect(new Set(district.records.map(({ record }) => record.id)).size).toBe(district.records.length);
  });

  it('has every verdict, and each example is what it is called', () => {
    const verdict = (slide: string): unknown =>
      district.records
        .map(({ record }) =>
          record.kind === 'slide' && record.body.slide === slide ? record.body.result : undefined,
        )
        .find((result) => result !== undefined);
    expect(verdict(district.slides.severe)).toMatchObject({
      verdict: 'positive',
      severity: 'above-10-percent',
    });
    expect(verdict(district.slides.positive)).toMatchObject({ verdict: 'positive' });
    expect(verdict(district.slides.unclear)).toMatchObject({ verdict: 'unclear' });
    expect(verdict(district.slides.notSeen)).toMatchObject({ verdict: 'not-seen' });
    expect(verdict(district.slides.dirty)).toMatchObject({ stain: { dirty: true } });
    expect(verdict(district.slides.noResult)).toMatchObject({ verdict: 'no-result' });
    expect(verdict(district.slides.undated)).toMatchObject({ verdict: 'positive' });
  });
});
