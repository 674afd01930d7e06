import { AlarmHeap, type Alarm } from './alarm-heap.js';
import type { Cancel, Clock } from './clock.js';
import type { ClockTrust } from './clock-trust.js';
import type { Moment } from './moment.js';
import { checkDelay, sleepOn } from './sleep.js';

/** Turns of the event loop that must pass with nothing under way before time goes on: enough for chained promises. */
const QUIET_TURNS = 3;

export interface VirtualClockOptions {
  /** Default: made from the number of the boot, the same in every run. */
  readonly bootId?: string;
  /** Default 2026-01-05T06:00:00Z, a Monday. */
  readonly wallClockMs?: number;
  /** Default 'none'. */
  readonly trust?: ClockTrust;
  /** Virtual milliseconds that each piece of `during` work takes after it is done; default 0. */
  readonly costMs?: number;
}

/**
 * Time that jumps from alarm to alarm, so that a day passes in seconds. It moves only under `advance` or `run`, and never
 * while work under `during` is under way: such work must not wait on this same clock, or both wait for ever. Other I/O has
 * a few turns of the event loop between alarms, and no more: what must be waited for belongs under `during`.
 */
export class VirtualClock implements Clock {
  readonly #alarms = new AlarmHeap();
  readonly #costMs: number;
  #order = 0;
  #boots = 1;
  #bootId: string;
  #uptimeMs = 0;
  /** Wall clock minus uptime. */
  #wallAtBootMs: number;
  #trust: ClockTrust;
  #underWay = 0;
  #driven = false;
  /** Woken when work ends or an alarm is set. */
  #stirred: (() => void)[] = [];

  constructor(options: VirtualClockOptions = {}) {
    this.#bootId = options.bootId ?? bootIdOf(1);
    this.#wallAtBootMs = options.wallClockMs ?? Date.UTC(2026, 0, 5, 6);
    this.#trust = options.trust ?? 'none';
    this.#costMs = options.costMs ?? 0;
    checkDelay(this.#costMs);
  }

  moment(): Moment {
    return {
      bootId: this.#bootId,
      uptimeMs: Math.round(this.#uptimeMs),
      wallClockMs: Math.round(this.wallClockMs()),
      trust: this.#trust,
    };
  }

  uptimeMs(): number {
    return this.#uptimeMs;
  }

  /** What the wall clock tells, right or wrong. */
  wallClockMs(): number {
    return this.#wallAtBootMs + this.#uptimeMs;
  }

  after(ms: number, ring: () => void): Cancel {
    checkDelay(ms);
    const alarm: Alarm = { dueMs: this.#uptimeMs + ms, order: this.#order++, ring };
    this.#alarms.add(alarm);
    this.#stir();
    return () => {
      alarm.ring = undefined;
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#stir();
      if (this.#costMs > 0) await this.sleep(this.#costMs);
    }
  }

  /**
   * Lets `ms` pass: rings what falls due in order, with promises settling and work ending between one alarm and the next.
   * Rejects with what an alarm throws, time standing at that alarm.
   */
  advance(ms: number): Promise<void> {
    checkDelay(ms);
    return this.#drive(async () => {
      const target = this.#uptimeMs + ms;
      const boot = this.#boots;
      await this.#settle();
      while (this.#boots === boot && (this.#alarms.next()?.dueMs ?? Infinity) <= target) {
        this.#ringNext();
        await this.#settle();
      }
      // After a reboot on the way the target means nothing any more.
      if (this.#boots === boot) this.#uptimeMs = Math.max(this.#uptimeMs, target);
    });
  }

  /**
   * Runs freely from alarm to alarm, as fast as the work allows, until the signal aborts; without one, until no alarm is
   * left. Rejects with what an alarm throws.
   */
  run(until?: AbortSignal): Promise<void> {
    return this.#drive(async () => {
      const wake = (): void => {
        this.#stir();
      };
      until?.addEventListener('abort', wake);
      try {
        for (;;) {
          await this.#settle(until);
          if (until?.aborted === true) return;
          if (this.#alarms.next() !== undefined) this.#ringNext();
          else if (until === undefined) return;
          else await this.#nextStir();
        }
      } finally {
        until?.removeEventListener('abort', wake);
      }
    });
  }

  /** Sets the wall clock; uptime and alarms take no notice. */
  setWall(wallClockMs: number): void {
    this.#wallAtBootMs = wallClockMs - this.#uptimeMs;
  }

  /** Moves the wall clock, forwards or (negative) backwards. */
  jumpWall(ms: number): void {
    this.#wallAtBootMs += ms;
  }

  setTrust(trust: ClockTrust): void {
    this.#trust = trust;
  }

  /**
   * The machine starts anew: another boot id, uptime 0, no alarm left, as those who set them are gone. The wall clock goes
   * on from where it stood, as one does that is saved at shutdown, unless it is set.
   */
  reboot(
    to: { readonly bootId?: string; readonly wallClockMs?: number; readonly trust?: ClockTrust } = {},
  ): void {
    const wall = to.wallClockMs ?? this.wallClockMs();
    this.#boots++;
    this.#bootId = to.bootId ?? bootIdOf(this.#boots);
    this.#uptimeMs = 0;
    this.#alarms.clear();
    this.#wallAtBootMs = wall;
    if (to.trust !== undefined) this.#trust = to.trust;
  }

  #ringNext(): void {
    const alarm = this.#alarms.take();
    if (alarm?.ring === undefined) return;
    this.#uptimeMs = Math.max(this.#uptimeMs, alarm.dueMs);
    const { ring } = alarm;
    alarm.ring = undefined;
    ring();
  }

  /** Waits until no work is under way and promises had their turns, or until aborted. */
  async #settle(until?: AbortSignal): Promise<void> {
    const over = (): boolean => until?.aborted === true;
    let quiet = 0;
    while (quiet < QUIET_TURNS && !over()) {
      while (this.#underWay > 0 && !over()) await this.#nextStir();
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#underWay > 0 ? 0 : quiet + 1;
    }
  }

  async #drive(ride: () => Promise<void>): Promise<void> {
    if (this.#driven) throw new Error('this clock is driven already: one advance or run at a time');
    this.#driven = true;
    try {
      await ride();
    } finally {
      this.#driven = false;
    }
  }

  #nextStir(): Promise<void> {
    return new Promise((resolve) => this.#stirred.push(resolve));
  }

  #stir(): void {
    const waiting = this.#stirred;
    if (waiting.length === 0) return;
    this.#stirred = [];
    for (const wake of waiting) wake();
  }
}

function bootIdOf(boot: number): string {
  return `00000000-0000-4000-8000-${String(boot).padStart(12, '0')}`;
}
