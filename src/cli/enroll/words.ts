import type { CertificateFacts } from '../../broker/certificates/read-certificate.js';

const DAY_MS = 86_400_000;

/** A day in UTC: 2026-11-23. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** How long a certificate still holds; `nowMs` undefined where the clock cannot be believed. */
export function expiryWords({ notAfterMs }: CertificateFacts, nowMs: number | undefined): string {
  if (nowMs === undefined) return `until ${day(notAfterMs)} (this device’s clock cannot say how far that is)`;
  const days = Math.floor((notAfterMs - nowMs) / DAY_MS);
  if (notAfterMs <= nowMs) return `EXPIRED on ${day(notAfterMs)}: renew it now`;
  if (days < 60) return `until ${day(notAfterMs)}: only ${days} more days, renew it soon`;
  return `until ${day(notAfterMs)}, ${days < 730 ? `${days} more days` : `${Math.floor(days / 365)} more years`}`;
}

/** A fingerprint in two lines that people can compare. */
export function fingerprintWords(fingerprint: string): string {
  const pairs = fingerprint.split(':');
  return `  ${pairs.slice(0, 16).join(' ')}\n  ${pairs.slice(16).join(' ')}\n`;
}
