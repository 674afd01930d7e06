import { describe, expect, it } from 'vitest';
import type { Quarantined } from '../../src/registry/intake.js';
import { opened, type NewPlace } from './opened.js';
import { DAY_MS, START_MS } from './wire-device.js';

/** What every registry does with messages that nobody could trust. */
export function asideContract(name: string, newPlace: NewPlace): void {
  describe(`${name} puts messages aside`, () => {
    it('keeps each once, newest first, and notes what became of it', async () => {
      const registry = await opened(await newPlace());
      await registry.putAside([1, 2, 3].map(asideMessage));
      await registry.putAside([asideMessage(2), { ...asideMessage(2), topic: 'ringform/1/elsewhere' }]);
      const entries = await registry.quarantine();
      expect(entries.map(({ detail }) => detail)).toEqual([
        'message 2',
        'message 3',
        'message 2',
        'message 1',
      ]);
      const [newest, , second] = entries;
      expect(second).toMatchObject({ ...asideMessage(2), message: Buffer.from(asideMessage(2).message) });
      expect(await registry.quarantine({ limit: 1, before: newest.number })).toHaveLength(1);
      await registry.settle(second.number, 'dismissed', 'admin', START_MS);
      await registry.settle(second.number, 'taken', 'other', START_MS);
      expect(
        (await registry.quarantine({ settled: true })).map(({ number, settled }) => [number, settled]),
      ).toEqual([[second.number, { how: 'dismissed', by: 'admin', atMs: START_MS }]]);
      expect(await registry.quarantine({ settled: false })).toHaveLength(3);
      expect((await registry.audit()).map(({ what, who, on }) => [what, who, on])).toEqual([
        ['settle-quarantine', 'admin', String(second.number)],
      ]);
      const found = await registry.alerts({ nowMs: START_MS, lateAfterMs: DAY_MS });
      expect(found.map(({ kind, facts }) => [kind, facts['messages']])).toEqual([['quarantine', 3]]);
    });
  });
}

export const asideMessage = (n: number): Quarantined => ({
  ...{ reason: 'bad-signature', detail: `message ${n}`, topic: 'ringform/1/kisumu/x/results' },
  message: Buffer.from(`message ${n} \u0000\u00ff`),
  ...{ bytes: 12, receivedAtMs: START_MS + n },
});
