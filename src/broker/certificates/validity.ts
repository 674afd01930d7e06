import { certificateError } from './certificate-error.js';

const YEAR_MS = 365.25 * 86_400_000;

/** How long each kind holds, years. */
export const YEARS = { authority: 25, server: 10, client: 2 } as const;

/**
 * From when certificates hold: always. A device without a battery-backed clock starts in 1970 or when it was last switched
 * off, and must reach its broker all the same; only the last day says anything here, since nobody else signs with this key.
 */
export const ALWAYS = new Date(0);

/** Before this program was written: a clock that says so is wrong, and a certificate dated by it would have run out. */
const SURELY_PAST = Date.UTC(2026, 0, 1);

/**
 * The last moment of a certificate, and the first.
 *
 * @param until Not beyond this, ms since 1970: the authority's own end
 * @throws LinkError clock-wrong; authority-expired.
 */
export function validity(
  nowMs: number,
  years: number,
  until = Infinity,
): { readonly notBefore: Date; readonly notAfter: Date } {
  if (nowMs < SURELY_PAST)
    throw certificateError(
      'clock-wrong',
      `This machine’s clock says ${new Date(nowMs).toISOString().slice(0, 10)}.`,
    );
  if (until <= nowMs)
    throw certificateError(
      'authority-expired',
      `The authority’s certificate ended on ${new Date(until).toISOString().slice(0, 10)}.`,
    );
  // Whole seconds, as certificates have them.
  const end = Math.min(until, nowMs + years * YEAR_MS);
  return { notBefore: ALWAYS, notAfter: new Date(Math.floor(end / 1000) * 1000) };
}
