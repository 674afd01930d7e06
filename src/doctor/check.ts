import { RingformError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import type { Part, ShownFault } from '../workflow/screen.js';

/** What a check found. `absent`: the configuration says the device has no such part. */
export type CheckOutcome =
  | { readonly state: 'ok' | 'absent'; readonly said: string }
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
  readonly part: Part;
  /** True when no slide can be counted without it. */
  readonly stopsCounting: boolean;
  /** Rejects with RingformError where a part refuses: that is a failed check with its code and remedy. */
  run(): Promise<CheckOutcome>;
}

export type CheckResult = CheckOutcome & {
  readonly part: Part;
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
    const { part } = check;
    const stopsCounting = check.stopsCounting && !(outcome.state === 'failed' && outcome.mild === true);
    yield { ...outcome, part, stopsCounting, tookMs: clock.uptimeMs() - started };
  }
}

/** The failed ones, as the display shows them. */
export function faultsOf(results: readonly CheckResult[]): ShownFault[] {
  return results.flatMap((result) =>
    result.state === 'failed'
      ? [{ part: result.part, code: result.code, stopsCounting: result.stopsCounting }]
      : [],
  );
}

async function outcomeOf(check: Check): Promise<CheckOutcome> {
  try {
    return await check.run();
  } catch (error) {
    if (!(error instanceof RingformError)) throw error;
    return { state: 'failed', code: error.code, said: error.message, remedy: error.remedy };
  }
}
