import { describe, expect, it } from 'vitest';
import { densityText, densitySpan, shareText } from '../../../src/supervise/pages/amounts.js';
import { dayEnd, dayOf, dayStart, periodOf, periodStart } from '../../../src/supervise/pages/periods.js';
import { readDecision } from '../../../src/supervise/pages/slide/take-review.js';
import { wilsonInterval } from '../../../src/supervise/pages/wilson.js';
import { byWorthOfLook, shareForLook, worthOfLook } from '../../../src/supervise/pages/worth-of-look.js';
import { formatsOf } from '../../../src/supervise/words/formats.js';

describe('how much a look at a cell would tell', () => {
  it('is one bit where the cell is as likely infected as not, and nothing where it is certain', () => {
    expect(worthOfLook(0.5, 0.5)).toBeCloseTo(1, 12);
    // Odds of 99 on a slide with one infected cell in a hundred are even odds.
    expect(worthOfLook(0.99, 0.01)).toBeCloseTo(1, 12);
    expect(worthOfLook(1, 0.5)).toBeLessThan(3e-5);
    expect(worthOfLook(0, 0.5)).toBeLessThan(3e-5);
    expect(worthOfLook(0.999, 0)).toBeLessThan(0.02);
  });

  it('puts the doubtful first on a slide of many parasites, the surest call first on one of few', () => {
    const cells = [0.92, 0.97, 0.9999].map((score, cell) => ({ ordinal: 0, cell, score }));
    const order = (share: number): number[] => byWorthOfLook(cells, share).map(({ score }) => score);
    expect(order(0.15)).toEqual([0.92, 0.97, 0.9999]);
    expect(order(0.0005)).toEqual([0.9999, 0.97, 0.92]);
  });

  it('puts cells without a score last, and equals by their place', () => {
    const cells = [
      { ordinal: 2, cell: 0, score: 0.95 },
      { ordinal: 1, cell: 7 },
      { ordinal: 1, cell: 9, score: 0.95 },
    ];
    expect(byWorthOfLook(cells, 0.01).map(({ ordinal, cell }) => [ordinal, cell])).toEqual([
      [1, 9],
      [2, 0],
      [1, 7],
    ]);
  });

  it('takes the middle of the interval for the share, which also a slide without parasites has', () => {
    expect(shareForLook({ low: 0, high: 0.004 })).toBe(0.002);
  });
});

describe('Wilson’s interval', () => {
  it('is that of the literature', () => {
    // Newcombe 1998 (Stat Med 17:857), table I: 81/263, 15/148, 0/20, 1/29.
    const known = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [k, n, low, high] of known) {
      expect(wilsonInterval(k, n).low).toBeCloseTo(low, 4);
      expect(wilsonInterval(k, n).high).toBeCloseTo(high, 4);
    }
  });

  it('says nothing of nothing, holds its ends, and refuses what is no proportion', () => {
    expect(wilsonInterval(0, 0)).toMatchObject({ low: 0, high: 1 });
    expect(wilsonInterval(20, 20).high).toBe(1);
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });
});

describe('amounts', () => {
  const [english, french] = [formatsOf('en', 'UTC'), formatsOf('fr', 'UTC')];

  it('have two digits, limits rounded outward, as the language writes them', () => {
    expect(densityText(english, 36_449, 'nearest')).toBe('36,000');
    expect(densitySpan(english, { low: 28_999, high: 45_001 })).toBe('28,000–46,000');
    expect(densityText(french, 36_449, 'nearest').replace(/\s/g, ' ')).toBe('36 000');
    expect(shareText(english, 0.00721, 'up')).toBe('0.73%');
    expect(shareText(french, 0.00721, 'up').replace(/\s/g, ' ')).toBe('0,73 %');
    expect(shareText(english, 0, 'down')).toBe('0%');
    expect(shareText(english, 0.9999, 'up')).toBe('100%');
  });
});

describe('periods', () => {
  it('begin at a midnight of UTC, so that their first day is whole', () => {
    const now = Date.UTC(2026, 10, 23, 15, 20);
    expect(periodStart(1, now)).toBe(Date.UTC(2026, 10, 23));
    expect(periodStart(7, now)).toBe(Date.UTC(2026, 10, 17));
    expect([periodOf('30'), periodOf('31'), periodOf(undefined)]).toEqual([30, 7, 7]);
  });

  it('know which days there are', () => {
    expect(dayStart('2026-11-23')).toBe(Date.UTC(2026, 10, 23));
    expect(dayEnd(dayStart('2026-11-23')!)).toBe(Date.UTC(2026, 10, 24));
    for (const none of ['2026-02-30', '23-11-2026', 'yesterday', '2026-13-01', ''])
      expect(dayStart(none), none).toBeUndefined();
    expect(dayOf(Date.UTC(2026, 10, 23, 23, 59))).toBe('2026-11-23');
  });
});

describe('a review as it was typed', () => {
  it('takes a count with thousands separated in any of the four ways', () => {
    for (const count of ['12000', '12,000', '12.000', '12 000', '12\u202f000', ' 12\u00a0000 '])
      expect(readDecision({ decision: 'positive', count }), count).toMatchObject({ perMicrolitre: 12_000 });
  });

  it('is refused with the field that is wrong', () => {
    expect(readDecision({})).toBe('decision');
    expect(readDecision({ decision: 'maybe' })).toBe('decision');
    expect(readDecision({ decision: 'confirmed' }, ['positive'])).toBe('decision');
    for (const count of ['1.5', '-3', '1e5', 'many', '99999999', '12,00'])
      expect(readDecision({ decision: 'positive', count }), count).toBe('count');
    expect(readDecision({ decision: 'positive', note: 'x'.repeat(2001) })).toBe('note');
    expect(readDecision({ decision: 'positive', note: 'a\u0000b' })).toBe('note');
  });

  it('leaves out a count that was not given', () => {
    expect(readDecision({ decision: 'negative', count: ' ', note: ' seen ' })).toEqual({
      decision: 'negative',
      note: 'seen',
    });
  });
});
