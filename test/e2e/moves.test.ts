import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { DeviceStatus } from '../../src/registry/reading.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import { ringform } from '../cli/run.js';
import { describeWithMosquitto, type RunningMosquitto } from '../support/mosquitto.js';
import { aPi, type APi } from './a-pi.js';
import { shippedMosquitto, startSupervisor } from './supervise-harness.js';

// Each counts some slides, and starts the whole command some twenty times.
vi.setConfig({ testTimeout: 300_000 });

interface Scene {
  readonly broker: RunningMosquitto;
  readonly pi: APi;
  /** A command on the device that must succeed; its output. */
  readonly device: (...args: readonly string[]) => Promise<string>;
  /** The same on the hub, with its registry where the command asks for one. */
  readonly hub: (...args: readonly string[]) => Promise<string>;
  readonly count: APi['count'];
  /** Sends what waits; all of it must be acknowledged. */
  readonly sendAll: () => Promise<void>;
  /** What the hub tells to install for the broker, and its restart. */
  readonly installForBroker: () => Promise<void>;
  /** After it was killed. Both end when the collector is back. */
  readonly startBroker: () => Promise<void>;
  /** What the supervisor has: slides with the site of each; how the device is; messages that nobody settled. */
  readonly held: () => Promise<{
    readonly slides: readonly { readonly slide: string; readonly site: string }[];
    readonly status: DeviceStatus;
    readonly aside: readonly string[];
  }>;
}

/** A hub with broker, authority and supervisor, and a device at the site north that was let in, all by the shipped commands. */
async function scene(): Promise<Scene> {
  const broker = await shippedMosquitto();
  onTestFinished(() => broker.close());
  const pi = await aPi(broker);
  const registryFile = pi.at('hub.sqlite');
  const outputOf = async (running: ReturnType<APi['run']>): Promise<string> => {
    const { code, stdout, stderr } = await running;
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const hub: Scene['hub'] = (...args) =>
    outputOf(
      ringform([...args, ...(args.includes('authority') ? [] : ['--registry', registryFile])], pi.at()),
    );
  const device: Scene['device'] = (...args) => outputOf(pi.run(args));
  const installForBroker = async (): Promise<void> => {
    const folder = pi.at('ringform-authority/broker');
    for (const name of readdirSync(folder))
      copyFileSync(path.join(folder, name), path.join(broker.folder, name));
    await broker.restart();
  };

  await hub('enroll', 'authority', '--host', 'localhost', '--port', String(broker.port));
  await installForBroker();
  await hub('enroll', 'approve', `${pi.id}.request`, '--site', 'north');
  await device('enroll', 'accept', `${pi.id}.answer`, '--write');
  const supervisor = await startSupervisor([
    ...['--no-page', '--registry', registryFile, '--broker', broker.url],
    ...['--certificates', pi.at('ringform-authority/collector')],
  ]);
  onTestFinished(async () => {
    await supervisor.stop();
  });
  await supervisor.log.find('"collecting"');

  const collectingAfter = async (restart: () => Promise<void>): Promise<void> => {
    const before = supervisor.log.all.length;
    await restart();
    await supervisor.log.find('"collecting"', before);
  };
  return {
    ...{ broker, pi, device, hub },
    count: () => pi.count(),
    sendAll: async () => {
      expect(await device('outbox', 'send')).toMatch(
        /Nothing waits(?: to be sent: everything was acknowledged)?\.\n$/,
      );
    },
    installForBroker: () => collectingAfter(installForBroker),
    startBroker: () => collectingAfter(() => broker.restart()),
    held: async () => {
      const registry = await openRegistry(registryFile);
      try {
        const { lines } = await registry.slides({ device: pi.id });
        const [status] = await registry.devices();
        const aside = await registry.quarantine({ settled: false });
        return {
          slides: lines.map(({ slide, site }) => ({ slide, site })),
          status,
          aside: aside.map(({ reason }) => reason),
        };
      } finally {
        await registry.close();
      }
    },
  };
}

describeWithMosquitto('a device that is shut out, or moves', () => {
  it('is shut out by mistake, let in again, and has lost nothing', async () => {
    const { pi, device, hub, count, sendAll, installForBroker, held } = await scene();
    await count();
    await sendAll();
    expect((await held()).slides.map(({ site }) => site)).toEqual(['north']);

    // The collector knows, the broker not yet: what comes is put aside, and both sides say why.
    expect(await hub('enroll', 'revoke', pi.id)).toContain('1 certificate went on the list');
    await count();
    const aside = await device('outbox', 'send');
    expect(aside).toMatch(/^(Acknowledged: 0\. Nothing waits\.\nPut aside|Nothing waits to be sent, but)/);
    const told = await device('outbox');
    expect(told).toMatch(/Put aside[^]*\n\S+ +slide +revoked-device [^]*the supervisor shut this device out/);
    expect(await hub('supervise', 'quarantine', 'list')).toMatch(
      /revoked-device +\d+ +(?:this device was shut out|Device \S+ was revoked)/,
    );
    expect(await hub('supervise', 'devices', 'list')).toMatch(new RegExp(`${pi.id} .* revoked\n`));
    expect((await held()).slides).toHaveLength(1);
    expect(new Set((await held()).aside)).toEqual(new Set(['revoked-device']));

    // Now the broker knows too: what is counted waits.
    await installForBroker();
    expect(await count()).toMatchObject({ waitingToSend: 1, sendingTrouble: 'broker-refused' });
    const refused = await pi.run(['outbox', 'send']);
    expect(refused.stdout).toMatch(
      /Acknowledged: 0\. Still waiting: \d+\.\n.*was revoked.*\(broker-refused\)/,
    );
    const check = await pi.run(['enroll', 'check']);
    expect(check).toMatchObject({ code: 9, stdout: '' });
    expect(check.stderr).toContain('broke off the secure connection: certificate revoked. [broker-refused]');

    // Its first request does; the certificate must be a new one.
    const again = await hub('enroll', 'approve', `${pi.id}.request`, '--site', 'north', '--again');
    expect(again).toMatch(/is let in again at north[^]*needs the new one[^]*retake all[^]*outbox retry/);
    expect((await pi.run(['enroll', 'check'])).code).toBe(9);
    await device('enroll', 'accept', `${pi.id}.answer`, '--write');
    expect(await device('enroll', 'check')).toContain(`lets ${pi.id} in`);
    const [, taken, of] = /^(\d+) of (\d+) /.exec(await hub('supervise', 'quarantine', 'retake', 'all'))!;
    expect(Number(taken)).toBeGreaterThan(0);
    expect(taken).toBe(of);
    expect(await device('outbox', 'retry')).toMatch(/^\d+ records go again/);
    await sendAll();
    expectComplete(await held(), ['north', 'north', 'north']);
    expect(await device('outbox')).not.toContain('Put aside');
  });

  it('brings to its new site what it counts there, and what waited as of the former one', async () => {
    const { broker, pi, device, hub, count, sendAll, startBroker, held } = await scene();
    await broker.kill();
    expect(await count()).toMatchObject({ waitingToSend: 1, sendingTrouble: 'broker-unreachable' });
    await startBroker();

    expect(await device('enroll', 'renew')).toContain(pi.id);
    const moved = await hub('enroll', 'approve', `${pi.id}.request`, '--site', 'south');
    expect(moved).toContain('is let in at south');
    expect(moved).toContain('It stood at north so far');
    const accepted = await device('enroll', 'accept', `${pi.id}.answer`, '--write');
    expect(accepted).toContain('Site and broker stand in config.yaml; the old file is');
    await count();
    await sendAll();
    expectComplete(await held(), ['north', 'south']);
    expect(await hub('supervise', 'devices', 'list')).toMatch(new RegExp(`${pi.id} +south `));
    expect(await device('outbox')).not.toContain('Put aside');
  });
});

/** Slides of these sites and no other, each once; no gap in a chain; nothing in quarantine. */
function expectComplete(
  { slides, status, aside }: Awaited<ReturnType<Scene['held']>>,
  sites: string[],
): void {
  expect(slides.map(({ site }) => site).sort()).toEqual(sites);
  expect(new Set(slides.map(({ slide }) => slide)).size).toBe(sites.length);
  expect(status).toMatchObject({ slides: sites.length, gaps: [], quarantined: 0 });
  expect(aside).toEqual([]);
}
