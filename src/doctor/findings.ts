import { z } from 'zod';
import { PARTS } from '../workflow/screen.js';
import type { CheckResult } from './check.js';

const result = z.strictObject({
  part: z.enum(PARTS).describe('What the display names when it fails.'),
  check: z.string().describe('This check of the part: a part may have several.'),
  state: z
    .enum(['ok', 'absent', 'untested', 'failed'])
    .describe('absent: none configured. untested: could not be judged because of another part that failed.'),
  code: z.string().optional().describe('Of a failure; see docs/doctor.md.'),
  said: z.string().describe('What was seen.'),
  remedy: z.string().optional().describe('What to do about a failure.'),
  stopsCounting: z.boolean().describe('Of a failure: true when no slide can be counted with it.'),
  tookMs: z.number().min(0),
});

/** What `ringform doctor --json` prints. */
export const findingsSchema = z.strictObject({
  document: z.literal('ringform-doctor'),
  version: z.literal(1),
  device: z.string().describe('Its name in the configuration.'),
  program: z.string().describe('Version of Ringform.'),
  verdict: z.enum(['can-count', 'can-count-with-faults', 'cannot-count']),
  tookMs: z.number().min(0),
  results: z.array(result),
});

export type Findings = z.infer<typeof findingsSchema>;
export type Verdict = Findings['verdict'];

/** What all results together mean for whoever wants to count slides. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  const failed = results.filter(({ state }) => state === 'failed');
  if (failed.some(({ stopsCounting }) => stopsCounting)) return 'cannot-count';
  return failed.length > 0 ? 'can-count-with-faults' : 'can-count';
}

/** The document of a whole examination. */
export function findingsOf(
  results: readonly CheckResult[],
  about: { readonly device: string; readonly program: string },
): Findings {
  return {
    document: 'ringform-doctor',
    version: 1,
    ...about,
    verdict: verdictOf(results),
    tookMs: results.reduce((sum, { tookMs }) => sum + Math.round(tookMs), 0),
    results: results.map(({ label, tookMs, stopsCounting, ...rest }) => ({
      part: rest.part,
      check: label,
      state: rest.state,
      ...(rest.state === 'failed' && { code: rest.code }),
      said: rest.said,
      ...(rest.state === 'failed' && { remedy: rest.remedy }),
      stopsCounting: rest.state === 'failed' && stopsCounting,
      tookMs: Math.round(tookMs),
    })),
  };
}

const MARKS = { ok: '✓', failed: '✗', absent: '–', untested: '–' } as const;
const LABEL_WIDTH = 16;
const DURATION_WIDTH = 6;

/** One check for a person to read; of a failure also its code and, in a second line, what to do. */
export function resultLines(found: CheckResult): string {
  const { label, state, said, tookMs } = found;
  const looked = state === 'ok' || state === 'failed';
  const took = (looked ? duration(tookMs) : '').padStart(DURATION_WIDTH);
  const first = `${MARKS[state]} ${label.padEnd(LABEL_WIDTH)} ${took}  ${said}`;
  if (found.state !== 'failed') return `${first}\n`;
  return `${first} [${found.code}]\n${' '.repeat(LABEL_WIDTH + DURATION_WIDTH + 5)}→ ${found.remedy}\n`;
}

/** The last line: can this device count slides, and if not, why. */
export function verdictLine(results: readonly CheckResult[]): string {
  const failed = results.filter(({ state }) => state === 'failed');
  const named = (stops: boolean): string =>
    failed
      .filter(({ stopsCounting }) => stopsCounting === stops)
      .map(({ label }) => label)
      .join(', ');
  switch (verdictOf(results)) {
    case 'cannot-count':
      return `This device cannot count slides: ${named(true)}.\n`;
    case 'can-count-with-faults':
      return `This device can count slides; to see to: ${named(false)}.\n`;
    case 'can-count':
      return 'This device can count slides.\n';
  }
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
