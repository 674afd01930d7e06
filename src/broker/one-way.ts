import type { Clock } from '../clock/clock.js';

/** A way that takes all the same time, and on which nothing overtakes: two timers of one length may fire the other way round. */
export class OneWay {
  readonly #under: (() => void)[] = [];

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly lastsMs: number,
  ) {}

  /** `arrive` is called once it has arrived, after all that left before; what is late is overtaken. */
  send(arrive: () => void, lateMs = 0): void {
    if (lateMs > 0) {
      this.clock.after(this.lastsMs + lateMs, arrive);
      return;
    }
    this.#under.push(arrive);
    this.clock.after(this.lastsMs, () => this.#under.shift()?.());
  }
}
