import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import type { Screen } from '../../src/workflow/screen.js';
import { ringform, scratchFolder, type Finished } from '../cli/run.js';
import { StandInCollector } from '../send/stand-in-collector.js';
import type { ClientTls, RunningMosquitto } from '../support/mosquitto.js';

const ONE_SLIDE = `person:
  slides:
    - { atMinute: 0.1, slide: { seed: 7, parasitaemia: 0.05 }, endAfterFields: 2 }
`;

export interface APi {
  readonly id: string;
  /** A path in the folder that its commands run in. */
  readonly at: (...parts: string[]) => string;
  /** A shipped command with its configuration, under another program where one is named. */
  readonly run: (args: readonly string[], under?: readonly string[]) => Promise<Finished>;
  /** Counts one short slide in virtual time; what the device said last while it was ready for the next. */
  readonly count: () => Promise<Screen['status']>;
  readonly give: (certificates: ClientTls) => void;
  /** Hears all that it sends from now on. */
  readonly collector: () => Promise<StandInCollector>;
}

/** A device by the shipped commands, at the site north, that has made its key and has no certificate yet. */
export async function aPi(broker: RunningMosquitto): Promise<APi> {
  const folder = scratchFolder();
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  writeFileSync(at('one.yaml'), ONE_SLIDE);
  writeFileSync(
    at('config.yaml'),
    'camera:\n  width: 640\n  height: 480\nlog:\n  level: error\nstorage:\n  dataFolder: pi\n' +
      `sync:\n  enabled: true\n  site: north\n  brokerUrl: ${broker.url}\n`,
  );
  const run: APi['run'] = (args, under) => ringform([...args, '--config', 'config.yaml'], folder, under);
  const [id] = /rf-[a-z2-7]{12}/.exec((await run(['enroll', 'request'])).stdout)!;
  mkdirSync(at('pi/identity'), { recursive: true });
  return {
    ...{ id, at, run },
    count: async () => {
      const record = ['--record', 'screens.jsonl'];
      const { code, stderr } = await run(['run', '--virtual', 'one.yaml', '--virtual-time', ...record]);
      expect(code, stderr).toBe(0);
      const screens = readFileSync(at('screens.jsonl'), 'utf8').trim().split('\n');
      return screens
        .map((line) => JSON.parse(line) as Screen)
        .findLast(({ view }) => view.screen === 'ready')!.status;
    },
    give: ({ ca, cert, key }) => {
      for (const [name, text] of Object.entries({ 'ca.crt': ca, 'client.crt': cert, 'client.key': key }))
        writeFileSync(at('pi/identity', name), text);
    },
    collector: async () => {
      const tls = await broker.clientTls('collector');
      const link = new MqttLink({ url: broker.url, clientId: 'x', tls });
      onTestFinished(() => link.disconnect());
      const pem = readFileSync(at('pi/identity/signing-key.pem'));
      const collector = new StandInCollector(link, createPublicKey(createPrivateKey(pem)));
      await collector.listen();
      return collector;
    },
  };
}
