import { describe, expect, it } from 'vitest';
import type { SlideWord } from '../../src/registry/review-book.js';
import type { Session, User } from '../../src/registry/user-book.js';
import { codeOf, opened, withDevices, type NewPlace } from './opened.js';
import { DAY_MS, START_MS, WireDevice, resultOf, slideId } from './wire-device.js';

const word = (decision: SlideWord['decision'], change: Partial<SlideWord> = {}): SlideWord => ({
  ...{ decision, reviewer: 'Amina', note: '', blind: false, atMs: START_MS + DAY_MS },
  ...change,
});

/** What every registry keeps of people: reviews, samples, users, the audit log, devices let in. */
export function peopleContract(name: string, newPlace: NewPlace): void {
  const reviewed = async () => {
    const device = new WireDevice();
    const registry = await withDevices(newPlace, device);
    await registry.take([device.slide(1)]);
    const line = async () => (await registry.slide(slideId(1)))!.line;
    return { registry, device, line };
  };

  describe(`${name} keeps reviews`, () => {
    it('lets a person’s word stand and keeps the device’s own', async () => {
      const { registry, device, line } = await reviewed();
      await registry.reviewSlide(slideId(1), word('positive', { blind: true, perMicrolitre: 30_000 }));
      expect(await line()).toMatchObject({ status: 'preliminary', standing: 'positive' });
      await registry.reviewSlide(slideId(1), word('negative', { note: 'Stain\ndeposits \u0000' }));
      expect(await line()).toMatchObject({ status: 'final', standing: 'negative', verdict: 'positive' });
      expect((await registry.slides({ standing: 'negative', status: 'final' })).lines).toHaveLength(1);
      // A later statement of the device does not overrule a person.
      await registry.take([device.slide(1, { revision: 2, author: 'B', result: resultOf('unclear') })]);
      expect(await line()).toMatchObject({ status: 'final', standing: 'negative', verdict: 'unclear' });
      await registry.reviewSlide(slideId(1), word('confirmed', { reviewer: 'Otieno' }));
      expect(await line()).toMatchObject({ status: 'final', standing: 'unclear' });
      const { words } = (await registry.slide(slideId(1)))!;
      expect(words).toEqual([
        word('positive', { blind: true, perMicrolitre: 30_000 }),
        word('negative', { note: 'Stain\ndeposits \ufffd' }),
        word('confirmed', { reviewer: 'Otieno' }),
      ]);
      expect(await codeOf(registry.reviewSlide(slideId(2), word('positive')))).toBe('no-such-slide');
      expect(await codeOf(registry.reviewSlide(slideId(1), word('confirmed', { blind: true })))).toBe(
        'blind-confirmation',
      );
      expect(
        (await registry.audit()).map(({ what, who, on, detail }) => [what, who, on, detail['decision']]),
      ).toEqual([
        ['review-slide', 'Otieno', slideId(1), 'confirmed'],
        ['review-slide', 'Amina', slideId(1), 'negative'],
        ['review-slide', 'Amina', slideId(1), 'positive'],
        ['enrol', 'admin', device.id, undefined],
      ]);
    });

    it('keeps the latest word of each reviewer on a cell, those of the device beside', async () => {
      const { registry, device } = await reviewed();
      const cell = { ordinal: 0, cell: 3, note: '', blind: false, atMs: START_MS + DAY_MS } as const;
      await registry.reviewCell(slideId(1), { ...cell, label: 'unsure', reviewer: 'Amina' });
      await registry.reviewCell(slideId(1), {
        ...cell,
        label: 'uninfected',
        reviewer: 'Amina',
        atMs: cell.atMs + 1,
      });
      await registry.take([device.review(1, [{ label: 'parasitized', reviewer: 'Amina' }])]);
      const [found] = (await registry.slide(slideId(1)))!.cells;
      expect(found.words.map(({ label, reviewer }) => [label, reviewer])).toEqual([
        ['parasitized', 'Amina'],
        ['uninfected', 'Amina'],
      ]);
      const elsewhere = { ...cell, label: 'unsure', reviewer: 'Amina' } as const;
      expect(await codeOf(registry.reviewCell(slideId(1), { ...elsewhere, cell: 99 }))).toBe('no-such-cell');
      expect(await codeOf(registry.reviewCell(slideId(2), elsewhere))).toBe('no-such-slide');
      expect(await codeOf(registry.reviewCell(slideId(1), { ...elsewhere, reviewer: 'a\nb' }))).toBe(
        'invalid-text',
      );
      expect((await registry.audit({ limit: 1 }))[0]).toMatchObject({ what: 'review-cell', on: slideId(1) });
    });

    it('keeps what a person knows of the patient over what the device says', async () => {
      const { registry, device, line } = await reviewed();
      const facts = { ageBand: '0-4', sex: 'female' } as const;
      await registry.setPatientFacts(slideId(1), facts, 'Amina', START_MS);
      expect(await line()).toMatchObject(facts);
      await registry.take([device.slide(1, { revision: 2, ageBand: '15+', sex: 'male' })]);
      expect(await line()).toMatchObject(facts);
      await registry.setPatientFacts(slideId(1), { ageBand: null, sex: 'female' }, 'Amina', START_MS);
      expect(await line()).not.toHaveProperty('ageBand');
      expect(await codeOf(registry.setPatientFacts(slideId(9), facts, 'Amina', 1))).toBe('no-such-slide');
    });

    it('draws samples that can be drawn again, and says how readers agree', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const verdicts = ['positive', 'not-seen', 'unclear', 'no-result'] as const;
      await registry.take(
        Array.from({ length: 40 }, (_, n) => device.slide(n, { result: resultOf(verdicts[n % 4]) })),
      );
      const query = {
        fromMs: START_MS,
        toMs: START_MS + DAY_MS,
        size: 12,
        seed: 7,
        by: 'Amina',
        atMs: START_MS + 5,
      };
      const sample = await registry.drawSample({ ...query, site: 'kisumu' });
      expect(new Set(sample.slides).size).toBe(12);
      expect((await registry.drawSample(query)).slides).toEqual(sample.slides);
      expect((await registry.drawSample({ ...query, seed: 8 })).slides).not.toEqual(sample.slides);
      expect((await registry.drawSample({ ...query, size: 99 })).slides).toHaveLength(40);
      expect((await registry.drawSample({ ...query, site: 'elsewhere' })).slides).toEqual([]);
      expect((await registry.samples()).at(-1)).toEqual(sample);

      const whole = await registry.drawSample({ ...query, size: 40 });
      const read = (n: number, decision: SlideWord['decision'], perMicrolitre?: number, change = {}) =>
        registry.reviewSlide(
          slideId(n),
          word(decision, { blind: true, ...(perMicrolitre !== undefined && { perMicrolitre }), ...change }),
        );
      await read(0, 'positive', 31_250 / 1.25); // 25 % above the reader's count: within
      await read(0, 'negative', undefined, { atMs: START_MS + 2 * DAY_MS }); // a second look does not count
      await read(4, 'positive', 31_250 / 1.26);
      await read(8, 'negative', 0);
      await read(1, 'negative', 0);
      await read(5, 'positive');
      await read(3, 'unusable');
      await read(2, 'positive');
      await read(9, 'positive', 1, { blind: false });
      await read(13, 'positive', 1, { atMs: START_MS });
      expect(await registry.sampleOutcome(whole.id)).toEqual({
        ...{ read: 7, agree: 4, falsePositive: 1, falseNegative: 1, within25: 2, counted: 4 },
      });
      expect((await registry.samples())[0].read).toBe(7);
      expect(await registry.sampleOutcome(999)).toBeUndefined();
    });
  });

  describe(`${name} keeps users and devices`, () => {
    const user: User = {
      name: 'amina',
      role: 'reviewer',
      passwordHash: '$argon2id$x',
      language: 'sw',
      disabled: false,
    };
    const session: Session = {
      tokenHash: 'ab',
      user: 'amina',
      csrf: 'c',
      createdAtMs: 1000,
      lastSeenMs: 1000,
    };

    it('keeps users, and notes each change', async () => {
      const registry = await opened(await newPlace());
      await registry.putUser(user, 'setup', 1);
      await registry.putUser({ ...user, role: 'admin', disabled: true }, 'root', 2);
      expect(await registry.user('amina')).toEqual({ ...user, role: 'admin', disabled: true });
      expect(await registry.user('nobody')).toBeUndefined();
      expect(await registry.users()).toHaveLength(1);
      expect(await codeOf(registry.putUser({ ...user, name: 'a\u0000' }, 'x', 1))).toBe('invalid-text');
      const audit = await registry.audit();
      expect(audit.map(({ who, what, on }) => [who, what, on])).toEqual([
        ['root', 'put-user', 'amina'],
        ['setup', 'put-user', 'amina'],
      ]);
      expect(JSON.stringify(audit)).not.toContain('argon2');
      expect(await registry.audit({ before: audit[0].number })).toEqual([audit[1]]);
    });

    it('keeps sessions while they are used', async () => {
      const registry = await opened(await newPlace());
      await registry.putUser(user, 'setup', 1);
      await registry.openSession(session, 0);
      expect(await registry.session('ab', 5000, 0)).toEqual({ ...session, lastSeenMs: 5000 });
      expect(await registry.session('ab', 9000, 4000)).toEqual({ ...session, lastSeenMs: 9000 });
      expect(await registry.session('ab', 20_000, 9001)).toBeUndefined();
      await registry.closeSession('ab');
      expect(await registry.session('ab', 9000, 0)).toBeUndefined();
      await registry.openSession(session, 0);
      await registry.closeSessionsOf('amina');
      expect(await registry.session('ab', 9000, 0)).toBeUndefined();
    });

    it('forgets sessions that nobody closed when another one is opened', async () => {
      const registry = await opened(await newPlace());
      await registry.putUser(user, 'setup', 1);
      await registry.openSession(session, 0);
      await registry.openSession({ ...session, tokenHash: 'cd', lastSeenMs: 5000 }, 1000);
      await registry.openSession({ ...session, tokenHash: 'ef', lastSeenMs: 6000 }, 1001);
      const left = await Promise.all(['ab', 'cd', 'ef'].map((hash) => registry.session(hash, 6000, 0)));
      expect(left.map((found) => found?.tokenHash)).toEqual([undefined, 'cd', 'ef']);
    });

    it('lets devices in, moves them, and never takes another key', async () => {
      const [device, other] = [new WireDevice(), new WireDevice()];
      const registry = await withDevices(newPlace, device);
      await registry.revoke(device.id, 'admin', 5);
      expect((await registry.enrolled(device.id))!.revokedAtMs).toBe(5);
      const moved = { ...device.enrolment, site: 'siaya', name: 'Bench 2' };
      expect(await registry.enrol(moved, 6)).toEqual({ ...moved, enrolledAtMs: START_MS });
      expect(await registry.enrolledDevices()).toEqual([{ ...moved, enrolledAtMs: START_MS }]);
      const stolen = { ...device.enrolment, publicKey: other.enrolment.publicKey };
      await expect(registry.enrol(stolen, 7)).rejects.toThrow(RangeError);
      expect((await registry.enrolled(device.id))!.publicKey).toBe(device.enrolment.publicKey);
      expect(await codeOf(registry.enrol({ ...moved, name: 'a\u0007' }, 8))).toBe('invalid-text');
      expect(await codeOf(registry.revoke(other.id, 'admin', 8))).toBe('no-such-device');
      expect((await registry.audit()).map(({ what }) => what)).toEqual(['enrol', 'revoke', 'enrol']);
    });
  });
}
