const FIRST_MS = 500;
const MOST_MS = 60_000;

/**
 * How long to wait before the next attempt, ms: evenly anywhere between nothing and a bound that doubles from 0.5 s to a minute,
 * at the bound too, so that collectors that lost the same server do not come back to it together ("full jitter": M. Brooker,
 * Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
 *
 * @param attempt 0 for the first wait
 * @param random evenly in [0, 1)
 */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 30));
}
