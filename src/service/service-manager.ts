/**
 * The service manager that started the daemon, if one did. Words are those of sd_notify(3). Nothing here throws: a manager
 * that cannot be reached restarts the daemon by itself when its time is up.
 */
export interface ServiceManager {
  /** Within how many ms it wants to hear of progress, again and again; undefined when it keeps no watchdog. */
  readonly watchdogMs: number | undefined;
  /** Start-up is over. Said again, it changes nothing. */
  ready(): void;
  /** One line for whoever asks `systemctl status`; line ends become spaces. */
  status(text: string): void;
  /** The pipeline did its work since the last time. Who may say so: see WatchdogFeeder. */
  progress(): void;
  /** A clean stop has begun. */
  stopping(): void;
  /** Frees the socket, which would keep the process alive. Whatever is said afterwards goes nowhere, quietly. */
  close(): void;
}

/** Started by hand: nobody listens. */
export const noServiceManager: ServiceManager = {
  watchdogMs: undefined,
  ready: () => undefined,
  status: () => undefined,
  progress: () => undefined,
  stopping: () => undefined,
  close: () => undefined,
};

/** Passes each datagram's text to `send`; both adapters that speak are this with another `send`. */
export function speakingManager(
  watchdogMs: number | undefined,
  send: (message: string) => void,
  free: () => void,
): ServiceManager {
  let closed = false;
  const say = (message: string): void => {
    if (!closed) send(message);
  };
  return {
    watchdogMs,
    ready: () => say('READY=1'),
    status: (text) => say(`STATUS=${text.replace(/\s*[\r\n]+\s*/g, ' ').trim()}`),
    progress: () => say('WATCHDOG=1'),
    stopping: () => say('STOPPING=1'),
    close: () => {
      if (closed) return;
      closed = true;
      free();
    },
  };
}

/** Keeps what was said, in order, for tests. */
export class RecordingServiceManager implements ServiceManager {
  readonly said: string[] = [];
  readonly watchdogMs: number | undefined;
  private readonly manager: ServiceManager;

  constructor(watchdogMs?: number) {
    this.watchdogMs = watchdogMs;
    this.manager = speakingManager(
      watchdogMs,
      (message) => this.said.push(message),
      () => undefined,
    );
  }

  ready(): void {
    this.manager.ready();
  }

  status(text: string): void {
    this.manager.status(text);
  }

  progress(): void {
    this.manager.progress();
  }

  stopping(): void {
    this.manager.stopping();
  }

  close(): void {
    this.manager.close();
  }
}
