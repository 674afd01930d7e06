import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes a function that collects this thread's young garbage, in about a millisecond. The arrays of one analysis are small
 * objects with tens of megabytes behind them, which V8 hardly counts: left alone it lets the leavings of several frames pile
 * up, and a board of 512 MB has no room for those.
 */
export function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}
