import { UsageError } from '../../base/errors.js';

/** `HOST:PORT`, `[::1]:8080` or a port alone, which is the loopback's. @throws UsageError listen-address */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535)
    throw new UsageError(
      'listen-address',
      `"${text}" is no address to listen on.`,
      'Give it as HOST:PORT, such as 127.0.0.1:8080.',
    );
  // What the pattern leaves out is undefined at run time, whatever its type says.
  const [, six, name] = match as readonly (string | undefined)[];
  return { host: six ?? name ?? '127.0.0.1', port };
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.(?:\d{1,3}\.){2}\d{1,3}$/.test(host);
}
