import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import type { Screen } from '../../src/workflow/screen.js';
import { ringform, scratchFolder } from '../cli/run.js';
import { StandInCollector } from '../send/stand-in-collector.js';
import { clientTls, describeWithMosquitto, testAuthority, type ClientTls } from '../support/mosquitto.js';
import { shippedMosquitto } from './supervise-harness.js';

// A slide is counted, and the whole command starts some ten times.
vi.setConfig({ testTimeout: 240_000 });

const DAY = 86_400_000;
const ONE_SLIDE = `person:
  slides:
    - { atMinute: 0.1, slide: { seed: 7, parasitaemia: 0.05 }, endAfterFields: 2 }
`;

describeWithMosquitto('a device whose certificate the broker does not take', () => {
  it('goes on counting, says so on display and in the outbox, and everything arrives once afterwards', async () => {
    const broker = await shippedMosquitto();
    onTestFinished(() => broker.close());
    const folder = scratchFolder();
    const at = (...parts: string[]): string => path.join(folder, ...parts);
    writeFileSync(at('one.yaml'), ONE_SLIDE);
    writeFileSync(
      at('config.yaml'),
      'camera:\n  width: 640\n  height: 480\nlog:\n  level: error\nstorage:\n  dataFolder: pi\n' +
        `sync:\n  enabled: true\n  site: north\n  brokerUrl: ${broker.url}\n`,
    );
    const run = async (...args: readonly string[]): Promise<{ code: number | null; stdout: string }> =>
      ringform([...args, '--config', 'config.yaml'], folder);
    const [device] = /rf-[a-z2-7]{12}/.exec((await run('enroll', 'request')).stdout)!;
    mkdirSync(at('pi/identity'), { recursive: true });
    const give = ({ ca, cert, key }: ClientTls): void => {
      for (const [name, text] of Object.entries({ 'ca.crt': ca, 'client.crt': cert, 'client.key': key }))
        writeFileSync(at('pi/identity', name), text);
    };
    const counted = async (record: string): Promise<Screen[]> => {
      const ran = await run('run', '--virtual', 'one.yaml', '--virtual-time', '--record', record);
      expect(ran.code).toBe(0);
      return readFileSync(at(record), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Screen);
    };
    /** What the device said last while it was ready for the next slide. */
    const lastTold = (screens: readonly Screen[]): Screen['status'] =>
      screens.findLast(({ view }) => view.screen === 'ready')!.status;

    // Ended some weeks ago.
    give(await clientTls(broker.authority!, device, { nowMs: Date.now() - 30 * DAY, years: 0.01 }));
    expect(lastTold(await counted('ended.jsonl'))).toMatchObject({
      ...{ waitingToSend: 1, sendingTrouble: 'broker-refused' },
    });
    const told = (await run('outbox')).stdout;
    expect(told).toMatch(/^results +1 /m);
    expect(told).toContain('does not take this device’s certificate');
    expect(told).toContain('ringform enroll show');

    // Of an authority that the broker does not know; the device believes the right one.
    const foreign = await clientTls(await testAuthority(), device);
    give({ ...foreign, ca: broker.authority!.certificate });
    expect(lastTold(await counted('foreign.jsonl'))).toMatchObject({
      ...{ waitingToSend: 2, sendingTrouble: 'broker-refused' },
    });
    // The other way round: a broker of an authority that the device does not believe.
    give({ ...(await broker.clientTls(device)), ca: foreign.ca });
    const sent = await run('outbox', 'send');
    expect(sent).toMatchObject({ code: 9 });
    expect(sent.stdout).toContain('(broker-untrusted)');

    // Enrolled anew: both slides go, each once, and the chain has no hole.
    give(await broker.clientTls(device));
    const link = new MqttLink({ url: broker.url, clientId: 'x', tls: await broker.clientTls('collector') });
    onTestFinished(() => link.disconnect());
    const pem = readFileSync(at('pi/identity/signing-key.pem'));
    const collector = new StandInCollector(link, createPublicKey(createPrivateKey(pem)));
    await collector.listen();
    const done = await run('outbox', 'send');
    expect(done.stdout).toContain('Nothing waits.');
    expect(done.code).toBe(0);
    expect(collector.wrong).toEqual([]);
    expect(collector.chainFaults()).toEqual([]);
    const slides = [...collector.taken.values()].filter(({ record }) => record.kind === 'slide');
    expect(new Set(slides.map(({ record }) => record.id)).size).toBe(2);
    expect([...collector.times.values()].every((times) => times === 1)).toBe(true);
    expect((await run('outbox', 'send')).stdout).toContain('Nothing waits to be sent');
  });
});
