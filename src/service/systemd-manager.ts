import type * as UnixDgram from 'unix-dgram';
import { HardwareError, UsageError } from '../base/errors.js';
import { noServiceManager, speakingManager, type ServiceManager } from './service-manager.js';

/** sockaddr_un holds 108 bytes, the last of them a NUL; unix-dgram would cut a longer path without a word. */
const longestPath = 107;

/**
 * The service manager named by the environment: `NOTIFY_SOCKET` (a path), `WATCHDOG_USEC` (µs) and `WATCHDOG_PID` as in
 * sd_notify(3) and sd_watchdog_enabled(3); without `NOTIFY_SOCKET`, nobody. A datagram that could not be sent goes to
 * `onTrouble` and is not repeated. @throws UsageError when the address or the time is none that can be used, HardwareError
 * when the native module is missing.
 */
export async function openServiceManager(
  environment: Readonly<Record<string, string | undefined>>,
  onTrouble: (error: Error) => void,
): Promise<ServiceManager> {
  const address = environment['NOTIFY_SOCKET'];
  if (address === undefined || address === '') return noServiceManager;
  if (!address.startsWith('/')) {
    throw new UsageError(
      'notify-address',
      `NOTIFY_SOCKET is "${address}": only the path of a socket can be spoken to, no abstract or vsock address.`,
      'Start the daemon from a systemd unit, which gives a path, or without NOTIFY_SOCKET.',
    );
  }
  if (Buffer.byteLength(address) > longestPath) {
    throw new UsageError(
      'notify-address',
      `The path in NOTIFY_SOCKET is longer than ${longestPath} bytes.`,
      'Give the service manager a shorter folder for its socket.',
    );
  }
  const watchdogMs = watchdogTime(environment);
  const { createSocket } = await loadModule();
  const socket = createSocket('unix_dgram');
  // Sent to the path each time and not connected: a service manager that was restarted has a new socket there.
  const send = (message: string): void => {
    const bytes = Buffer.from(message);
    socket.send(bytes, 0, bytes.length, address, (error) => {
      if (error) onTrouble(new Error(`the service manager did not take "${message}"`, { cause: error }));
    });
  };
  return speakingManager(watchdogMs, send, () => socket.close());
}

/** The watchdog's time in ms, when it is meant for this process. */
function watchdogTime(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const text = environment['WATCHDOG_USEC'];
  if (text === undefined || text === '') return undefined;
  const pid = environment['WATCHDOG_PID'];
  if (pid !== undefined && pid !== '' && Number(pid) !== process.pid) return undefined;
  const micros = Number(text);
  if (!/^\d+$/.test(text) || micros === 0) {
    throw new UsageError(
      'watchdog-time',
      `WATCHDOG_USEC is "${text}", which is no time in µs.`,
      'Set WatchdogSec= in the unit.',
    );
  }
  return micros / 1000;
}

async function loadModule(): Promise<typeof UnixDgram> {
  try {
    return await import('unix-dgram'); // native: loaded only where there is somebody to talk to
  } catch (cause) {
    throw new HardwareError(
      'notify-module',
      'The module unix-dgram cannot be loaded, so systemd cannot be told that the daemon is ready.',
      'Install again with build tools present (npm ci), or run without Type=notify.',
      { cause },
    );
  }
}
