import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So often everything is collected, not only what is young: about once a second of live view. */
const ALL_EVERY = 5;

/**
 * Makes a function that collects this thread's young garbage, in about a millisecond, and at its first and every fifth
 * call all of it, in some ten. The arrays of one analysis are small objects with tens of megabytes behind them, which V8 hardly
 * counts: left alone it lets the leavings of several frames pile up, most of all in the first minutes, when it still takes its
 * heap to be small; and a board of 512 MB has no room for those.
 */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' | 'major' }) => void;
  let calls = 0;
  return () => collect({ type: calls++ % ALL_EVERY === 0 ? 'major' : 'minor' });
}
