import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';
import {
  issueClientCertificate,
  issueServerCertificate,
  makeAuthority,
  type KeyedCertificate,
} from '../../src/broker/certificates/authority.js';
import { certificateRequest } from '../../src/broker/certificates/request.js';
import { newTlsKey } from '../../src/broker/certificates/new-tls-key.js';
import { onPath } from './on-path.js';

/** The real program; undefined where it is absent. */
export const mosquitto = onPath('mosquitto');

/** As `describe`, for suites against a real Mosquitto: where it is absent they are skipped, and their title says why. */
export function describeWithMosquitto(title: string, suite: () => void): void {
  describe.skipIf(mosquitto === undefined)(`${title} (skipped where mosquitto is absent)`, suite);
}

/** What a client needs for TLS, in the words of Node and mqtt.js. */
export interface ClientTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface MosquittoSettings {
  /** TLS with client certificates of `authority` (made when absent); without, plain and anonymous on the loopback. */
  readonly tls?: boolean;
  readonly authority?: KeyedCertificate;
  /** Text of an access list. */
  readonly acl?: string;
  /** Whether what waits outlives a restart; kept on disk at every change. */
  readonly persistence?: boolean;
  /** More lines of its configuration. */
  readonly lines?: readonly string[];
  /** Its whole configuration instead; PORT and FOLDER are replaced. ca.crt, server.crt, server.key, acl lie in FOLDER. */
  readonly configuration?: string;
  /** More files in FOLDER, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A private Mosquitto on a free port of the loopback. */
export interface RunningMosquitto {
  /** `mqtts://localhost:…` or `mqtt://127.0.0.1:…` */
  readonly url: string;
  readonly port: number;
  /** Configuration, certificates and persistence; gone with `close`. */
  readonly folder: string;
  /** Who vouches for its clients; only with TLS. */
  readonly authority: KeyedCertificate | undefined;
  /** Everything it logged so far. */
  log(): string;
  /** A client certificate of its authority: a device's id or `collector`. Only with TLS. */
  clientTls(name: string): Promise<ClientTls>;
  /** Ends it (SIGTERM, which writes persistence), forgets everything if `empty`, and starts it on the same port. Also after `kill`. */
  restart(how?: { readonly empty?: boolean }): Promise<void>;
  /** Reads configuration, access list and certificates anew (SIGHUP). */
  reload(): void;
  /** SIGKILL: nothing is said or written. */
  kill(): Promise<void>;
  /** Ends it and removes its folder; safe to call twice. */
  close(): Promise<void>;
}

/** @throws Error when it does not accept connections, with its log. */
export async function startMosquitto(settings: MosquittoSettings = {}): Promise<RunningMosquitto> {
  if (mosquitto === undefined) throw new Error('mosquitto is absent: use describeWithMosquitto');
  const program = mosquitto;
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-mosquitto-'));
  const authority = settings.tls === true ? (settings.authority ?? (await testAuthority())) : undefined;
  const file = (name: string): string => path.join(folder, name);
  if (authority) {
    const server = await issueServerCertificate(authority, ['localhost', '127.0.0.1'], Date.now());
    writeFileSync(file('ca.crt'), authority.certificate);
    writeFileSync(file('server.crt'), server.certificate);
    writeFileSync(file('server.key'), server.key);
  }
  if (settings.acl !== undefined) writeFileSync(file('acl'), settings.acl);
  for (const [name, content] of Object.entries(settings.files ?? {})) writeFileSync(file(name), content);

  const port = await freePort();
  const text =
    settings.configuration?.replaceAll('PORT', String(port)).replaceAll('FOLDER', folder) ??
    configuration(settings, port, folder);
  // stderr, because Mosquitto keeps its stdout back in a buffer; root, who would else become user mosquitto and not read here.
  const ours = ['log_dest stderr', 'log_type all', ...(process.getuid?.() === 0 ? ['user root'] : [])];
  writeFileSync(file('mosquitto.conf'), `${ours.join('\n')}\n${text}`);

  let log = '';
  let child: ChildProcess | undefined;
  const run = async (): Promise<void> => {
    child = spawn(program, ['-c', file('mosquitto.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
    await accepting(child, (line) => (log += `${line}\n`)).catch((error: unknown) => {
      throw new Error(`Mosquitto does not run:\n${log}`, { cause: error });
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    await gone;
  };
  const reap = (): unknown => child?.kill('SIGKILL');
  process.once('exit', reap);
  await run();
  return {
    url: authority ? `mqtts://localhost:${port}` : `mqtt://127.0.0.1:${port}`,
    port,
    folder,
    authority,
    log: () => log,
    clientTls: (name) => clientTls(authority!, name),
    restart: async ({ empty = false } = {}) => {
      await end('SIGTERM');
      if (empty) rmSync(file('mosquitto.db'), { force: true });
      await run();
    },
    reload: () => void child?.kill('SIGHUP'),
    kill: () => end('SIGKILL'),
    close: async () => {
      await end('SIGTERM');
      process.removeListener('exit', reap);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An authority for tests. */
export function testAuthority(): Promise<KeyedCertificate> {
  return makeAuthority('Ringform test', Date.now());
}

/** A client certificate with its key and authority, for as long as asked. */
export async function clientTls(
  authority: KeyedCertificate,
  name: string,
  { nowMs = Date.now(), years }: { readonly nowMs?: number; readonly years?: number } = {},
): Promise<ClientTls> {
  const key = newTlsKey();
  const cert = await issueClientCertificate(authority, await certificateRequest(name, key), nowMs, years);
  return { ca: authority.certificate, cert, key };
}

function configuration(settings: MosquittoSettings, port: number, folder: string): string {
  return [
    `listener ${port} ${settings.tls === true ? 'localhost' : '127.0.0.1'}`,
    ...(settings.tls === true
      ? [
          `cafile ${folder}/ca.crt`,
          `certfile ${folder}/server.crt`,
          `keyfile ${folder}/server.key`,
          'require_certificate true',
          'use_identity_as_username true',
          'allow_anonymous false',
        ]
      : ['allow_anonymous true']),
    ...(settings.acl === undefined ? [] : [`acl_file ${folder}/acl`]),
    ...(settings.persistence === true
      ? [
          'persistence true',
          `persistence_location ${folder}/`,
          'autosave_on_changes true',
          'autosave_interval 1',
        ]
      : ['persistence false']),
    ...(settings.lines ?? []),
    '',
  ].join('\n');
}

/** Resolves once the program says that it runs: its listeners are open by then. Goes on reading its log afterwards. */
async function accepting(child: ChildProcess, hear: (line: string) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('it did not start within 20 s')), 20_000);
    const listen = (line: string): void => {
      hear(line);
      if (!/mosquitto version .* running/.test(line)) return;
      clearTimeout(limit);
      resolve();
    };
    createInterface({ input: child.stdout! }).on('line', listen);
    createInterface({ input: child.stderr! }).on('line', listen);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`it ended with status ${String(code)}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
