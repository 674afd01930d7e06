import { RingformError } from '../base/errors.js';
import type { Intake, Outcome, VerifiedRecord } from '../registry/intake.js';

/** What became of a record; `detail` where the store had no word for it. */
export interface TakenRecord {
  readonly outcome: Outcome;
  readonly detail?: string;
}

/**
 * Takes records in. One that the database cannot hold (a number beyond its types), or that this program stumbles over, must not
 * keep all others waiting for ever: the records are halved until it is alone, and it is put aside. Where the store itself is at
 * fault, putting aside fails as well, and all of it is tried again.
 *
 * @throws what the store rejects with for any other reason: full, unreachable, damaged
 */
export async function takeRecords(
  store: Pick<Intake, 'take'>,
  records: readonly VerifiedRecord[],
): Promise<readonly TakenRecord[]> {
  try {
    return (await store.take(records)).map((outcome) => ({ outcome }));
  } catch (error) {
    const stumble = stumbleOf(error);
    if (stumble === undefined && !blamesTheData(error)) throw error;
    if (records.length === 1) {
      const detail = stumble ?? `the database does not hold it: ${(error as Error).message}`;
      return [{ outcome: { as: 'quarantined', reason: 'invalid-content' }, detail }];
    }
    const middle = records.length >> 1;
    // One after the other, in order: a record may follow one of the first half in its chain.
    const first = await takeRecords(store, records.slice(0, middle));
    return [...first, ...(await takeRecords(store, records.slice(middle)))];
  }
}

/** A fault of this program's own, in words that hold nothing of the record: which, and where. */
function stumbleOf(error: unknown): string | undefined {
  const kinds = [TypeError, RangeError, SyntaxError, ReferenceError];
  if (!kinds.some((kind) => error instanceof kind)) return undefined;
  const { name, stack = '' } = error as Error;
  const where = /^ +at .*$/m.exec(stack)?.[0].trim() ?? 'nobody knows where';
  return `a fault of this program (${name} ${where}); a newer one may take it`;
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity), and SQLite's words for the same, here or in a cause. */
function blamesTheData(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const code = 'code' in each && !(each instanceof RingformError) ? String(each.code) : '';
    if (/^2[23][0-9A-Z]{3}$/.test(code) || /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(code))
      return true;
  }
  return false;
}
