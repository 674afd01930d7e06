import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { retake } from '../../src/collect/retake.js';
import type { Quarantined, QuarantineEntry } from '../../src/registry/intake.js';
import { CLASS_OF, QUARANTINE_LIMITS, type QuarantineLimits } from '../../src/registry/quarantine-limits.js';
import type { Registry } from '../../src/registry/registry.js';
import { codeOf, opened, type NewPlace } from './opened.js';
import { START_MS, WireDevice, momentAt, slideId } from './wire-device.js';

const SMALL: QuarantineLimits = {
  classes: {
    signed: { whole: 4, bytes: 100_000, heads: 3 },
    named: { whole: 10, bytes: 1_000_000, heads: 5 },
    rest: { whole: 100, bytes: 5000, heads: 2 },
  },
  wholeOfDevice: 6,
  freedAtOnce: 1,
};
const FLOOD = 5000;
const clock = { moment: () => ({ ...momentAt(500), trust: 'network' as const }) };

/** A message in the name of a device that nobody let in, another one for every number. */
const stranger = (n: number): Quarantined => ({
  ...{ reason: 'unknown-device', detail: 'not let in', topic: `ringform/1/x/rf-${n}/results` },
  ...{ device: `rf-${n}`, record: `record-${n}` },
  ...{ message: Buffer.from(`message ${n}`), bytes: `message ${n}`.length, receivedAtMs: START_MS + n },
});

async function flood(registry: Registry, from: number, to: number): Promise<void> {
  const each = 250;
  for (let at = from; at < to; at += each)
    await registry.putAside(Array.from({ length: Math.min(each, to - at) }, (_, i) => stranger(at + i)));
}

const all = (registry: Registry): Promise<readonly QuarantineEntry[]> =>
  registry.quarantine({ limit: 100_000 });
const isWhole = ({ message, bytes }: QuarantineEntry): boolean => message.byteLength === bytes;

/** What a quarantine does that more comes to than there is room for. */
export function floodContract(name: string, newPlace: NewPlace): void {
  describe(`${name} under a flood`, () => {
    it('keeps what came first, then heads, then counts; and still has room for what devices signed', async () => {
      const registry = await opened(await newPlace(), SMALL);
      const device = new WireDevice();
      await registry.enrol(device.enrolment, START_MS);
      const slide = device.slide(1);
      await registry.take([slide]);
      await flood(registry, 0, FLOOD);

      const entries = [...(await all(registry))].reverse();
      expect(entries.map(({ device: of }) => of)).toEqual(Array.from({ length: 15 }, (_, n) => `rf-${n}`));
      expect(entries.map(isWhole)).toEqual(Array.from({ length: 15 }, (_, n) => n < 10));
      expect(entries[12]).toMatchObject({
        ...{ topic: 'ringform/1/x/rf-12/results', record: 'record-12', reason: 'unknown-device' },
        ...{ bytes: 'message 12'.length, receivedAtMs: START_MS + 12 },
        hash: createHash('sha256').update('message 12').digest('hex'),
      });
      expect(entries[12].message).toHaveLength(0);
      const counted = {
        ...{ reason: 'unknown-device', messages: FLOOD - 15, firstMs: START_MS + 15 },
        lastMs: START_MS + FLOOD - 1,
      };
      expect(await registry.quarantineCounted()).toMatchObject([counted]);

      // The same again is no more; and evidence against a device has a room of its own.
      await flood(registry, 0, 15);
      const reused = device.sign({ ...slide.record, software: 'other' }, START_MS);
      expect(await registry.take([reused])).toEqual([{ as: 'quarantined', reason: 'id-reused' }]);
      const [newest, ...others] = await all(registry);
      expect(newest.reason).toBe('id-reused');
      expect(Buffer.compare(newest.message, reused.message)).toBe(0);
      expect(others).toHaveLength(15);
      expect(await registry.quarantineCounted()).toMatchObject([counted]);
    });

    it('makes room from what was settled, what was taken in before what was dismissed, never from what waits', async () => {
      const registry = await opened(await newPlace(), SMALL);
      await flood(registry, 0, 10);
      const [, , third, fourth] = [...(await all(registry))].reverse();
      await registry.settle(third.number, 'dismissed', 'admin', START_MS);
      await registry.settle(fourth.number, 'taken', 'admin', START_MS + 1);
      const heads = async (): Promise<unknown[]> =>
        [...(await all(registry))].reverse().flatMap((one) => (isWhole(one) ? [] : [one.device]));
      await flood(registry, 10, 11);
      expect(await heads()).toEqual(['rf-3']);
      await flood(registry, 11, 13);
      expect(await heads()).toEqual(['rf-2', 'rf-3', 'rf-12']);
      const entries = [...(await all(registry))].reverse();
      expect(entries[2]).toMatchObject({ settled: { how: 'dismissed' }, bytes: 'message 2'.length });
      // A head that comes again is whole as soon as there is room.
      await registry.settle(entries[0].number, 'dismissed', 'admin', START_MS);
      await registry.putAside([stranger(12)]);
      const again = (await all(registry)).find(({ device }) => device === 'rf-12')!;
      expect(isWhole(again)).toBe(true);
      expect(again.hash).toBeUndefined();
    });

    it('keeps the head alone of what does not fit, and says how it can still come', async () => {
      const registry = await opened(await newPlace(), SMALL);
      const device = new WireDevice();
      const slide = device.slide(1);
      const { message, receivedAtMs } = slide;
      const topic = `ringform/1/kisumu/${device.id}/results`;
      const aside: Quarantined = {
        ...{ reason: 'unknown-device', detail: '', topic, device: device.id, record: slide.record.id },
        ...{ message, bytes: message.length, receivedAtMs },
      };
      await flood(registry, 0, 10);
      await registry.putAside([aside]);
      const [head] = await all(registry);
      expect(await codeOf(retake(registry, clock, head.number, 'admin'))).toBe('incomplete');
      // Let in, its device sends again what was refused.
      await registry.enrol(device.enrolment, START_MS);
      expect(await registry.take([slide])).toEqual([{ as: 'accepted' }]);
      expect(await registry.slide(slideId(1))).toBeDefined();
    });

    it('lets one device fill no more than its share', async () => {
      const registry = await opened(await newPlace(), SMALL);
      const one = Array.from({ length: 8 }, (_, n) => ({ ...stranger(n), device: 'rf-0' }));
      await registry.putAside(one);
      await registry.putAside([stranger(100)]);
      const entries = [...(await all(registry))].reverse();
      expect(entries.map(isWhole)).toEqual([...Array.from({ length: 8 }, (_, n) => n < 6), true]);
    });

    it('bounds bytes, and topics with them', async () => {
      const registry = await opened(await newPlace(), SMALL);
      const junk = (n: number): Quarantined => ({
        ...{ reason: 'not-a-record', detail: '', topic: 'x'.repeat(2000), receivedAtMs: START_MS + n },
        ...{ message: Buffer.from(String(n)), bytes: 1 },
      });
      await registry.putAside([0, 1, 2, 3, 4].map(junk));
      const entries = [...(await all(registry))].reverse();
      expect(entries.map(({ topic, message }) => [topic.length, message.length])).toEqual([
        ...[2000, 2000].map((length) => [length, 1]),
        ...[200, 200].map((length) => [length, 0]),
      ]);
      expect(await registry.quarantineCounted()).toEqual([
        { reason: 'not-a-record', messages: 1, bytes: 1, firstMs: START_MS + 4, lastMs: START_MS + 4 },
      ]);
    });

    it('dismisses what is alike and was there, in parts that the audit log counts, and nothing else', async () => {
      const registry = await opened(await newPlace());
      const MOST = 2000;
      const junk = (n: number): Quarantined => ({
        ...stranger(n),
        reason: 'not-a-record',
        device: 'rf-junk',
      });
      await flood(registry, 0, 5);
      for (let at = 0; at < MOST + 1; at += 500)
        await registry.putAside(Array.from({ length: Math.min(500, MOST + 1 - at) }, (_, i) => junk(at + i)));
      await registry.putAside([{ ...junk(1), topic: 'elsewhere', device: 'rf-other' }]);
      const open = async (device?: string): Promise<unknown> =>
        (await registry.quarantineOpen(device)).map(({ reason, messages }) => [reason, messages]);
      expect(await open()).toEqual([
        ['not-a-record', MOST + 2],
        ['unknown-device', 5],
      ]);
      expect(await open('rf-junk')).toEqual([['not-a-record', MOST + 1]]);
      const [{ last }] = await registry.quarantineOpen('rf-junk');
      await registry.putAside([junk(99_999)]); // after somebody looked
      const [one] = (await registry.quarantine({ limit: MOST * 2 }))
        .filter(({ device }) => device === 'rf-junk')
        .slice(5);
      await registry.settle(one.number, 'taken', 'other', START_MS);

      const which = { reason: 'not-a-record', device: 'rf-junk' } as const;
      expect(await registry.dismissAlike(which, last, 'admin', START_MS)).toBe(MOST);
      expect(await registry.dismissAlike(which, last, 'admin', START_MS)).toBe(0);
      expect(await open()).toEqual([
        ['unknown-device', 5],
        ['not-a-record', 2],
      ]);
      const settled = await registry.quarantine({ settled: true, limit: MOST * 2 });
      expect(settled.filter(({ settled: how }) => how!.by === 'other').map(({ number }) => number)).toEqual([
        one.number,
      ]);
      expect(settled).toHaveLength(MOST + 1);
      expect(await registry.dismissAlike({ reason: 'not-a-record' }, last * 2, 'admin', START_MS)).toBe(2);
      const audited = (await registry.audit()).filter(({ who }) => who === 'admin');
      expect(audited.map(({ what, on, detail }) => [what, on, detail])).toEqual([
        ['settle-quarantine', 'not-a-record', { how: 'dismissed', messages: 2 }],
        ['settle-quarantine', 'not-a-record', { how: 'dismissed', messages: MOST, device: 'rf-junk' }],
      ]);
    });

    it('has the room of dismissed heads again; large messages go in smaller parts; two at once dismiss each once', async () => {
      const place = await newPlace();
      const [registry, other] = [await opened(place, SMALL), await opened(place, SMALL)];
      await flood(registry, 0, FLOOD);
      expect(await registry.quarantineOpen()).toMatchObject([{ messages: 15 }]);
      const both = await Promise.all(
        [registry, other].map((one) =>
          one.dismissAlike({ reason: 'unknown-device' }, 1e9, 'admin', START_MS),
        ),
      );
      expect(both[0] + both[1]).toBe(15);
      await flood(registry, FLOOD, 2 * FLOOD);
      expect(await registry.quarantineOpen()).toMatchObject([{ messages: 15 }]);

      const large = await opened(await newPlace());
      const mib = 1024 * 1024;
      const big = (n: number): Quarantined => ({
        ...stranger(n),
        ...{ message: Buffer.alloc(9 * mib, n), bytes: 9 * mib },
      });
      for (const n of [1, 2, 3]) await large.putAside([big(n)]);
      expect(await large.dismissAlike({ reason: 'unknown-device' }, 1e9, 'admin', START_MS)).toBe(3);
      expect((await large.audit()).map(({ detail }) => detail['messages'])).toEqual([1, 1, 1]);
    });

    it('holds its limits where two collectors put aside at once', async () => {
      const place = await newPlace();
      const [one, two] = [await opened(place, SMALL), await opened(place, SMALL)];
      await Promise.all([flood(one, 0, 1000), flood(two, 500, 1500)]);
      const entries = await all(one);
      expect(entries.filter(isWhole)).toHaveLength(10);
      expect(entries).toHaveLength(15);
      const [{ messages }] = await two.quarantineCounted();
      // Those in the middle came twice; of them fifteen at most are known again.
      expect(messages).toBeGreaterThanOrEqual(2000 - 30);
      expect(messages).toBeLessThanOrEqual(2000 - 15);
    });
  });
}

describe('the limits of the quarantine', () => {
  it('have every reason in the class that the schema counts it in', () => {
    expect(Object.keys(CLASS_OF)).toHaveLength(13);
    for (const limits of Object.values(QUARANTINE_LIMITS.classes))
      expect(limits.whole).toBeGreaterThanOrEqual(QUARANTINE_LIMITS.wholeOfDevice);
  });
});
