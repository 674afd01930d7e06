import { changed } from '../base/change.js';
import type { Moment } from '../clock/moment.js';
import { isTrusted } from '../clock/day.js';
import { upLink, type Change } from './change.js';
import { hangUp } from './connecting.js';
import { inFlight, type At, type Flight, type State } from './state.js';

const DAY_MS = 86_400_000;

/**
 * Which day a byte budget belongs to: the local date by a clock that something has set, otherwise the 24 hours of this boot
 * that have begun.
 */
export function budgetDay(moment: Moment): string {
  if (!isTrusted(moment)) return `${moment.bootId} ${Math.floor(moment.uptimeMs / DAY_MS)}`;
  const local = new Date(moment.wallClockMs);
  return [local.getFullYear(), local.getMonth() + 1, local.getDate()].join('-');
}

/** Rule: a new day, a new budget. A clock that was only set right begins no new one: what was sent stays counted. */
export function rollDay(state: State, { now }: At): Change {
  const { day } = state;
  if (day.key === now.day) return changed(state);
  const setRight = isOfBoot(day.key) && !isOfBoot(now.day);
  // Rows that found no room are asked for again.
  return changed({
    ...state,
    passed: {},
    day: { key: now.day, bytes: setRight ? day.bytes : 0, full: false },
  });
}

const isOfBoot = (key: string): boolean => key.includes(' ');

/** Whether the day's budget has room for a record: always for a result, which somebody waits for. */
export function fitsDay({ day }: State, { lane, bytes = 0 }: Flight, { settings }: At): boolean {
  const { mostBytesPerDay = Infinity } = settings;
  return lane === 'results' || (!day.full && day.bytes + bytes <= mostBytesPerDay);
}

/** Whether this connection may carry a record, too; the first it always carries. */
export function fitsConnection(state: State, { bytes = 0 }: Flight, { settings }: At): boolean {
  const { mostBytesPerConnection = Infinity } = settings;
  const carried = upLink(state)?.bytes ?? 0;
  return carried === 0 || carried + bytes <= mostBytesPerConnection;
}

/** Counts what was published. */
export function spend(state: State, bytes: number): State {
  const link = upLink(state);
  return {
    ...state,
    day: { ...state.day, bytes: state.day.bytes + bytes },
    ...(link && { link: { ...link, bytes: link.bytes + bytes } }),
  };
}

/** Rule: a connection that has carried its share is ended once all is acknowledged; the next begins after a rest. */
export function restWhenCarried(state: State, at: At): Change {
  const link = upLink(state);
  const left = state.flights.some((flight) => flight.stage === 'ready' && !fitsConnection(state, flight, at));
  if (!link || !left) return changed(state);
  if (inFlight(state).length > 0 || state.settling > 0) return changed(state);
  return hangUp({ ...state, retryAt: at.now.uptimeMs + at.settings.restMs });
}
