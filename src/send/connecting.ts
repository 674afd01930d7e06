import { changed, without } from '../base/change.js';
import { backoffMs } from '../clock/backoff.js';
import { isOpen } from '../workflow/windows.js';
import { upLink, type Change } from './change.js';
import { awaitedSince, inFlight, unsent, type At, type State } from './state.js';

/** Whether anything may be sent now, by power, time of day, and because nobody wants it to stop. */
export function mayConnect(state: State, { now, settings }: At): boolean {
  const { windows } = settings;
  return state.power && !state.stopping && (windows.length === 0 || isOpen(windows, now.minuteOfDay));
}

export function onConnected(state: State, { now }: At): Change {
  if (state.link.is !== 'connecting') return changed(state);
  return changed({
    ...state,
    link: { is: 'up', heardAt: now.uptimeMs, answered: false, bytes: 0 },
  });
}

/** The connection is gone: whatever was not acknowledged goes back among what waits. */
export function onDisconnected(state: State, at: At, code: string | undefined): Change {
  if (state.link.is === 'down') return changed(state);
  const asked = state.link.is === 'closing';
  const down = backInLine({ ...state, link: { is: 'down' } });
  return changed(asked || code === undefined ? down : failed(down, at, code));
}

/** An attempt, a connection or a collector failed: the next attempt comes later, and by chance. */
export function failed(state: State, { now, settings }: At, code: string): State {
  return {
    ...state,
    trouble: code,
    failures: state.failures + 1,
    retryAt: now.uptimeMs + backoffMs(state.failures, now.chance, settings),
  };
}

/** Ends the connection; `settling` acknowledgements go on into the store. */
export function hangUp(state: State): Change {
  return changed({ ...state, link: { is: 'closing' } }, { do: 'disconnect' });
}

/** Rule: connect as soon as there is a reason to, and nothing against it. */
export function connectWhenDue(state: State, at: At): Change {
  if (state.link.is !== 'down' || !mayConnect(state, at) || unsent(state) === 0) return changed(state);
  if (at.now.uptimeMs < state.retryAt) return changed(state);
  return changed({ ...state, link: { is: 'connecting' } }, { do: 'connect' });
}

/** Rule: hang up when nothing may be sent any more, and when there has been nothing to send for a while. */
export function hangUpWhenDone(state: State, at: At): Change {
  const link = upLink(state);
  if (!mayConnect(state, at)) return link || state.link.is === 'connecting' ? hangUp(state) : changed(state);
  if (!link) return changed(state);
  if (unsent(state) > 0 || state.flights.length > 0 || state.settling > 0) {
    if (link.idleSince === undefined) return changed(state);
    const { is, heardAt, answered, bytes } = link;
    return changed({ ...state, link: { is, heardAt, answered, bytes } });
  }
  const { uptimeMs } = at.now;
  const { idleSince = uptimeMs } = link;
  if (uptimeMs >= idleSince + at.settings.lingerMs) return hangUp(state);
  return changed(link.idleSince === undefined ? { ...state, link: { ...link, idleSince } } : state);
}

/** Rule: a collector that acknowledges nothing for long is away; the broker is left in peace until a later try. */
export function giveUpOnSilence(state: State, at: At): Change {
  const link = upLink(state);
  const sent = inFlight(state);
  if (!link || sent.length === 0) return changed(state);
  if (at.now.uptimeMs < silentAt(state, at)) return changed(state);
  const unanswered = { ...state.unanswered };
  for (const { sequence } of sent) unanswered[sequence] = (unanswered[sequence] ?? 0) + 1;
  return hangUp(failed({ ...state, unanswered }, at, 'not-acknowledged'));
}

/** Uptime at which the collector's silence is taken for absence; Infinity while nothing is asked of it. */
export function silentAt(state: State, at: At): number {
  const heardAt = upLink(state)?.heardAt ?? Infinity;
  const asked = Math.min(...inFlight(state).map((flight) => awaitedSince(flight, at)));
  return Math.max(heardAt, asked) + at.settings.acknowledgeWithinMs;
}

/** Somebody listens: what failed before is over. */
export function heard(state: State, { now }: At): State {
  const link = upLink(state);
  if (!link) return state;
  return {
    ...without(state, 'trouble'),
    failures: 0,
    retryAt: 0,
    link: { ...link, heardAt: now.uptimeMs, answered: true },
  };
}

/** Rows in flight wait again, in their order; what was sealed keeps its bytes in the store. */
function backInLine(state: State): State {
  return { ...state, flights: state.flights.filter(({ stage }) => stage === 'settling'), passed: {} };
}

/** Rule: the end has come when nothing is connected or under way. */
export function endWhenStill(state: State): Change {
  if (!state.stopping || state.link.is !== 'down' || state.settling > 0) return changed(state);
  return changed(state, { do: 'end' });
}
