/**
 * How long to wait before the next attempt, ms: anything between nothing and a limit that doubles with every failure up to
 * its cap, all of it left to chance, at the cap too, so that a thousand devices that lost one broker do not come back as one
 * (“full jitter”: M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015). Pure.
 *
 * @param failures in a row before this one, ≥ 0
 * @param chance uniform in [0, 1)
 * @param limits of the first wait and of all, ms, ≥ 0
 */
export function backoffMs(
  failures: number,
  chance: number,
  { backoffBaseMs, backoffCapMs }: { readonly backoffBaseMs: number; readonly backoffCapMs: number },
): number {
  // Beyond 40 doublings every base of a millisecond or more is at any cap, and no failure makes the power infinite.
  return chance * Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(failures, 40));
}
