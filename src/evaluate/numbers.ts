import type { Interval } from '../counting/result.js';
import { grouped } from '../counting/rounding.js';

/** 0.9534 → "95.3 %"; more decimals from 99 % on, where they matter; "–" for null. */
export function percent(share: number | null): string {
  if (share === null) return '–';
  const value = share * 100;
  return `${value.toFixed(value > 99 && value < 100 ? 2 : 1)} %`;
}

/** "95.3 % (94.1–96.2)"; "–" for null. */
export function percentInterval(interval: Interval | null): string {
  if (interval === null) return '–';
  const bound = (value: number): string =>
    (value * 100).toFixed(interval.value > 0.99 && interval.value < 1 ? 2 : 1);
  return `${percent(interval.value)} (${bound(interval.low)}–${bound(interval.high)})`;
}

/** "12,300/µL (8,100–17,900)"; "–" for null. */
export function perMicrolitreInterval(interval: Interval | null): string {
  if (interval === null) return '–';
  return `${grouped(interval.value)}/µL (${grouped(interval.low)}–${grouped(interval.high)})`;
}
