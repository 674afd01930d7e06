import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Cancel, Clock } from './clock.js';
import type { ClockTrust } from './clock-trust.js';
import type { Moment } from './moment.js';
import { checkDelay, sleepOn } from './sleep.js';

/** The longest wait a Node timer takes; it would ring at once for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface SystemClockOptions {
  /** Asked at every moment; default: nobody knows, moments carry no trust. */
  readonly trust?: () => ClockTrust;
}

/** The machine's own clock. Where the kernel gives no boot id, one is made up for this process. */
export class SystemClock implements Clock {
  readonly #bootId = readBootId();
  // The kernel's count has steps of 10 ms; between them the process's own monotonic clock tells finer.
  readonly #startMs = uptime() * 1000 - performance.now();
  readonly #trust: (() => ClockTrust) | undefined;

  constructor(options: SystemClockOptions = {}) {
    this.#trust = options.trust;
  }

  moment(): Moment {
    const moment = { bootId: this.#bootId, uptimeMs: Math.round(this.uptimeMs()), wallClockMs: Date.now() };
    return this.#trust === undefined ? moment : { ...moment, trust: this.#trust() };
  }

  uptimeMs(): number {
    return this.#startMs + performance.now();
  }

  after(ms: number, ring: () => void): Cancel {
    checkDelay(ms);
    const due = this.uptimeMs() + ms;
    let timer: NodeJS.Timeout;
    // Set anew when the timer rings early: by up to 1 ms by Node's rounding, by days where the wait exceeds what it takes.
    const arm = (): void => {
      const left = due - this.uptimeMs();
      timer = setTimeout(
        () => {
          if (this.uptimeMs() < due) arm();
          else ring();
        },
        Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
      );
    };
    arm();
    return () => {
      clearTimeout(timer);
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    return await work();
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID(); // not Linux: this process is the only span within which uptimes are surely comparable
  }
}
