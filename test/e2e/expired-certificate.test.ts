import { expect, it, onTestFinished, vi } from 'vitest';
import { clientTls, describeWithMosquitto, testAuthority } from '../support/mosquitto.js';
import { aPi } from './a-pi.js';
import { shippedMosquitto } from './supervise-harness.js';

// A slide is counted, and the whole command starts some ten times.
vi.setConfig({ testTimeout: 240_000 });

const DAY = 86_400_000;

describeWithMosquitto('a device whose certificate the broker does not take', () => {
  it('goes on counting, says so on display and in the outbox, and everything arrives once afterwards', async () => {
    const broker = await shippedMosquitto();
    onTestFinished(() => broker.close());
    const pi = await aPi(broker);
    // Ended some weeks ago.
    pi.give(await clientTls(broker.authority!, pi.id, { nowMs: Date.now() - 30 * DAY, years: 0.01 }));
    expect(await pi.count()).toMatchObject({
      ...{ waitingToSend: 1, sendingTrouble: 'broker-refused' },
    });
    const told = (await pi.run(['outbox'])).stdout;
    expect(told).toMatch(/^results +1 /m);
    expect(told).toContain('does not take this device’s certificate');
    expect(told).toContain('ringform enroll show');

    // Of an authority that the broker does not know; the device believes the right one.
    const foreign = await clientTls(await testAuthority(), pi.id);
    pi.give({ ...foreign, ca: broker.authority!.certificate });
    expect(await pi.count()).toMatchObject({
      ...{ waitingToSend: 2, sendingTrouble: 'broker-refused' },
    });
    // The other way round: a broker of an authority that the device does not believe.
    pi.give({ ...(await broker.clientTls(pi.id)), ca: foreign.ca });
    const sent = await pi.run(['outbox', 'send']);
    expect(sent).toMatchObject({ code: 9 });
    expect(sent.stdout).toContain('(broker-untrusted)');

    // Enrolled anew: both slides go, each once, and the chain has no hole.
    pi.give(await broker.clientTls(pi.id));
    const collector = await pi.collector();
    const done = await pi.run(['outbox', 'send']);
    expect(done.stdout).toContain('Nothing waits.');
    expect(done.code).toBe(0);
    expect(collector.wrong).toEqual([]);
    expect(collector.chainFaults()).toEqual([]);
    const slides = [...collector.taken.values()].filter(({ record }) => record.kind === 'slide');
    expect(new Set(slides.map(({ record }) => record.id)).size).toBe(2);
    expect([...collector.times.values()].every((times) => times === 1)).toBe(true);
    expect((await pi.run(['outbox', 'send'])).stdout).toContain('Nothing waits to be sent');
  });
});
