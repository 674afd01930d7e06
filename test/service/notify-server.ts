import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket } from 'unix-dgram';

const marker = 'MARKER=1';

/** A real datagram socket where a service manager's would be. */
export function notifyServer(folder = mkdtempSync(join(tmpdir(), 'ringform-notify-'))): {
  readonly path: string;
  /** All that had been sent to it before this call, in order. */
  heard: () => Promise<readonly string[]>;
  close: () => void;
} {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'notify');
  const messages: string[] = [];
  let markerCame = (): void => undefined;
  const socket = createSocket('unix_dgram', (message) => {
    if (message.toString() === marker) markerCame();
    else messages.push(message.toString());
  });
  socket.bind(path);
  return {
    path,
    // A datagram sent last is read last: when this one is here, all others are.
    heard: () =>
      new Promise((resolve, reject) => {
        markerCame = () => resolve([...messages]);
        socket.send(Buffer.from(marker), 0, marker.length, path, (error) => {
          if (error) reject(error);
        });
      }),
    close: () => {
      socket.close();
      rmSync(folder, { recursive: true });
    },
  };
}
