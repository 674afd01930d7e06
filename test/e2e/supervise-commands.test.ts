import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { payloadHash } from '../../src/record/signature.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import { passwordHolds } from '../../src/supervise/auth/passwords.js';
import { ADevice } from '../collect/a-device.js';
import { scratchFolder } from '../cli/run.js';
import { notifyServer } from '../service/notify-server.js';
import { startSupervisor } from './supervise-harness.js';

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ringform supervise …` with something on its standard input. */
function supervise(
  cwd: string,
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const main = path.resolve(import.meta.dirname, '../../dist/cli/main.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, 'supervise', ...args], {
      cwd,
      env: { ...process.env, RINGFORM_REGISTRY: '', ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined); // a command that asks for nothing may end first
    child.stdin.end(input);
  });
}

// Some thirty processes, one after the other, on a machine that may be busy.
describe('ringform supervise', { timeout: 240_000 }, () => {
  it('lets people in, changes their password, shuts them out; passwords come from the input alone', async () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'r.sqlite');
    const run = (args: readonly string[], input?: string) =>
      supervise(folder, ['user', ...args, '--registry', file], input);
    expect(
      await run(['add', 'Amina', '--role', 'admin', '--password-stdin'], 'mango river lamp stone\n'),
    ).toMatchObject({
      code: 0,
      stdout: 'amina may log in as admin.\n',
    });
    expect((await run(['add', 'amina', '--password-stdin'], 'another long password\n')).stderr).toContain(
      '[user-exists]',
    );
    expect((await run(['add', 'okello', '--password-stdin'], 'short\n')).stderr).toContain(
      '[password-refused]',
    );
    expect((await run(['add', 'okello'])).stderr).toContain('[no-terminal]');
    expect((await run(['add', '-x', '--password-stdin'], 'mango river lamp stone\n')).code).toBe(2);
    const made = await run(['add', 'okello', '--make-password', '--language', 'sw']);
    expect(made.stdout).toMatch(/^Password: (\w{4}-){3}\w{4}\nokello may log in as viewer\.\n$/);
    expect((await run(['password', 'amina', '--password-stdin'], 'river stone lamp mango\n')).code).toBe(0);
    expect((await run(['disable', 'okello'])).code).toBe(0);
    expect((await run(['disable', 'nobody'])).stderr).toContain('[no-such-user]');

    const registry = await openRegistry(file);
    const [amina, okello] = [await registry.user('amina'), await registry.user('okello')];
    expect(await passwordHolds(amina?.passwordHash, 'river stone lamp mango')).toBe(true);
    expect(await passwordHolds(amina?.passwordHash, 'mango river lamp stone')).toBe(false);
    expect([amina?.disabled, okello?.disabled, okello?.language]).toEqual([false, true, 'sw']);
    await registry.close();
    expect((await run(['list'])).stdout).toMatch(/amina +admin +en\n.*okello +viewer +sw +disabled/);
  });

  it('refuses what cannot be, before anything is opened', async () => {
    const folder = scratchFolder();
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, stderr } = await supervise(folder, args);
      expect(code).toBe(2);
      return /\[([a-z-]+)\]/.exec(stderr)?.[1] ?? stderr;
    };
    expect(await refused('--no-page', '--no-collect')).toBe('nothing-to-do');
    expect(await refused('--registry', 'postgres://me:secret@db/ringform')).toBe('password-on-command-line');
    expect(await refused('--registry', 'mysql://db/ringform')).toBe('registry-url');
    expect(await refused('--broker', 'http://localhost')).toBe('broker-url');
    expect(await refused('--broker', 'mqtt://broker.example.org')).toBe('broker-unencrypted');
    expect(await refused('--certificates', 'nowhere')).toBe('certificate-missing');
    expect(await refused('--no-collect', '--listen', 'here')).toBe('listen-address');
    expect(await refused('--no-collect', '--time-zone', 'Mars/Olympus')).toBe('time-zone');
    expect(await refused('--no-collect', '--page-key', 'k.pem')).toBe('page-certificate');
    expect(await refused('--group', 'a/b')).toContain('letters, digits');
  });

  it('shows what lies in quarantine without letting it steer the terminal, and takes it in once its device is let in', async () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'r.sqlite');
    const registry = await openRegistry(file);
    const device = new ADevice();
    const [record, next] = [device.slide({ label: 'ring \u202e form' }), device.slide()];
    const detail = 'not let in';
    for (const { topic, message, id } of [record, next])
      await registry.putAside([
        {
          ...{ reason: 'unknown-device', detail, topic, device: device.id, record: id },
          ...{ message, bytes: message.length, receivedAtMs: Date.UTC(2026, 2, 1) },
        },
      ]);
    const junk = Buffer.from('\u001b[2J\u0007 not a record');
    await registry.putAside([
      {
        reason: 'not-a-record',
        detail,
        topic: 'ringform/1/x/y/z',
        message: junk,
        bytes: junk.length,
        receivedAtMs: 1,
      },
    ]);
    const run = (...args: readonly string[]) =>
      supervise(folder, ['quarantine', ...args, '--registry', file]);
    const listed = (await run('list')).stdout;
    expect(listed).toMatch(/not-a-record[^]*unknown-device[^]*unknown-device/);
    const numbers = listed.split('\n').flatMap((line) => /^ *(\d+) /.exec(line)?.[1] ?? []);
    const [junkNumber, , first] = numbers;
    const shown = (await run('show', junkNumber)).stdout;
    expect(shown).toContain('·[2J· not a record');
    expect((await run('show', first)).stdout).toContain('ring · form');
    expect((await run('show', '99')).stderr).toContain('[no-such-message]');
    expect((await run('show', 'x')).code).toBe(2);

    expect((await run('retake', first)).stdout).toContain('Still refused: unknown-device');
    await registry.enrol(device.enrolled, Date.now());
    expect((await run('retake', 'all')).stdout).toBe('2 of 3 messages were taken in.\n');
    expect((await registry.slides({})).lines.map(({ label }) => label).sort()).toEqual([
      '0007',
      'ring \u202e form',
    ]);
    expect((await run('retake', first)).stderr).toContain('[settled-already]');
    for (const unclear of [
      [],
      ['1', '--reason', 'not-a-record'],
      ['1', '--device', 'rf-a'],
      ['--device', 'rf-a'],
    ])
      expect((await run('dismiss', ...unclear)).stderr).toContain('[what-to-dismiss]');
    expect((await run('dismiss', '--reason', 'unknown-device')).stdout).toBe('0 messages are dismissed.\n');
    expect((await run('dismiss', '--reason', 'not-a-record', '--device', 'rf-other')).stdout).toContain('0 ');
    expect((await run('dismiss', '--reason', 'not-a-record')).stdout).toBe('1 message is dismissed.\n');
    expect((await run('dismiss', junkNumber)).stderr).toContain('[settled-already]');
    expect((await run('list')).stdout).toBe('Nothing lies in quarantine.\n');
    expect((await run('list', '--all')).stdout).toMatch(/\[dismissed\][^]*\[taken\]/);
    // The record's own hash shows that what was taken is what was sent.
    expect(payloadHash(record.message.subarray(record.message.indexOf('\n') + 1))).toBe(record.hash);

    const devices = (...args: readonly string[]) =>
      supervise(folder, ['devices', ...args, '--registry', file]);
    expect((await devices('list')).stdout).toMatch(new RegExp(`${device.id} +kisumu`));
    const anew = new ADevice();
    await registry.enrol(anew.enrolled, Date.now());
    expect((await devices('link', anew.id, device.id)).stdout).toContain(
      `is the device that ${device.id} was`,
    );
    expect((await devices('list')).stdout).toMatch(new RegExp(`${anew.id}.*was ${device.id}`));
    expect((await devices('link', device.id, anew.id)).stderr).toContain('[device-revoked]');
    expect((await devices('link', anew.id, 'rf-\u001b[2J')).code).toBeGreaterThan(0);

    const copy = path.join(folder, 'copy.sqlite');
    const backup = (...args: readonly string[]) => supervise(folder, ['backup', ...args]);
    expect((await backup(copy, '--registry', file)).stdout).toContain(
      'is a copy of the registry, with 2 records',
    );
    expect((await backup(copy, '--registry', file)).stderr).toContain('[backup-exists]');
    expect((await backup(`${copy}2`, '--registry', 'postgres://db/ringform')).stderr).toContain(
      '[backup-of-server]',
    );
    const restored = await openRegistry(copy);
    expect((await restored.slides({})).lines).toHaveLength(2);
    await restored.close();

    expect((await devices('revoke', anew.id)).stdout).toContain('is revoked');
    expect((await devices('revoke', device.id)).stdout).toContain('was revoked before');
    expect((await registry.enrolled(device.id))?.revokedAtMs).toBeGreaterThan(0);
    await registry.close();
  });

  it('tells the service manager when it is ready and when it stops, though the broker is away', async () => {
    const folder = scratchFolder();
    const manager = notifyServer();
    const running = await startSupervisor(
      ['--out', folder, '--broker', 'mqtt://127.0.0.1:1', '--listen', '127.0.0.1:0'],
      { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: '2000000' },
    );
    await running.log.find('no connection to the broker');
    expect(await running.stop()).toBe(0);
    const heard = await manager.heard();
    expect(heard).toContain('READY=1');
    expect(heard).toContain('STATUS=no connection to the broker; trying again');
    expect(heard.at(-1)).toBe('STOPPING=1');
    manager.close();
  });
});
