// A PostgreSQL server for benchmarks, durable as it comes, whose data stays in a folder from one run to the next.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const DEBIAN = '/usr/lib/postgresql';

/** Starts it; undefined where there is no server program. @returns the URL of its one database, and how to stop it. */
export async function keptPostgres(folder) {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const programs = versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (programs === undefined) return undefined;
  const isRoot = process.getuid() === 0;
  // The server refuses root: it runs as the user that Debian made for it.
  const asServer = (program, ...words) =>
    isRoot
      ? [
          'setpriv',
          ['--reuid=postgres', '--regid=postgres', '--init-groups', join(programs, program), ...words],
        ]
      : [join(programs, program), words];
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  if (!existsSync(passwordFile)) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(12).toString('hex'), { mode: 0o600 });
    const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    if (isRoot) for (const path of [folder, data, passwordFile]) chownSync(path, idOf('-u'), idOf('-g'));
    const [initdb, words] = asServer('initdb', '-D', data, '-U', 'ringform', '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C'); // prettier-ignore
    execFileSync(initdb, words, { stdio: 'pipe', cwd: folder });
  }
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const [program, words] = asServer('postgres', '-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`); // prettier-ignore
  const server = spawn(program, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      said += `${line}\n`;
      if (line.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`the PostgreSQL server did not start:\n${said}`)));
  });
  return {
    url: `postgres://ringform:${readFileSync(passwordFile, 'utf8')}@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
    },
  };
}
