import type { Moment } from '../../clock/moment.js';
import type { SlideBody } from '../../record/slide-body.js';

type WireMoment = SlideBody['begun'];

/**
 * Text made to fit `line(most)` of the wire format, as a result must always be sendable: control characters become spaces, a
 * half of a surrogate pair the replacement character, and what is longer ends in `…`.
 *
 * @param most UTF-16 code units, ≥ 1
 */
export function fitLine(text: string, most: number): string {
  const clean = text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').replaceAll(/\p{Surrogate}/gu, '\ufffd');
  if (clean.length <= most) return clean;
  return `${clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A number with so many significant digits: a measure's last ten digits say nothing and cost as much as the first. */
export function digits(value: number, significant: number): number {
  return Number(value.toPrecision(significant));
}

/** A share, 0–1, six digits. */
export function share(value: number): number {
  return digits(Math.min(1, Math.max(0, value)), 6);
}

/** A moment as the wire format has it. */
export function wireMoment({ bootId, uptimeMs, wallClockMs, trust }: Moment): WireMoment {
  return {
    bootId: fitLine(bootId, 100) || 'unknown',
    uptimeMs: Math.max(0, uptimeMs),
    wallClockMs,
    ...(trust && { trust }),
  };
}
