import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { checkCertificate, readCertificate } from '../../src/broker/certificates/read-certificate.js';
import { startEmbeddedBroker } from '../../src/broker/embedded/embedded-broker.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import { ringform, scratchFolder, type Finished } from './run.js';

// Some ten starts of the whole command each, which take seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

interface Place {
  readonly folder: string;
  readonly run: (...args: string[]) => Promise<Finished>;
  /** Runs a command that must succeed; its output. */
  readonly done: (...args: string[]) => Promise<string>;
}

/** A supervisor's machine with its authority, a stick, and room for devices. */
async function place(): Promise<Place> {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'stick'));
  const run = (...args: string[]): Promise<Finished> => ringform(['enroll', ...args], folder);
  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return stdout;
  };
  await done('authority', '--host', 'hub.example.org', '--host', '127.0.0.1', '--name', 'Gombe');
  return { folder, run, done };
}

/** The device's id from what the command printed. */
const idIn = (text: string): string => /rf-[a-z2-7]{12}/.exec(text)![0];
const FINGERPRINT = /^ {2}(?:[0-9A-F]{2} ?){16}\n {2}(?:[0-9A-F]{2} ?){16}$/m;

it('goes from a bare device to one that the registry knows, in four steps', async () => {
  const { folder, done } = await place();
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  const device = idIn(await done('request', '-o', 'pi', '--name', 'Clinic North', '--to', 'stick'));
  const approved = await done('approve', `stick/${device}.request`, '--site', 'north', '--by', 'amina');
  expect(approved).toContain(`${device}, “Clinic North”, is let in at north`);
  writeFileSync(at('config.yaml'), '# Ours\nversion: 1\ndevice:\n  name: north-1 # on its label\n');
  const accepted = await done('accept', `stick/${device}.answer`, '-o', 'pi');
  expect(accepted).toContain(
    'sync:\n  enabled: true\n  site: north\n  brokerUrl: mqtts://hub.example.org:8883\n',
  );
  expect(FINGERPRINT.exec(accepted)?.[0]).toBe(FINGERPRINT.exec(approved)?.[0]);
  expect(
    await done('accept', `stick/${device}.answer`, '-o', 'pi', '--config', 'config.yaml', '--write'),
  ).toContain('the old file is config.yaml.1.bak');
  expect(readFileSync(at('config.yaml'), 'utf8')).toBe(
    '# Ours\nversion: 1\ndevice:\n  name: north-1 # on its label\n' +
      'sync:\n  enabled: true\n  site: north\n  brokerUrl: mqtts://hub.example.org:8883\n',
  );
  expect(await ringform(['config', 'check', '--config', 'config.yaml'], folder)).toMatchObject({ code: 0 });
  const identity = (name: string): string => readFileSync(at('pi/identity', name), 'utf8');

  // What the device holds is a certificate for its own key, by that authority.
  checkCertificate(
    identity('client.crt'),
    identity('ca.crt'),
    createPrivateKey(identity('client.key')),
    Date.now(),
  );
  expect(readCertificate(identity('client.crt')).subject).toBe(device);
  const registry = await openRegistry(at('ringform-data/ringform-supervisor.sqlite'));
  const known = await registry.enrolled(device);
  await registry.close();
  expect(known).toMatchObject({ id: device, site: 'north', name: 'Clinic North', enrolledBy: 'amina' });
  expect(await done('show', '-o', 'pi')).toMatch(
    new RegExp(`${device}[^]*Clinic North[^]*north[^]*until 20`),
  );

  // Secrets are secret, and none went on the stick.
  for (const secret of [
    'pi/identity/signing-key.pem',
    'pi/identity/client.key',
    'ringform-authority/authority.key',
    'ringform-authority/broker/server.key',
    'ringform-authority/collector/client.key',
  ])
    expect(statSync(at(secret)).mode & 0o777, secret).toBe(0o600);
  for (const name of readdirSync(at('stick')))
    expect(readFileSync(at('stick', name), 'utf8'), name).not.toContain('PRIVATE');
});

it('refuses answers and requests that are another’s, and writes nothing then', async () => {
  const { folder, run, done } = await place();
  const [a, b] = [
    idIn(await done('request', '-o', 'a', '--name', 'A', '--to', 'stick')),
    idIn(await done('request', '-o', 'b', '--name', 'B', '--to', 'stick')),
  ];
  expect(a).not.toBe(b);
  await done('approve', `stick/${a}.request`, '--site', 'north');
  const foreign = await run('accept', `stick/${a}.answer`, '-o', 'b');
  expect(foreign).toMatchObject({ code: 8, stdout: '' });
  expect(foreign.stderr).toContain('[answer-foreign]');
  expect(readdirSync(path.join(folder, 'b/identity')).sort()).toEqual(['client.key', 'signing-key.pem']);

  const change = (file: string, from: string, to: string): void => {
    const whole = path.join(folder, file);
    const text = readFileSync(whole, 'latin1');
    expect(text).toContain(from);
    writeFileSync(whole, text.replace(from, to), 'latin1');
  };
  change(`stick/${b}.request`, '"name": "B"', '"name": "C"');
  const changed = await run('approve', `stick/${b}.request`, '--site', 'north');
  expect(changed.code).toBe(8);
  expect(changed.stderr).toContain('[request-unsound]');
  change(`stick/${a}.answer`, 'hub.example.org', 'hub.example.com');
  const bent = await run('accept', `stick/${a}.answer`, '-o', 'a');
  expect(bent.code).toBe(8);
  expect(bent.stderr).toContain('[answer-unsound]');
});

it('renews under the same id, keeps what it replaces, and believes another authority only when told to', async () => {
  const { folder, run, done } = await place();
  const identity = path.join(folder, 'pi/identity');
  const device = idIn(await done('request', '-o', 'pi', '--name', 'A', '--to', 'stick'));
  expect((await run('renew', '-o', 'pi')).stderr).toContain('[not-enrolled]');
  await done('approve', `stick/${device}.request`, '--site', 'north');
  await done('accept', `stick/${device}.answer`, '-o', 'pi');
  const first = readFileSync(path.join(identity, 'client.crt'), 'utf8');

  expect(idIn(await done('renew', '-o', 'pi', '--to', 'stick'))).toBe(device);
  expect(await done('approve', `stick/${device}.request`, '--site', 'south')).toContain('.answer.1.bak');
  await done('accept', `stick/${device}.answer`, '-o', 'pi');
  expect(readFileSync(path.join(identity, 'client.crt.1.bak'), 'utf8')).toBe(first);
  expect(await done('show', '-o', 'pi')).toContain('south');

  await done('authority', '--host', 'hub2.example.org', '--authority', 'other');
  await done('approve', `stick/${device}.request`, '--site', 'south', '--authority', 'other');
  const other = await run('accept', `stick/${device}.answer`, '-o', 'pi');
  expect(other.code).toBe(8);
  expect(other.stderr).toContain('[authority-differs]');
  await done('accept', `stick/${device}.answer`, '-o', 'pi', '--replace-authority');
  expect(await done('show', '-o', 'pi')).toContain('hub2.example.org');
});

it('makes broker and collector certificates anew and leaves the authority as it is', async () => {
  const { folder, run, done } = await place();
  const authority = (name: string): string =>
    readFileSync(path.join(folder, 'ringform-authority', name), 'utf8');
  const [key, server] = [authority('authority.key'), authority('broker/server.crt')];
  const again = await done('authority', '--host', 'new.example.org', '--collectors', '2');
  expect(again).toContain('Kept the authority “Gombe”');
  expect(authority('authority.key')).toBe(key);
  expect(authority('broker/server.crt.1.bak')).toBe(server);
  const { subject, subjectAltName } = new X509Certificate(authority('broker/server.crt'));
  expect(subject).toBe('CN=new.example.org');
  // The shipped unit's collector asks for localhost.
  expect(subjectAltName).toBe('DNS:new.example.org, DNS:localhost');
  expect(again).toContain('ringform supervise --broker mqtts://new.example.org:8883 --certificates');
  expect(readCertificate(authority('collector-2/client.crt')).subject).toBe('collector-2');
  expect((await run('approve', 'stick/none.request', '--site', 'north')).code).toBe(3);
  expect((await run('approve', 'stick/none.request', '--site', 'No Such')).code).toBe(2);
});

it('shuts a device out: its certificates are listed, and it does not come back by the way', async () => {
  const { run, done } = await place();
  const device = idIn(await done('request', '-o', 'pi', '--name', 'A', '--to', 'stick'));
  await done('approve', `stick/${device}.request`, '--site', 'north');
  expect(await done('revoke', device)).toContain('1 certificate went on the list');
  expect(await done('revoke', device)).toContain('0 certificates went on the list');
  const back = await run('approve', `stick/${device}.request`, '--site', 'north');
  expect(back.code).toBe(8);
  expect(back.stderr).toContain('[device-revoked]');
  const again = await done('approve', `stick/${device}.request`, '--site', 'south', '--again');
  expect(again).toMatch(/is let in again at south[^]*stood at north so far[^]*retake all/);
  const still = await done('approve', `stick/${device}.request`, '--site', 'south');
  expect(still).not.toMatch(/again|so far|retake/);
  expect((await run('revoke', 'rf-aaaaaaaaaaaa')).code).toBe(2);
});

it('tries the broker once, and says in words why it does not let the device in', async () => {
  const { folder, run, done } = await place();
  const read = (name: string): string => readFileSync(path.join(folder, 'ringform-authority', name), 'utf8');
  const authority = { certificate: read('ca.crt'), key: read('authority.key') };
  const broker = await startEmbeddedBroker({ authority, nowMs: Date.now() });
  onTestFinished(() => broker.close());
  await done('authority', '--host', 'localhost', '--port', new URL(broker.url).port);
  expect((await run('check', '-o', 'pi')).stderr).toContain('[not-enrolled]');
  const device = idIn(await done('request', '-o', 'pi', '--name', 'A', '--to', 'stick'));
  await done('approve', `stick/${device}.request`, '--site', 'north');
  await done('accept', `stick/${device}.answer`, '-o', 'pi');
  expect(await done('check', '-o', 'pi')).toBe(
    `${broker.url} is the broker of “Gombe” and lets ${device} in (MQTT 3.1.1).\n`,
  );
  await broker.close();
  const gone = await run('check', '-o', 'pi');
  expect(gone).toMatchObject({ code: 9, stdout: '' });
  expect(gone.stderr).toContain('[broker-unreachable]');
});
