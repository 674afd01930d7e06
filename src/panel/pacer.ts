import { setImmediate, setTimeout } from 'node:timers/promises';

/** Short waits that a chip asks for between two writes; no decision rests on them. */
export interface Pacer {
  /** Monotonic time, µs. */
  now(): number;
  /** Holds up everything for at least so many µs: below a millisecond no timer is exact enough. */
  hold(microseconds: number): void;
  /** At least so many ms; others may run meanwhile. 0 only lets them. */
  rest(milliseconds: number): Promise<void>;
}

/** The machine's own time. */
export const machinePacer: Pacer = {
  now: () => Number(process.hrtime.bigint() / 1000n),
  hold(microseconds) {
    const until = process.hrtime.bigint() + BigInt(Math.ceil(microseconds * 1000));
    while (process.hrtime.bigint() < until);
  },
  async rest(milliseconds) {
    // Timers may ring up to a millisecond early by the chip's count.
    if (milliseconds > 0) await setTimeout(milliseconds + 1);
    else await setImmediate();
  },
};
