import { spawnSync } from 'node:child_process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { aPi } from './a-pi.js';
import { shippedMosquitto } from './supervise-harness.js';

vi.setConfig({ testTimeout: 120_000 });

const hasFaketime = spawnSync('faketime', ['--version']).error === undefined;
const at = (moment: string): readonly string[] => ['faketime', moment];

describeWithMosquitto('a device whose clock is wrong', () => {
  it.skipIf(!hasFaketime)(
    'sends in 1970, as it starts without a battery-backed clock; far in the future it says what to look at (skipped where faketime is absent)',
    async () => {
      const broker = await shippedMosquitto();
      onTestFinished(() => broker.close());
      const pi = await aPi(broker);
      pi.give(await broker.clientTls(pi.id));
      await pi.count();
      const collector = await pi.collector();
      const waiting = Number(/^results +(\d+) /m.exec((await pi.run(['outbox'])).stdout)![1]);
      expect(waiting).toBe(1);

      const future = await pi.run(['outbox', 'send'], at('2096-01-01 00:00:00'));
      expect(future.code).toBe(9);
      expect(future.stdout).toMatch(
        /Acknowledged: 0\.[^]*a wrong date \(broker-untrusted\)[^]*look at the date/,
      );
      expect(future.stderr).not.toMatch(/[{}]|node_modules/); // words, though it is no terminal
      expect(collector.taken.size).toBe(0);

      const past = await pi.run(['outbox', 'send'], at('1970-01-01 00:01:00'));
      expect(past).toMatchObject({ code: 0 });
      expect(past.stdout).toContain('Nothing waits.');
      const slides = [...collector.taken.values()].filter(({ record }) => record.kind === 'slide');
      expect(slides).toHaveLength(1);
      expect([collector.wrong, collector.chainFaults()]).toEqual([[], []]);
    },
  );
});
