import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** Where Debian and its kin keep the server's programs, outside of PATH. */
const DEBIAN = '/usr/lib/postgresql';

/** Folder of `initdb` and `postgres`; undefined where there is no PostgreSQL server: such tests are skipped. */
export const postgresPrograms: string | undefined = (() => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
})();

/** A PostgreSQL server of one's own. */
export interface PrivatePostgres {
  /** Makes an empty database. @returns its URL, with a user and password that may do everything in it. */
  newDatabase(): Promise<string>;
  readonly port: number;
  /** Stops the server and removes its files; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a private server in a temporary folder, on a free port of 127.0.0.1, with a password made for it. As root it runs as
 * the user `postgres`, because the server refuses root.
 *
 * @param options.durable true leaves `fsync` on, as whoever measures must; tests do without
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PrivatePostgres> {
  const programs = postgresPrograms;
  if (programs === undefined) throw new Error('there is no PostgreSQL server on this machine');
  const base = mkdtempSync(join(tmpdir(), 'ringform-postgres-'));
  const user = serverUser();
  const password = randomBytes(12).toString('hex');
  const [data, sockets, passwordFile] = ['data', 'sockets', 'password'].map((name) => join(base, name));
  mkdirSync(data, { mode: 0o700 });
  mkdirSync(sockets, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [base, data, sockets, passwordFile]) if (user) chownSync(path, user.uid, user.gid);
  const asServer = (program: string, words: readonly string[]): [string, string[]] =>
    user
      ? [
          'setpriv',
          ['--reuid=postgres', '--regid=postgres', '--init-groups', join(programs, program), ...words],
        ]
      : [join(programs, program), [...words]];

  const [initdb, initdbWords] = asServer('initdb', [
    ...['--pgdata', data, '--username', 'ringform', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]);
  execFileSync(initdb, initdbWords, { stdio: 'pipe', cwd: base });
  const { server, port } = await started(
    (freePort) =>
      asServer('postgres', [
        ...['-D', data, '-p', String(freePort), '-c', 'listen_addresses=127.0.0.1'],
        ...['-c', `unix_socket_directories=${sockets}`],
        ...(options.durable === true ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
      ]),
    base,
  );
  const end = (): void => void server.kill('SIGQUIT');
  process.once('exit', end); // a test run that is cut short leaves no server behind
  const url = (database: string): string => `postgres://ringform:${password}@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    port,
    async newDatabase() {
      const name = `ringform_${++databases}`;
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${name}`);
      } finally {
        await client.end();
      }
      return url(name);
    },
    async stop() {
      process.off('exit', end);
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, 'exit');
        server.kill('SIGINT'); // "fast": open connections are cut
        await gone;
      }
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** The user that root gives the server away to; undefined when this process may run it itself. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Starts the server on a free port; on another one when somebody was quicker. */
async function started(
  commandFor: (port: number) => [string, string[]],
  cwd: string,
): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  let said = '';
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    const [program, words] = commandFor(port);
    const server = spawn(program, words, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    said = '';
    const lines = createInterface({ input: server.stderr });
    const ready = await new Promise<boolean>((resolve, reject) => {
      lines.on('line', (line) => {
        said += `${line}\n`;
        if (line.includes('ready to accept connections')) resolve(true);
      });
      server.once('error', reject);
      server.once('exit', () => resolve(false));
    });
    if (ready) {
      lines.removeAllListeners('line').on('line', () => undefined); // read on, lest its pipe fills
      return { server, port };
    }
  }
  throw new Error(`the PostgreSQL server did not start:\n${said}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
