import { changed, inOrder, without } from '../base/change.js';
import { unreachable } from '../base/errors.js';
import { restWhenCarried, rollDay } from './budget.js';
import { upLink, type Change, type Rule } from './change.js';
import {
  connectWhenDue,
  endWhenStill,
  failed,
  giveUpOnSilence,
  hangUpWhenDone,
  onConnected,
  onDisconnected,
  silentAt,
} from './connecting.js';
import type { SenderEvent } from './events.js';
import {
  againAt,
  fetchWhenRoom,
  onAcknowledged,
  onPrepared,
  onPublished,
  onRows,
  onSettled,
  onUnprepared,
  onUnpublished,
  onUnsettled,
  publishWhenRoom,
  sendAgain,
} from './sending.js';
import { inFlight, type At, type Now, type State } from './state.js';
import type { SenderSettings } from './settings.js';

/** Looked at the time at least so often, ms: windows open, days begin, other programs put rows in. */
const LOOK_MS = 60_000;

/** What time alone brings about, and what follows from where the event led. The next tick comes last. */
const RULES: readonly Rule[] = [
  giveUpOnSilence,
  sendAgain,
  publishWhenRoom,
  fetchWhenRoom,
  restWhenCarried,
  hangUpWhenDone,
  connectWhenDue,
  endWhenStill,
  askToWake,
];

/**
 * The sender's next state after an event, and what is to be done. Pure: the same arguments give the same answer. Whatever
 * happens, a row leaves the outbox by a `settle` effect alone, which only a collector's word about its very bytes brings about
 * (or the broker's that it is too large), and at most `inFlight` records are sent and not acknowledged.
 */
export function step(state: State, event: SenderEvent, now: Now, settings: SenderSettings): Change {
  const at: At = { now, settings };
  const awake =
    event.type === 'tick' || (state.wakeAt ?? 0) <= now.uptimeMs ? without(state, 'wakeAt') : state;
  return inOrder(awake, at, [rollDay, (next) => onEvent(next, at, event), ...RULES]);
}

function onEvent(state: State, at: At, event: SenderEvent): Change {
  switch (event.type) {
    case 'counted':
      return onCounted(state, at, event);
    case 'power':
      return changed({ ...state, power: event.sync });
    case 'connected':
      return onConnected(state, at);
    case 'connect-failed':
      return state.link.is === 'connecting'
        ? changed(failed({ ...state, link: { is: 'down' } }, at, event.code))
        : changed(state.link.is === 'closing' ? { ...state, link: { is: 'down' } } : state);
    case 'disconnected':
      return onDisconnected(state, at, event.code);
    case 'rows':
      return onRows(state, event.rows, at);
    case 'prepared':
      return onPrepared(state, event);
    case 'unprepared':
      return onUnprepared(state, at, event);
    case 'published':
      return onPublished(state, at, event.sequence);
    case 'unpublished':
      return onUnpublished(state, at, event);
    case 'acknowledged':
      return onAcknowledged(state, at, event);
    case 'settled':
      return onSettled(state, event);
    case 'unsettled':
      return onUnsettled(state, event);
    case 'hurry':
      return changed({ ...state, retryAt: Math.min(state.retryAt, at.now.uptimeMs) });
    case 'tick':
      return changed(state);
    case 'stop-asked':
      return changed({ ...state, stopping: true });
    default:
      return unreachable(event);
  }
}

function onCounted(
  state: State,
  { settings }: At,
  { waiting, putAside, bytes }: Extract<SenderEvent, { type: 'counted' }>,
): Change {
  const next = { ...state, waiting, putAside };
  const givable = waiting.health + waiting.thumbnails > 0;
  if (bytes <= settings.mostOutboxBytes || !givable) return changed(next);
  return changed(next, { do: 'trim', mostBytes: settings.mostOutboxBytes });
}

/** Rule: the next tick, by the nearest of what waits for time. */
function askToWake(state: State, at: At): Change {
  const { now, settings } = at;
  const link = upLink(state);
  const sent = inFlight(state);
  const times = [
    now.uptimeMs + LOOK_MS,
    ...(state.retryAt > now.uptimeMs ? [state.retryAt] : []),
    ...(link?.idleSince !== undefined ? [link.idleSince + settings.lingerMs] : []),
    ...sent.map((flight) => againAt(state, flight, at)),
    silentAt(state, at),
  ];
  const due = Math.max(now.uptimeMs, Math.min(...times));
  if (state.wakeAt !== undefined && state.wakeAt <= due) return changed(state);
  return changed({ ...state, wakeAt: due }, { do: 'wake-at', uptimeMs: due });
}
