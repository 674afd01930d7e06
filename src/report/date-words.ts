import { dateOf, type ClockAnchor, type Dated, type OrderedMoment } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import { duration } from './duration.js';

/** A moment in UTC to the minute: "2026-11-23 14:05 UTC". Takes ms since 1970. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * When something happened, in words: a date where a trusted clock vouches for it, else the span it lies in, else boot and uptime.
 * The moment's own wall clock is never shown for its own sake.
 */
export function dateWords(event: OrderedMoment, anchors: readonly ClockAnchor[]): string {
  return wordsOf(dateOf(event, anchors), event.at);
}

/** `dateWords` of what `dateOf` said of `at`. */
export function wordsOf(dated: Dated, at: Moment): string {
  switch (dated.kind) {
    case 'known':
      return utc(dated.wallClockMs);
    case 'between':
      return `between ${utc(dated.earliestMs).replace(' UTC', '')} and ${utc(dated.latestMs)}`;
    case 'after':
      return `after ${utc(dated.earliestMs)}`;
    case 'before':
      return `before ${utc(dated.latestMs)}`;
    case 'unknown':
      return `date unknown (${bootWords(at)})`;
  }
}

/** Which boot and how long after its start: "boot 1d22f36b, 3 h 12 min after start". */
export function bootWords({ bootId, uptimeMs }: Moment): string {
  return `boot ${bootId.slice(0, 8)}, ${duration(uptimeMs / 1000)} after start`;
}

/** When a page was written, in words; undefined where no clock could be believed by then. */
export function writtenWords(now: Moment): string | undefined {
  return now.trust === undefined || now.trust === 'none' ? undefined : utc(now.wallClockMs);
}
