import { RingformError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { Part, ShownFault } from '../workflow/screen.js';

/**
 * What a check found. `absent`: the configuration says the device has no such part; `untested`: it could not be judged because
 * of another part, whose own check says why.
 */
export type CheckOutcome =
  | { readonly state: 'ok' | 'absent' | 'untested'; readonly said: string }
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly said: string;
      readonly remedy: string;
      /** Where this finding is milder than the part's loss would be. */
      readonly mild?: true;
    };

/** One part's examination. */
export interface Check {
  /** What the display names when it fails. */
  readonly part: Part;
  /** What a list of checks calls it, where a part has more than one; its part's name otherwise. */
  readonly label?: string;
  /** True when no slide can be counted without it. */
  readonly stopsCounting: boolean;
  /** Rejects with RingformError where a part refuses: that is a failed check with its code and remedy. */
  run(): Promise<CheckOutcome>;
}

export type CheckResult = CheckOutcome & {
  readonly part: Part;
  readonly label: string;
  readonly stopsCounting: boolean;
  readonly tookMs: number;
};

/** Runs the checks one after the other; each result as it comes. Only a bug makes it reject. */
export async function* runChecks(
  checks: readonly Check[],
  clock: Pick<Clock, 'uptimeMs'>,
): AsyncGenerator<CheckResult, void> {
  for (const check of checks) {
    const started = clock.uptimeMs();
    const outcome = await outcomeOf(check);
    const { part, label = part } = check;
    const stopsCounting = check.stopsCounting && !(outcome.state === 'failed' && outcome.mild === true);
    yield { ...outcome, part, label, stopsCounting, tookMs: clock.uptimeMs() - started };
  }
}

/** The failed ones, as the display shows them: a part once, by its worst finding. */
export function faultsOf(results: readonly CheckResult[]): ShownFault[] {
  const faults = new Map<Part, ShownFault>();
  for (const result of results) {
    if (result.state !== 'failed') continue;
    const { part, code, stopsCounting } = result;
    const known = faults.get(part);
    if (!known || (stopsCounting && !known.stopsCounting)) faults.set(part, { part, code, stopsCounting });
  }
  return [...faults.values()];
}

/** The check of a part that could not even be opened: it fails with what the part said then. */
export function failedToOpen(about: Omit<Check, 'run'>, error: RingformError): Check {
  return { ...about, run: () => Promise.reject(error) };
}

async function outcomeOf(check: Check): Promise<CheckOutcome> {
  try {
    return await check.run();
  } catch (error) {
    if (!(error instanceof RingformError)) throw error;
    return { state: 'failed', code: error.code, said: error.message, remedy: error.remedy };
  }
}
