const HOUR_MS = 3_600_000;

/** How often, and after how long a pause, something that fails is tried again. */
export interface RestartLimits {
  /** Restarts within any hour before giving up. */
  readonly restartBudget: number;
  /** Pause before the first restart, doubled with each further one, ms. */
  readonly firstPauseMs: number;
  /** No pause is longer, ms. */
  readonly longestPauseMs: number;
  /** Working for so long wipes the slate clean, ms. */
  readonly goodWhileMs: number;
}

/** Counts restarts over a sliding hour. Without a clock of its own: every call is told the uptime, ms. */
export class RestartBudget {
  readonly #limits: RestartLimits;
  #restarts: number[] = [];
  #inARow = 0;

  constructor(limits: RestartLimits) {
    this.#limits = limits;
  }

  /** It failed at `nowMs` after working for `workedMs`. @returns the pause before the next try, ms; undefined: give up. */
  failed(nowMs: number, workedMs: number): number | undefined {
    const { restartBudget, firstPauseMs, longestPauseMs, goodWhileMs } = this.#limits;
    if (workedMs >= goodWhileMs) {
      this.#restarts = [];
      this.#inARow = 0;
    }
    this.#restarts = this.#restarts.filter((at) => nowMs - at < HOUR_MS);
    if (this.#restarts.length >= restartBudget) return undefined;
    this.#restarts.push(nowMs);
    return Math.min(longestPauseMs, firstPauseMs * 2 ** this.#inARow++);
  }
}
