import type { Cancel, Clock } from '../clock/clock.js';
import type { ServiceManager } from './service-manager.js';
import { partsOwed, pingDue, pingShare, type Part, type Work } from './watchdog-rule.js';

export interface FeederParts {
  readonly manager: Pick<ServiceManager, 'watchdogMs' | 'progress'>;
  readonly clock: Pick<Clock, 'uptimeMs' | 'after'>;
  /**
   * A question through store and classifier's thread. An answer that is an error still shows that nothing hangs: it goes to
   * `onTrouble` and counts.
   */
  readonly roundTrip: () => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Feeds the service manager's watchdog from work done. The only alarm here asks the round trip's question; what pings is the
 * answer, or a frame looked at, or a field counted. Does nothing where no watchdog is kept.
 */
export class WatchdogFeeder {
  private readonly moved = new Set<Part>();
  private work: Work = { framesFlow: false, fieldsWait: false };
  private lastPingMs = 0;
  private running = false;
  private cancel: Cancel = () => undefined;

  constructor(private readonly parts: FeederParts) {}

  /** From now on; call when ready was said, since that is when the manager's own time starts. */
  start(): void {
    if (this.running || this.parts.manager.watchdogMs === undefined) return;
    this.running = true;
    this.lastPingMs = this.parts.clock.uptimeMs();
    this.askLater(this.parts.manager.watchdogMs);
  }

  /** Says what the device is about from now on; work already done since the last ping keeps counting. */
  expect(work: Work): void {
    this.work = work;
  }

  /** A part did a piece of its work. */
  progress(part: Part): void {
    const { manager, clock } = this.parts;
    if (!this.running || manager.watchdogMs === undefined) return;
    this.moved.add(part);
    const now = clock.uptimeMs();
    if (!pingDue(this.moved, partsOwed(this.work), now - this.lastPingMs, manager.watchdogMs)) return;
    this.lastPingMs = now;
    this.moved.clear();
    manager.progress();
  }

  /** No more questions and no more pings. */
  stop(): void {
    this.running = false;
    this.cancel();
  }

  private askLater(watchdogMs: number): void {
    // One question at a time: the next is asked after the answer, so a thread that hangs is not buried in questions.
    this.cancel = this.parts.clock.after(watchdogMs * pingShare, () => void this.ask(watchdogMs));
  }

  private async ask(watchdogMs: number): Promise<void> {
    try {
      await this.parts.roundTrip();
    } catch (error) {
      this.parts.onTrouble(error);
    }
    if (!this.running) return;
    this.progress('round-trip');
    this.askLater(watchdogMs);
  }
}
