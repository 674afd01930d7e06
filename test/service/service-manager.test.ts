import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { RecordingServiceManager, noServiceManager } from '../../src/service/service-manager.js';
import { openServiceManager } from '../../src/service/systemd-manager.js';
import { notifyServer } from './notify-server.js';
import { serviceManagerContract } from './service-manager.contract.js';

const unexpected = (error: Error): void => {
  throw error;
};

serviceManagerContract("systemd's socket", async (watchdogMs) => {
  const server = notifyServer();
  const manager = await openServiceManager(
    {
      NOTIFY_SOCKET: server.path,
      ...(watchdogMs === undefined ? {} : { WATCHDOG_USEC: String(watchdogMs * 1000) }),
    },
    unexpected,
  );
  return {
    manager,
    heard: server.heard,
    end: () => {
      manager.close();
      server.close();
    },
  };
});

serviceManagerContract('the recording one', (watchdogMs) => {
  const manager = new RecordingServiceManager(watchdogMs);
  return Promise.resolve({
    manager,
    heard: () => Promise.resolve(manager.said),
    end: () => manager.close(),
  });
});

describe('the service manager that the environment names', () => {
  it('is nobody without NOTIFY_SOCKET, even when WATCHDOG_USEC is set', async () => {
    expect(await openServiceManager({ WATCHDOG_USEC: '30000000' }, unexpected)).toBe(noServiceManager);
    expect(await openServiceManager({ NOTIFY_SOCKET: '' }, unexpected)).toBe(noServiceManager);
  });

  it.each(['@ringform', 'vsock:2:1234', 'relative/path', `/${'x'.repeat(107)}`])(
    'refuses the address %s, which cannot be spoken to, instead of speaking into the void',
    async (address) => {
      const refused = await openServiceManager({ NOTIFY_SOCKET: address }, unexpected).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(UsageError);
      expect(refused).toMatchObject({ code: 'notify-address' });
    },
  );

  it.each(['soon', '-5', '0', '1.5e6'])('refuses a watchdog time of %s', async (time) => {
    await expect(
      openServiceManager({ NOTIFY_SOCKET: '/run/none', WATCHDOG_USEC: time }, unexpected),
    ).rejects.toMatchObject({ code: 'watchdog-time' });
  });

  it('keeps no watchdog that is meant for another process', async () => {
    const environment = { NOTIFY_SOCKET: '/run/none', WATCHDOG_USEC: '30000000' };
    for (const [pid, expected] of [
      [process.pid, 30_000],
      [process.pid + 1, undefined],
    ] as const) {
      const manager = await openServiceManager({ ...environment, WATCHDOG_PID: String(pid) }, unexpected);
      expect(manager.watchdogMs).toBe(expected);
      manager.close();
    }
  });

  it('reports a word that nobody took, and goes on', async () => {
    const server = notifyServer();
    const troubles: string[] = [];
    const manager = await openServiceManager({ NOTIFY_SOCKET: server.path }, (error) =>
      troubles.push(error.message),
    );
    server.close();
    manager.ready();
    manager.progress();
    expect(troubles).toEqual([
      'the service manager did not take "READY=1"',
      'the service manager did not take "WATCHDOG=1"',
    ]);
    manager.close();
  });

  it('speaks again to a service manager that came back with a new socket', async () => {
    const server = notifyServer();
    const troubles: Error[] = [];
    const manager = await openServiceManager({ NOTIFY_SOCKET: server.path }, (error) => troubles.push(error));
    manager.ready();
    expect(await server.heard()).toEqual(['READY=1']);
    server.close();
    const again = notifyServer(dirname(server.path));
    manager.progress();
    expect(await again.heard()).toEqual(['WATCHDOG=1']);
    expect(troubles).toEqual([]);
    manager.close();
    again.close();
  });
});
