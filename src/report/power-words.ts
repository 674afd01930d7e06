import type { FieldPower } from '../store/slide-store.js';

/** How the battery stood, as far as a gauge told it: "3.71 V, 46 %, saving". */
export function powerWords({ millivolts, charge, state }: FieldPower): string {
  return [
    ...(millivolts === undefined ? [] : [`${(millivolts / 1000).toFixed(2)} V`]),
    ...(charge === undefined ? [] : [`${Math.round(charge * 100)} %`]),
    state,
  ].join(', ');
}
