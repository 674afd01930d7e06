import type { Clock } from './clock.js';

/** `Clock.sleep` by `Clock.after`: resolves `ms` from now, or at once when the signal aborts. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  // What the executor throws (a time that is none) rejects the promise.
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const wake = (): void => {
      signal?.removeEventListener('abort', wake);
      cancel();
      resolve();
    };
    const cancel = clock.after(ms, wake);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

/** Throws RangeError unless `ms` is a finite number ≥ 0. */
export function checkDelay(ms: number): void {
  if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`${ms} ms is no time to wait`);
}
