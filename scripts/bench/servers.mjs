// Private servers for measurements: Mosquitto with the shipped configuration, PostgreSQL with its disk writes on. Both on free
// ports of the loopback, with all they keep in the folder given; `stop` ends them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../setup.mjs';

const DEBIAN = '/usr/lib/postgresql';

/** Why a measurement with servers cannot run here; undefined when it can. */
export function missingServers({ postgres }) {
  if (spawnSync('mosquitto', ['-h']).error) return 'mosquitto is absent';
  if (postgres && !postgresFolder()) return 'the PostgreSQL server is absent';
  return undefined;
}

function postgresFolder() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
}

/** Mosquitto as systemd/mosquitto has it; certificates, access list and persistence in the folder. */
export async function startMosquitto(folder) {
  const [{ makeAuthority, issueServerCertificate, issueClientCertificate }, request, keys, revocation] =
    await Promise.all(
      ['authority', 'request', 'new-tls-key', 'revocation'].map(
        (name) => import(join(root, `dist/broker/certificates/${name}.js`)),
      ),
    );
  mkdirSync(folder, { recursive: true });
  const authority = await makeAuthority('Ringform measurement', Date.now());
  const server = await issueServerCertificate(authority, ['localhost', '127.0.0.1'], Date.now());
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('ca.crt', authority.certificate);
  write('server.crt', server.certificate);
  write('server.key', server.key);
  write('revoked.crl', await revocation.revocationList(authority, [], Date.now()));
  write('acl', readFileSync(join(root, 'systemd/mosquitto/ringform.acl')));
  const port = await freePort();
  const configuration = readFileSync(join(root, 'systemd/mosquitto/ringform.conf'), 'utf8')
    .replace('listener 8883', `listener ${port} localhost`)
    .replaceAll('/etc/mosquitto/ringform.acl', `${folder}/acl`)
    .replaceAll('/etc/mosquitto/ringform/', `${folder}/`);
  write(
    'mosquitto.conf',
    `${process.getuid() === 0 ? 'user root\n' : ''}${configuration}\npersistence_location ${folder}/\n`,
  );
  const child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 200) said.push(line);
        if (/version .* running/.test(line)) resolve();
      });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Mosquitto ended:\n${said.join('\n')}`)));
  });
  return {
    url: `mqtts://localhost:${port}`,
    pid: child.pid,
    said,
    /** What a client proves itself by: a device's id, or `collector`, `collector-2`, … */
    async clientTls(name) {
      const key = keys.newTlsKey();
      const cert = await issueClientCertificate(
        authority,
        await request.certificateRequest(name, key),
        Date.now(),
      );
      return { ca: authority.certificate, cert, key };
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

/** PostgreSQL with one empty database; as root it runs as user `postgres`, because it refuses root. */
export async function startPostgres(folder) {
  const programs = postgresFolder();
  const owner =
    process.getuid() === 0
      ? ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })))
      : undefined;
  const password = randomBytes(12).toString('hex');
  mkdirSync(join(folder, 'data'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'sockets'), { mode: 0o700 });
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  // A folder made for one user alone is shut to the server's own.
  if (owner) chmodSync(dirname(folder), 0o711);
  if (owner)
    for (const name of ['', 'data', 'sockets', 'password']) chownSync(join(folder, name), owner[0], owner[1]);
  const asServer = (program, words) =>
    owner
      ? [
          'setpriv',
          ['--reuid=postgres', '--regid=postgres', '--init-groups', join(programs, program), ...words],
        ]
      : [join(programs, program), words];
  const initdb = asServer('initdb', [
    ...['--pgdata', join(folder, 'data'), '--username', 'ringform', '--pwfile', join(folder, 'password')],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]);
  execFileSync(initdb[0], initdb[1], { stdio: 'pipe', cwd: folder });
  const port = await freePort();
  const [program, words] = asServer('postgres', [
    ...['-D', join(folder, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', `unix_socket_directories=${join(folder, 'sockets')}`],
  ]);
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  const said = [];
  await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (said.length < 200) said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`)));
  });
  return {
    // The database that initdb made.
    url: `postgres://ringform:${password}@127.0.0.1:${port}/postgres`,
    pid: child.pid,
    stop: () => end(child, 'SIGINT'),
  };
}

async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
