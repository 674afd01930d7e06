/** What is used of unix-dgram 2.0.7; the package brings no types. Errors come negative errno as `code`. */
declare module 'unix-dgram' {
  export interface Socket {
    bind(path: string): void;
    send(
      message: Buffer,
      offset: number,
      length: number,
      path: string,
      done: (error?: Error & { code?: number }) => void,
    ): void;
    on(event: 'error', heard: (error: Error) => void): this;
    close(): void;
  }
  export function createSocket(type: 'unix_dgram', heard?: (message: Buffer) => void): Socket;
}
