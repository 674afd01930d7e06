import { twoDigits } from '../../counting/rounding.js';
import type { Formats } from '../words/formats.js';

type Direction = 'nearest' | 'down' | 'up';

/** Parasites/µL with two significant digits, whole, as the reader writes numbers; the limits of an interval outward. */
export function densityText(formats: Formats, perMicrolitre: number, direction: Direction): string {
  const rounded = twoDigits(perMicrolitre, direction);
  return formats.number(
    direction === 'down'
      ? Math.floor(rounded)
      : direction === 'up'
        ? Math.ceil(rounded)
        : Math.round(rounded),
  );
}

/** A share 0–1 as a percentage with two significant digits; an upper limit never exceeds 100 %. */
export function shareText(formats: Formats, share: number, direction: Direction): string {
  const percent = Math.min(100, twoDigits(share * 100, direction));
  const decimals = percent === 0 ? 0 : Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(percent) + 1e-12)));
  return formats.percent(percent / 100, decimals);
}

/** A cell's score 0–1: no classifier is sure, so what would be rounded to 1 or 0 is said to be beyond the last digit. */
export function scoreText(formats: Formats, score: number): string {
  if (score >= 0.9995) return `>\u00a0${formats.number(0.999, 3)}`;
  if (score < 0.0005) return `<\u00a0${formats.number(0.001, 3)}`;
  return formats.number(score, 3);
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** "28,000–45,000" */
export function densitySpan(formats: Formats, { low, high }: Interval): string {
  return `${densityText(formats, low, 'down')}–${densityText(formats, high, 'up')}`;
}

/** "0.56 %–0.9 %" */
export function shareSpan(formats: Formats, { low, high }: Interval): string {
  return `${shareText(formats, low, 'down')}–${shareText(formats, high, 'up')}`;
}

/** Bytes as MB or GB of a million and a thousand million. */
export function bytesText(formats: Formats, bytes: number): string {
  return bytes >= 1e9 ? `${formats.number(bytes / 1e9, 1)} GB` : `${formats.number(bytes / 1e6)} MB`;
}
