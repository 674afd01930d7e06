import { grouped } from '../../counting/rounding.js';
import { percent } from '../numbers.js';
import type { AtThreshold, FalseRow, FoundRow } from './document.js';
import type { Goal, Verdict } from './goals.js';

/** "≤ 500/µL", "≥ 95 %"; empty without a goal. */
export function goalWords(goal: Goal | null): string {
  if (goal === null) return '';
  if (goal.is === 'at-most') return `≤ ${grouped(goal.perMicrolitre)}/µL`;
  return `≥ ${percent(goal.share).replace('.0 %', ' %')}`;
}

/** "met", "missed", or on which side of the goal the value lies when the interval does not decide; empty without a goal. */
export function verdictWords(goal: Goal | null, verdict: Verdict | null, value: number): string {
  if (goal === null || verdict === null) return '';
  if (verdict !== 'not-shown') return verdict;
  const good = goal.is === 'at-most' ? value <= goal.perMicrolitre : value >= goal.share;
  return `not shown (value ${good ? 'within' : 'outside'})`;
}

/** "158 patients". */
export function overWords({ units, over }: Pick<FoundRow | FalseRow, 'units' | 'over'>): string {
  return `${units} ${over}${units === 1 ? '' : 's'}`;
}

/** "nih-cells, held-out patients". */
export function rowWords({ set, what }: Pick<FoundRow | FalseRow, 'set' | 'what'>): string {
  return `${set}: ${what}`;
}

/** "Goals of the slide's truth: 1 met, 4 missed, 3 not shown." */
export function goalsWords({ found, falsePositives }: AtThreshold): string {
  const n = (verdict: Verdict): number =>
    [...found, ...falsePositives].filter((row) => row.verdict === verdict).length;
  return `Goals of the slide's truth: ${n('met')} met, ${n('missed')} missed, ${n('not-shown')} not shown (the interval holds the goal).`;
}
