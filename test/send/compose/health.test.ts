import { describe, expect, it } from 'vitest';
import { healthBody as healthSchema } from '../../../src/record/health-body.js';
import { healthBody, slideOptics } from '../../../src/send/compose/health-body.js';
import type { NewField } from '../../../src/store/slide-store.js';
import { momentNumber, newField } from '../../store/fixtures.js';
import { HEALTH, device } from './fixtures.js';

describe('health', () => {
  it('says how the device is, and of its own chains alone what will not come', () => {
    const body = healthBody(HEALTH);
    expect(healthSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      power: { millivolts: 3712.35, charge: 0.5, state: 'normal', charging: false, minutesLeft: 61 },
      outbox: { refused: 4, dropped: [{ lane: 'thumbnails', from: 3, to: 4 }], droppedUnsealed: 5 },
      slides: { finished: 7 },
    });
  });

  it('leaves out what is not known, and an end that is not in sight', () => {
    const { model, disk, power, ...least } = HEALTH;
    expect([model, disk, power].every(Boolean)).toBe(true);
    const bare = healthBody({ ...least, power: { state: 'normal', minutesLeft: Infinity } });
    expect(healthSchema.parse(bare).power).toEqual({ state: 'normal' });
    expect(Object.keys(healthBody(least)).sort()).toEqual([
      'clock',
      'doing',
      'faults',
      'name',
      'outbox',
      'slides',
    ]);
  });

  it('keeps the latest clocks and ranges where there are too many', () => {
    const anchors = Array.from({ length: 60 }, (_, i) => ({
      ...{ sequence: 60 - i, at: { ...momentNumber(2), trust: 'rtc' as const } },
    }));
    const dropped = Array.from({ length: 600 }, (_, i) => ({
      ...{ device, lane: 'health' as const, from: 2 * i + 1, to: 2 * i + 1 },
    }));
    const body = healthSchema.parse(
      healthBody({ ...HEALTH, anchors, outbox: { ...HEALTH.outbox, dropped } }),
    );
    expect(body.clock.anchors.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 50 }, (_, i) => 11 + i),
    );
    expect(body.outbox.dropped).toHaveLength(500);
    expect(body.outbox.dropped[0].to).toBe(1199);
  });

  it('shows focus and light of a slide by the medians of its accepted fields', () => {
    const field = (blur: number, level: number, accepted = true): NewField => ({
      ...newField(0, 0, 12, accepted),
      quality: {
        ok: accepted,
        findings: [
          { check: 'focus', value: blur, ok: accepted },
          { check: 'exposure', value: level, ok: accepted },
        ],
      },
    });
    const fields = [field(0.05, 200), field(0.03, 180), field(0.9, 20, false)];
    expect(slideOptics('s', fields)).toEqual({ blur: 0.04, level: 190, slide: 's' });
    expect(slideOptics('s', [...fields, field(0.031, 181)])).toEqual({ blur: 0.031, level: 181, slide: 's' });
    expect(slideOptics('s', fields.slice(2))).toBeUndefined();
    expect(slideOptics('s', [newField(0)])).toBeUndefined();
  });
});
