import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retake } from '../../src/collect/retake.js';
import { Succession } from '../../src/registry/succession.js';
import { codeOf, withDevices, type NewPlace } from './opened.js';
import { START_MS, WireDevice, momentAt, resultOf, slideId } from './wire-device.js';

const accepted = { as: 'accepted' } as const;
const otherDevice = { as: 'quarantined', reason: 'other-device' } as const;
const clock = { moment: () => ({ ...momentAt(500), trust: 'network' as const }) };

/** What becomes of a device that got a new key and kept its slides. */
export function newKeyContract(name: string, newPlace: NewPlace): void {
  describe(`${name} and a device with a new key`, () => {
    it('puts a later statement aside, says what to do, and has it once after an administrator linked the two', async () => {
      const [old, fresh] = [new WireDevice(), new WireDevice('kisumu', 'Bench 1 anew')];
      const registry = await withDevices(newPlace, old, fresh);
      await registry.take([old.slide(1), old.thumbnail(1, 0, 3, Buffer.from('old')), old.slide(2)]);
      const later = fresh.slide(1, { revision: 2, author: 'Amina', result: resultOf('unclear') });
      const again = fresh.slide(2);
      const word = fresh.review(1, [{ label: 'not-a-red-cell' }]);
      const picture = fresh.thumbnail(1, 0, 7, Buffer.from('new'));
      expect(await registry.take([later, again, word, picture, fresh.slide(3)])).toEqual([
        ...[otherDevice, otherDevice],
        ...[accepted, accepted, accepted],
      ]);
      const before = (await registry.slide(slideId(1)))!;
      expect(before.statements).toHaveLength(1);
      expect(before.cells.flatMap(({ words }) => words)).toEqual([]);
      expect(await registry.picture(slideId(1), 0, 7)).toBeUndefined();
      const [second, first] = await registry.quarantine();
      expect(first.detail).toContain(`ringform supervise devices link ${fresh.id} ${old.id}`);
      expect(await retake(registry, clock, first.number, 'admin')).toMatchObject({
        ...{ as: 'still-refused', reason: 'other-device' },
      });

      await registry.link(fresh.id, old.id, 'admin', START_MS + 1);
      await registry.link(fresh.id, old.id, 'admin', START_MS + 2);
      expect(await registry.enrolled(fresh.id)).toMatchObject({ former: old.id });
      expect(await registry.enrolled(old.id)).toMatchObject({ revokedAtMs: START_MS + 1 });
      expect((await registry.audit()).map(({ what, who, on, detail }) => [what, who, on, detail])).toEqual([
        ['link-device', 'admin', fresh.id, { former: old.id }],
        ['enrol', 'admin', fresh.id, expect.anything()],
        ['enrol', 'admin', old.id, expect.anything()],
      ]);
      for (const { number } of [first, second])
        expect(await retake(registry, clock, number, 'admin')).toEqual({ as: 'taken' });
      expect(await registry.take([later])).toEqual([{ as: 'duplicate' }]);
      expect(await registry.quarantine({ settled: false })).toEqual([]);

      const after = (await registry.slide(slideId(1)))!;
      expect(after.statements.map(({ revision }) => revision)).toEqual([2, 1]);
      expect(after.line).toMatchObject({ device: old.id, standing: 'unclear' });
      expect(after.cells.map(({ ordinal, cell, hasPicture }) => [ordinal, cell, hasPicture])).toEqual([
        [0, 3, true],
        [0, 7, true],
        [2, 1, false],
      ]);
      expect(after.cells[0].words.map(({ label }) => label)).toEqual(['not-a-red-cell']);
      expect(await registry.picture(slideId(1), 0, 3)).toEqual(Buffer.from('old'));
      expect(await registry.picture(slideId(1), 0, 7)).toEqual(Buffer.from('new'));
      // What had waited was sealed anew: the same statement, shown once.
      expect((await registry.slide(slideId(2)))!.statements).toHaveLength(1);
      expect((await registry.slides({})).lines).toHaveLength(3);
      expect((await registry.device(fresh.id))!.gaps).toEqual([]);
    });

    it('takes nothing signed by the old key any more, and nothing of a stranger', async () => {
      const [old, fresh, stranger] = [new WireDevice(), new WireDevice(), new WireDevice()];
      const registry = await withDevices(newPlace, old, fresh, stranger);
      await registry.take([old.slide(1), fresh.slide(2)]);
      await registry.link(fresh.id, old.id, 'admin', START_MS);
      const change = { revision: 2, result: resultOf('unclear') };
      expect(
        await registry.take([old.slide(3), stranger.slide(1, change), stranger.slide(2, change)]),
      ).toEqual([{ as: 'quarantined', reason: 'revoked-device' }, otherDevice, otherDevice]);
      // Let in again, the old key still says nothing about what was counted under the new one.
      await registry.enrol(old.enrolment, START_MS);
      const statements = [old.slide(2, change), old.slide(1, change)];
      expect(await registry.take(statements)).toEqual([otherDevice, accepted]);
      expect((await registry.slide(slideId(2)))!.line.standing).toBe('positive');
    });

    it('links two devices to the key that a copied card gave them both, and neither to the other', async () => {
      const [both, one, two] = [new WireDevice(), new WireDevice(), new WireDevice()];
      const registry = await withDevices(newPlace, both, one, two);
      await registry.take([both.slide(1), both.slide(2)]);
      for (const { id } of [one, two]) await registry.link(id, both.id, 'admin', START_MS);
      const later = [one.slide(1, { revision: 2 }), two.slide(2, { revision: 2 }), one.slide(3)];
      expect(await registry.take(later)).toEqual([accepted, accepted, accepted]);
      expect(await registry.take([two.slide(3)])).toEqual([otherDevice]);
    });

    it('refuses links that cannot be', async () => {
      const devices = [1, 2, 3].map((n) => new WireDevice('kisumu', `Bench ${n}`));
      const [one, two, three] = devices.map(({ id }) => id);
      const registry = await withDevices(newPlace, ...devices);
      const linked = (id: string, former: string): Promise<string> =>
        codeOf(registry.link(id, former, 'admin', START_MS));
      expect(await linked(one, 'rf-aaaaaaaaaaaa')).toBe('no-such-device');
      expect(await linked(one, one)).toBe('linked-in-circle');
      await registry.link(two, one, 'admin', START_MS);
      expect(await linked(two, three)).toBe('already-linked');
      expect(await linked(one, three)).toBe('device-revoked');
      await registry.enrol(devices[0].enrolment, START_MS);
      expect(await linked(one, two)).toBe('linked-in-circle');
      await registry.link(three, two, 'admin', START_MS);
      expect(await registry.take([devices[0].slide(1), devices[2].slide(1, { revision: 2 })])).toEqual([
        ...[accepted, accepted],
      ]);
    });

    it('dates slides under the old key by clocks that the new one told of, whichever came first', async () => {
      const anchors = [
        { sequence: 9, at: momentAt(60) as ReturnType<typeof momentAt> & { trust: 'network' } },
      ];
      for (const linkFirst of [true, false]) {
        const [old, fresh] = [new WireDevice(), new WireDevice()];
        const registry = await withDevices(newPlace, old, fresh);
        await registry.take([old.slide(1, { begun: momentAt(10, 'none') }, { at: momentAt(20, 'none') })]);
        const link = (): Promise<void> => registry.link(fresh.id, old.id, 'admin', START_MS);
        if (linkFirst) await link();
        await registry.take([fresh.health({ clock: { trust: 'network', anchors } })]);
        if (!linkFirst) await link();
        const [{ date }] = (await registry.slides({})).lines;
        expect(date).toMatchObject({ ms: START_MS + 10 * 60_000, trust: 'network' });
      }
    });

    it(
      'ends in the same state whatever the order of statements under several keys',
      { timeout: 120_000 },
      async () => {
        const [old, one, two] = [new WireDevice(), new WireDevice(), new WireDevice()];
        const begin = old.slide(1);
        const records = [
          one.slide(1, { revision: 2, result: resultOf('unclear') }),
          two.slide(1, { revision: 2, result: resultOf('no-result') }),
          two.slide(1, { revision: 3, note: 'again' }),
          one.slide(1, { revision: 3, note: 'once more' }),
          one.review(1, [{ label: 'unsure' }]),
          two.review(1, [{ label: 'uninfected' }]),
        ];
        const stateOf = async (order: readonly (typeof begin)[]): Promise<unknown> => {
          const registry = await withDevices(newPlace, old, one, two);
          await registry.take([begin]);
          for (const { id } of [one, two]) await registry.link(id, old.id, 'admin', START_MS);
          for (const record of order) expect(await registry.take([record])).toEqual([accepted]);
          return [await registry.slide(slideId(1)), (await registry.slides({})).lines];
        };
        const state = await stateOf(records);
        await fc.assert(
          fc.asyncProperty(
            fc.shuffledSubarray([...records.keys()], { minLength: records.length }),
            async (order) => {
              expect(await stateOf(order.map((at) => records[at]))).toEqual(state);
            },
          ),
          { numRuns: 8 },
        );
      },
    );
  });
}

describe('the identities of a device', () => {
  it('are found from any of them', () => {
    const all = new Succession([
      { id: 'b', former: 'a' },
      { id: 'c', former: 'b' },
      { id: 'd', former: 'b' },
    ]);
    expect(all.formersOf('c')).toEqual(['b', 'a']);
    expect(all.speakersOf('b')).toEqual(['b', 'c', 'd']);
    expect(all.familyOf('d')).toEqual(['a', 'b', 'c', 'd']);
    expect(all.familyOf('x')).toEqual(['x']);
    expect([all.latestOf('a'), all.latestOf('c')]).toEqual(['b', 'c']);
    expect([all.maySpeak('c', 'a'), all.maySpeak('a', 'c'), all.maySpeak('c', 'd')]).toEqual([
      ...[true, false, false],
    ]);
  });
});
