import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { revocationList } from '../../src/broker/certificates/revocation.js';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import type { Acknowledgement } from '../../src/record/acknowledgement.js';
import { acknowledgementTopic } from '../../src/record/topics.js';
import { acknowledgementIn, type ADevice, type SignedRecord } from '../collect/a-device.js';
import { startMosquitto, testAuthority, type RunningMosquitto } from '../support/mosquitto.js';

const project = path.resolve(import.meta.dirname, '../..');

/** Mosquitto with the shipped configuration and access list, on a free port; its limits that are changed are named. */
export async function shippedMosquitto(lines: readonly string[] = []): Promise<RunningMosquitto> {
  const authority = await testAuthority();
  const read = (name: string): string => readFileSync(path.join(project, 'systemd/mosquitto', name), 'utf8');
  const configuration = read('ringform.conf')
    .replace('listener 8883', 'listener PORT localhost')
    .replaceAll('/etc/mosquitto/ringform.acl', 'FOLDER/acl')
    .replaceAll('/etc/mosquitto/ringform/', 'FOLDER/');
  return startMosquitto({
    ...{ tls: true, authority, acl: read('ringform.acl') },
    configuration: `${configuration}\n${lines.join('\n')}\npersistence_location FOLDER/\nlog_dest stdout\n`,
    files: { 'revoked.crl': await revocationList(authority, [], Date.now()) },
  });
}

/** What happened in the log and on the output, line by line, and waits for what is to come. */
export class Lines {
  readonly all: string[] = [];
  private waiting: (() => void)[] = [];

  push(line: string): void {
    this.all.push(line);
    for (const look of this.waiting.splice(0)) look();
  }

  /** Resolves with the first line, from `from` on, that holds the text; with the second one for `nth` 2, and so on. */
  async find(text: string, from = 0, nth = 1): Promise<string> {
    for (let next = from, seen = 0; ;) {
      for (; next < this.all.length; next++)
        if (this.all[next].includes(text) && ++seen === nth) return this.all[next];
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

export interface RunningSupervisor {
  readonly child: ChildProcess;
  readonly output: Lines;
  /** JSON lines. */
  readonly log: Lines;
  /** SIGTERM, and what it ended with. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** A folder with what a collector proves itself by. */
export async function collectorCertificates(broker: RunningMosquitto, name: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-collector-'));
  const { ca, cert, key } = await broker.clientTls(name);
  writeFileSync(path.join(folder, 'ca.crt'), ca);
  writeFileSync(path.join(folder, 'client.crt'), cert);
  writeFileSync(path.join(folder, 'client.key'), key, { mode: 0o600 });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The shipped `ringform supervise`, once it says that it is ready. */
export async function startSupervisor(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningSupervisor> {
  const child = spawn(process.execPath, [path.join(project, 'dist/cli/main.js'), 'supervise', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const [output, log] = [new Lines(), new Lines()];
  createInterface({ input: child.stdout }).on('line', (line) => output.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const reap = (): unknown => child.kill('SIGKILL');
  process.once('exit', reap);
  await Promise.race([
    output.find('ready'),
    ended.then(([code]) => {
      throw new Error(`ringform supervise ended with ${code}:\n${log.all.join('\n')}`);
    }),
  ]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    process.off('exit', reap);
    child.kill(signal);
    return (await ended)[0];
  };
  return {
    ...{ child, output, log },
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

/** A device's connection: sends what it is told, once, and hears what collectors answer. */
export class DeviceLink {
  readonly answers: Acknowledgement['records'] = [];
  private waiting: (() => void)[] = [];

  private constructor(readonly link: MqttLink) {}

  static async connect(broker: RunningMosquitto, device: ADevice): Promise<DeviceLink> {
    const tls = await broker.clientTls(device.id);
    const it = new DeviceLink(new MqttLink({ url: broker.url, clientId: device.id, tls }));
    it.link.onMessage(({ payload, done }) => {
      it.answers.push(...acknowledgementIn(payload).records);
      done();
      for (const look of it.waiting.splice(0)) look();
    });
    await it.link.connect();
    await it.link.subscribe(acknowledgementTopic(device.site, device.id));
    return it;
  }

  send({ topic, message }: Pick<SignedRecord, 'topic' | 'message'>): Promise<void> {
    return this.link.publish(topic, message);
  }

  /** Resolves with the reason, or what else became of it, once so many answers came for a hash. */
  async answer(hash: string, nth = 1): Promise<string> {
    for (;;) {
      const found = this.answers.filter((each) => each.hash === hash).at(nth - 1);
      if (found) return found.reason ?? found.as;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}
