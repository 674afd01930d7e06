import { asideMessage } from './aside.contract.js';
import { describe, expect, it } from 'vitest';
import { wireRecord } from '../../src/record/wire-record.js';
import { splitMessage } from '../../src/record/signature.js';
import type { VerifiedRecord } from '../../src/registry/intake.js';
import { withDevices, type NewPlace } from './opened.js';
import { DAY_MS, START_MS, WireDevice, momentAt, resultOf, slideId } from './wire-device.js';

const accepted = { as: 'accepted' } as const;
const duplicate = { as: 'duplicate' } as const;
const aside = (reason: string) => ({ as: 'quarantined', reason });

/** What every registry does with records. */
export function intakeContract(name: string, newPlace: NewPlace): void {
  describe(`${name} takes records in`, () => {
    it('gives each one effect, and keeps its message to the byte', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const slide = device.slide(1, {}, { more: { later: { nested: ['ü', null] } } });
      const before = await registry.version();
      expect(await registry.take([slide])).toEqual([accepted]);
      expect(await registry.version()).toBeGreaterThan(before);
      expect(await registry.take([slide, slide])).toEqual([duplicate, duplicate]);
      expect((await registry.slides({})).lines).toHaveLength(1);
      const detail = (await registry.slide(slideId(1)))!;
      expect(detail.statements).toEqual([slide.record.body]);
      expect(detail.line).toMatchObject({
        ...{ device: device.id, deviceName: 'Bench 1', site: 'kisumu', label: 'S-0001' },
        date: { ms: START_MS + 60_000, trust: 'network', receivedAtMs: slide.receivedAtMs },
        ...{ verdict: 'positive', standing: 'positive', status: 'preliminary' },
        ...{ redCells: 480, infected: 3, fields: 2, fieldsRefused: 1, dirtyStain: false },
        parasitaemia: { value: 0.00625, low: 0.001, high: 0.018 },
      });
      expect(detail.cells.map(({ ordinal, cell, score }) => [ordinal, cell, score])).toEqual([
        [0, 3, 0.93],
        [0, 7, 0.97],
        [2, 1, 0.91],
      ]);
    });

    it('takes the same record twice in one batch once', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const [one, two] = [device.slide(1), device.slide(2)];
      expect(await registry.take([one, two, one])).toEqual([accepted, accepted, duplicate]);
      expect(await registry.take([])).toEqual([]);
    });

    it('takes a batch of any size', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const records = Array.from({ length: 3000 }, (_, n) => device.slide(n, { fields: [] }));
      const outcomes = await registry.take(records);
      expect(outcomes.filter(({ as }) => as === 'accepted')).toHaveLength(3000);
      expect(await registry.device(device.id)).toMatchObject({ slides: 3000, gaps: [] });
    });

    it('takes a record before those it follows; the gap shows until it is filled', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const records = [1, 2, 3, 4, 5].map((n) => device.slide(n));
      const gaps = async () => (await registry.device(device.id))!.gaps;
      expect(await registry.take([records[4]])).toEqual([accepted]);
      expect(await gaps()).toEqual([{ lane: 'results', from: 1, to: 4 }]);
      expect(await registry.take([records[1]])).toEqual([accepted]);
      expect(await gaps()).toEqual([
        { lane: 'results', from: 1, to: 1 },
        { lane: 'results', from: 3, to: 4 },
      ]);
      expect(await registry.take([records[3], records[0], records[2]])).toEqual([
        accepted,
        accepted,
        accepted,
      ]);
      expect(await gaps()).toEqual([]);
    });

    it('puts aside what contradicts the chain, whichever neighbour came first', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const [first, second, third] = [1, 2, 3].map((n) => device.slide(n));
      const changed = (record: VerifiedRecord, change: object, chain: object): VerifiedRecord =>
        device.sign(
          { ...record.record, ...change, chain: { ...record.record.chain, ...chain } },
          record.receivedAtMs,
        );
      await registry.take([second]);
      const reused = changed(second, { software: 'other' }, {});
      const forked = changed(second, { id: 'another-id' }, {});
      const noEnd = changed(third, {}, { previous: 'ab'.repeat(32) });
      const noBegin = changed(first, { software: 'other' }, {});
      const headless = changed(third, { id: 'another-id' }, { number: 9, previous: null });
      const tailed = changed(first, {}, { previous: 'cd'.repeat(32) });
      const reasons = ['id-reused', 'chain-forked', ...Array.from({ length: 4 }, () => 'chain-broken')];
      const bad = [reused, forked, noEnd, noBegin, headless, tailed];
      expect(await registry.take(bad)).toEqual(reasons.map(aside));
      // Nothing of them was taken: the right ones fit.
      expect(await registry.take([third, first])).toEqual([accepted, accepted]);
      expect(await registry.take(bad)).toEqual([
        aside('id-reused'),
        aside('chain-forked'),
        ...['id-reused', 'id-reused', 'chain-broken', 'id-reused'].map(aside),
      ]);
      const entries = await registry.quarantine();
      expect(entries.at(-1)).toMatchObject({
        ...{ reason: 'id-reused', device: device.id, record: second.record.id },
        topic: `ringform/1/kisumu/${device.id}/results`,
      });
      expect(Buffer.compare(entries.at(-1)!.message, reused.message)).toBe(0);
      expect((await registry.device(device.id))!.quarantined).toBe(entries.length);
      expect((await registry.slides({})).lines).toHaveLength(3);
    });

    it('takes nothing of a device that was not let in or was revoked, nor about a slide of another device', async () => {
      const [device, other, stranger] = [new WireDevice(), new WireDevice('kisumu', 'B'), new WireDevice()];
      const registry = await withDevices(newPlace, device, other);
      expect(await registry.take([stranger.slide(1), device.slide(1), other.slide(1)])).toEqual([
        aside('unknown-device'),
        accepted,
        aside('other-device'),
      ]);
      await registry.take([other.thumbnail(1, 0, 3, Buffer.from('not yours'))]);
      expect(await registry.picture(slideId(1), 0, 3)).toBeUndefined();
      await registry.revoke(device.id, 'admin', START_MS);
      expect(await registry.take([device.slide(2)])).toEqual([aside('revoked-device')]);
      expect((await registry.slide(slideId(1)))!.line.device).toBe(device.id);
    });

    it('believes a device that says what it gave up, but not of results', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const picture = Buffer.from('jpeg');
      device.skip('thumbnails');
      device.skip('thumbnails');
      device.skip('thumbnails');
      device.skip('results');
      await registry.take([device.thumbnail(1, 0, 1, picture), device.slide(1)]);
      const outbox = {
        waiting: { results: 0, health: 0, thumbnails: 0 },
        refused: 0,
        dropped: [
          { lane: 'thumbnails' as const, from: 1, to: 2 },
          { lane: 'results' as const, from: 1, to: 1 },
        ],
        droppedUnsealed: 0,
      };
      await registry.take([device.health({ outbox })]);
      expect((await registry.device(device.id))!.gaps).toEqual([
        { lane: 'results', from: 1, to: 1 },
        { lane: 'thumbnails', from: 3, to: 3 },
      ]);
      const late = START_MS + DAY_MS;
      const found = await registry.alerts({ nowMs: late, lateAfterMs: 9 * DAY_MS });
      expect(found.map(({ kind, facts }) => [kind, facts['lane'], facts['missing']])).toEqual([
        ['chain-gap', 'results', 1],
        ['chain-gap', 'thumbnails', 1],
      ]);
    });

    it('begins a chain anew with a new store of the same device', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const [old, fresh] = [{ store: 'a'.repeat(16) }, { store: 'b'.repeat(16) }];
      const records = [device.slide(1, {}, old), device.slide(2, {}, fresh), device.slide(3, {}, fresh)];
      expect(await registry.take(records)).toEqual([accepted, accepted, accepted]);
      expect((await registry.device(device.id))!.gaps).toEqual([]);
      expect(await registry.take([device.thumbnail(3, 0, 3, Buffer.from('jpeg'), fresh)])).toEqual([
        accepted,
      ]);
      expect(await registry.picture(slideId(3), 0, 3)).toEqual(Buffer.from('jpeg'));
    });

    it('dates slides, health and words that came before a good clock', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const blind = momentAt(10, 'none');
      const received = START_MS + 3 * DAY_MS;
      const noClock = { trust: 'none' as const, anchors: [] };
      await registry.take([
        device.slide(1, { begun: blind }, { at: blind, receivedAtMs: received }),
        device.health({ clock: noClock }, { at: momentAt(20, 'none'), receivedAtMs: received }),
        device.review(1, [{ at: momentAt(30, 'none') }], {
          at: momentAt(31, 'none'),
          receivedAtMs: received,
        }),
      ]);
      const line = async () => (await registry.slides({})).lines[0];
      expect((await line()).date).toEqual({ trust: 'unknown', receivedAtMs: received });
      const alerts = await registry.alerts({ nowMs: received, lateAfterMs: DAY_MS });
      expect(alerts.map(({ kind, facts }) => [kind, facts['slides']])).toEqual([['clock-unknown', 1]]);
      const anchors = [
        { sequence: 9, at: momentAt(60) as ReturnType<typeof momentAt> & { trust: 'network' } },
      ];
      await registry.take([
        device.health({ clock: { trust: 'network', anchors } }, { receivedAtMs: received }),
      ]);
      expect((await line()).date).toEqual({
        ...{ ms: START_MS + 10 * 60_000, trust: 'network', receivedAtMs: received },
      });
      const history = await registry.healthHistory(device.id, 0);
      expect(history[1]).toMatchObject({
        atMs: START_MS + 20 * 60_000,
        lagMs: received - START_MS - 20 * 60_000,
      });
      expect((await registry.slide(slideId(1)))!.cells[0].words[0].atMs).toBe(START_MS + 30 * 60_000);
      expect(await registry.days({ fromMs: START_MS, toMs: received })).toEqual([
        { day: '2026-03-01', slides: 1, positive: 1, unclear: 0 },
      ]);
      // And one that comes after the anchors.
      await registry.take([device.slide(2, { begun: momentAt(40, 'none') }, { at: momentAt(41, 'none') })]);
      expect((await registry.slide(slideId(2)))!.line.date).toMatchObject({ ms: START_MS + 40 * 60_000 });
    });

    it('shows the latest statement of a device and keeps those before', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const first = device.slide(1);
      const second = device.slide(1, {
        ...{ revision: 2, author: 'Amina', note: 'clumps', result: resultOf('unclear') },
      });
      await registry.take([second]);
      await registry.take([first]);
      const detail = (await registry.slide(slideId(1)))!;
      expect(detail.statements.map((one) => one.revision)).toEqual([2, 1]);
      expect(detail.line).toMatchObject({ verdict: 'unclear', standing: 'unclear' });
      expect(detail.line.date.receivedAtMs).toBe(first.receivedAtMs);
    });

    it('keeps pictures, also those that come before their slide', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const [old, fresh, field] = ['old', 'fresh', 'field'].map((text) => Buffer.from(text));
      const records = [
        device.thumbnail(1, 0, 3, old),
        device.thumbnail(1, 0, 3, fresh),
        device.thumbnail(1, 2, undefined, field),
        device.thumbnail(1, 5, 5, old),
      ];
      await registry.take([records[1]]);
      await registry.take([records[0], records[2], records[3]]);
      expect(await registry.picture(slideId(1), 0, 3)).toBeUndefined();
      await registry.take([device.slide(1)]);
      expect(await registry.picture(slideId(1), 0, 3)).toEqual(fresh);
      expect(await registry.picture(slideId(1), 2)).toEqual(field);
      expect(await registry.picture(slideId(1), 0, 7)).toBeUndefined();
      const detail = (await registry.slide(slideId(1)))!;
      expect(detail.fieldPictures).toEqual([2]);
      expect(detail.cells.map(({ ordinal, cell, hasPicture }) => [ordinal, cell, hasPicture])).toEqual([
        [0, 3, true],
        [0, 7, false],
        [2, 1, false],
        [5, 5, true],
      ]);
    });

    it('keeps words on cells that come before their slide, and shows them with it', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const words = [device.review(1, [{ label: 'unsure' }]), device.review(1, [{ cell: 7 }])];
      const slide = device.slide(1);
      expect(await registry.take(words)).toEqual([accepted, accepted]);
      expect(await registry.slide(slideId(1))).toBeUndefined();
      expect((await registry.slides({})).lines).toEqual([]);
      expect(await registry.take([slide])).toEqual([accepted]);
      const { cells } = (await registry.slide(slideId(1)))!;
      expect(cells.map(({ cell, words: said }) => [cell, said.map(({ label }) => label)])).toEqual([
        [3, ['unsure']],
        [7, ['parasitized']],
        [1, []],
      ]);
    });

    it('holds any text and any number that the wire format lets through', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const odd = `'; DROP TABLE slides; -- <script>\ud800 %_\\ \u202e`;
      const at = {
        bootId: 'nul \u0000 \udc00',
        uptimeMs: 1.5,
        wallClockMs: 1e300,
        trust: 'network' as const,
      };
      const records = [
        device.slide(
          1,
          {
            label: odd,
            note: odd,
            begun: at,
            dates: {
              begun: { kind: 'known', wallClockMs: -1e300, by: 'rtc' },
              finished: { kind: 'unknown' },
            },
          },
          { at, date: { kind: 'known', wallClockMs: 1e18, by: 'network' } },
        ),
        device.health(
          {
            ...{ doing: odd, faults: [{ part: odd.slice(0, 40), code: odd.slice(0, 60) }] },
            power: { millivolts: 1e308, charge: 1, state: 'critical' },
            clock: { trust: 'rtc', anchors: [{ sequence: Number.MAX_SAFE_INTEGER, at }] },
            optics: { blur: 1e308, level: 0, slide: odd.slice(0, 32) },
          },
          { at },
        ),
        device.review(1, [{ reviewer: odd, note: odd, at, cell: Number.MAX_SAFE_INTEGER }], { at }),
      ];
      expect(await registry.take(records)).toEqual([accepted, accepted, accepted]);
      const { line } = (await registry.slide(slideId(1)))!;
      expect(line.label).toBe(odd.replace('\ud800', '\ufffd'));
      expect(line.date.trust).toBe('unknown');
      expect((await registry.slides({ label: '%_\\' })).lines).toHaveLength(1);
      await registry.putAside([{ ...asideMessage(1), topic: odd, detail: `${odd}\u0000`, device: '\u0000' }]);
      expect((await registry.quarantine())[0].detail).toContain('\ufffd');
    });
  });

  it(`${name} keeps what can be verified again`, async () => {
    const device = new WireDevice();
    const registry = await withDevices(newPlace, device);
    const record = device.slide(1, {}, { more: { unknown: 1 } });
    await registry.take([record, device.sign({ ...record.record, software: 'x' }, START_MS)]);
    const split = splitMessage((await registry.quarantine())[0].message)!;
    expect(split.verifiedBy(device.key)).toBe(true);
    expect(wireRecord.parse(JSON.parse(split.payload.toString())).software).toBe('x');
  });
}
