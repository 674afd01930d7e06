/**
 * How long to wait before the next attempt, ms: anything between nothing and a limit that doubles with every failure up to
 * its cap, all of it left to chance, at the cap too, so that a thousand devices that lost one broker do not come back as one
 * (“full jitter”: M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
 *
 * @param failures in a row before this one, ≥ 0
 * @param chance uniform in [0, 1)
 */
export function backoffMs(
  failures: number,
  chance: number,
  { backoffBaseMs, backoffCapMs }: { readonly backoffBaseMs: number; readonly backoffCapMs: number },
): number {
  return chance * Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(failures, 40));
}
