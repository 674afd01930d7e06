import { changed } from '../base/change.js';
import { LANES, type Lane } from '../record/lanes.js';
import { fitsConnection, fitsDay, spend } from './budget.js';
import { upLink, withFlight, type Change } from './change.js';
import { failed, hangUp, heard } from './connecting.js';
import type { SenderEffect, SenderEvent } from './events.js';
import {
  awaitedSince,
  inFlight,
  openLanes,
  unsent,
  type At,
  type Flight,
  type RowHead,
  type State,
} from './state.js';

type Of<T extends SenderEvent['type']> = Extract<SenderEvent, { type: T }>;

/** What may be in flight is asked of the store in so many parts. */
const FETCHES = 4;

/** Rule: rows are taken out of the outbox as far as there is room in flight. */
export function fetchWhenRoom(state: State, { settings }: At): Change {
  const room = settings.inFlight - state.flights.length;
  const left = unsent(state);
  if (!upLink(state) || state.fetching || room <= 0 || left === 0) return changed(state);
  // A few at once: asking the store for each alone costs more than the row.
  if (left > room && room < settings.inFlight / FETCHES) return changed(state);
  return changed(
    { ...state, fetching: true },
    {
      do: 'fetch',
      lanes: openLanes(state),
      // Rows in hand may be among what the outbox gives, and those that others go before.
      limit: room + state.flights.length + state.stuck.length + Object.keys(state.unanswered).length,
      after: state.passed,
    },
  );
}

export function onRows(state: State, rows: readonly RowHead[], { settings }: At): Change {
  const asked = { ...state, fetching: false };
  if (!upLink(state)) return changed(asked);
  const known = new Set([...state.flights, ...state.stuck].map(({ sequence }) => sequence));
  const taken = rows
    .filter(({ sequence }) => !known.has(sequence))
    .sort((a, b) => doubt(state, a) - doubt(state, b)) // stable: otherwise as the outbox has them
    .slice(0, Math.max(0, settings.inFlight - state.flights.length));
  if (taken.length === 0) {
    // Rows before those passed may wait again, put back by a person; else another program sent what was thought to wait.
    const looked = Object.keys(state.passed).length > 0;
    return changed({ ...asked, passed: {}, ...(!looked && { waiting: onlyFlights(state) }) });
  }
  const passed = { ...state.passed };
  for (const { lane, sequence } of taken) passed[lane] = Math.max(passed[lane] ?? 0, sequence);
  return changed(
    {
      ...asked,
      passed,
      flights: [
        ...state.flights,
        ...taken.map(({ sequence, id, lane }): Flight => ({ sequence, id, lane, stage: 'preparing' })),
      ],
    },
    ...taken.map(({ sequence }): SenderEffect => ({ do: 'prepare', sequence })),
  );
}

/** From so many times on it is the record's own fault, and not that of a collector who was away. */
const OWN_FAULT = 2;

/**
 * Which rows others go before: those that were sent and not answered. A record that no collector takes must not stop the rest,
 * nor may as many of them as can be in flight.
 */
function doubt(state: State, { sequence }: RowHead): number {
  const times = state.unanswered[sequence] ?? 0;
  return upLink(state)?.answered === true && times < OWN_FAULT ? 0 : times;
}

/** Until it is counted anew: nothing waits but what is in hand. */
function onlyFlights(state: State): State['waiting'] {
  const inHand = (lane: Lane): number =>
    [...state.flights, ...state.stuck].filter((row) => row.lane === lane).length;
  const counted = { ...state.waiting };
  for (const lane of openLanes(state)) counted[lane] = inHand(lane);
  return counted;
}

export function onPrepared(state: State, { sequence, hash, bytes }: Of<'prepared'>): Change {
  const flight = state.flights.find((one) => one.sequence === sequence);
  if (flight?.stage !== 'preparing') return changed(state);
  return changed(withFlight(state, sequence, { ...flight, stage: 'ready', hash, bytes }));
}

export function onUnprepared(state: State, at: At, { sequence, why }: Of<'unprepared'>): Change {
  const flight = state.flights.find((one) => one.sequence === sequence);
  if (flight?.stage !== 'preparing') return changed(state);
  const rest = withFlight(state, sequence, undefined);
  switch (why) {
    case 'gone':
      return changed(lessWaiting(rest, flight), { do: 'count' });
    case 'stuck': {
      const { id, lane } = flight;
      return changed({ ...rest, stuck: [...rest.stuck, { sequence, id, lane }] });
    }
    case 'storage':
      // A disk that refuses one row refuses the next: all wait for it.
      return upLink(state) ? hangUp(failed(state, at, 'storage')) : changed(rest);
  }
}

/** Rule: records are published while fewer than the limit await their acknowledgement; one alone until anybody answered. */
export function publishWhenRoom(state: State, at: At): Change {
  const link = upLink(state);
  if (!link) return changed(state);
  // Which one alone is chosen among all in hand.
  if (!link.answered && (state.fetching || state.flights.some(({ stage }) => stage === 'preparing')))
    return changed(state);
  let next = state;
  const effects: SenderEffect[] = [];
  const most = link.answered ? at.settings.inFlight : 1;
  const order = (flight: Flight): number => doubt(state, flight) * LANES.length + LANES.indexOf(flight.lane);
  const ready = state.flights
    .filter(({ stage }) => stage === 'ready')
    .sort((a, b) => order(a) - order(b) || a.sequence - b.sequence);
  for (const flight of ready) {
    if (inFlight(next).length >= most) break;
    if (!fitsDay(next, flight, at)) {
      next = withFlight({ ...next, day: { ...next.day, full: true } }, flight.sequence, undefined);
      continue;
    }
    if (!fitsConnection(next, flight, at)) break;
    next = spend(next, flight.bytes ?? 0);
    const { sequence, id, lane, hash, bytes } = flight;
    const sealed = { ...(hash !== undefined && { hash }), ...(bytes !== undefined && { bytes }) };
    next = withFlight(next, sequence, {
      sequence,
      id,
      lane,
      stage: 'sent',
      ...sealed,
      sentAt: at.now.uptimeMs,
    });
    effects.push({ do: 'publish', sequence: flight.sequence });
  }
  if (next.day.full && !state.day.full) {
    // Taken out of line for nothing: they wait for the next day.
    next = {
      ...next,
      passed: { ...(next.passed.results !== undefined && { results: next.passed.results }) },
      flights: next.flights.filter(
        ({ lane, stage }) => lane === 'results' || stage === 'sent' || stage === 'settling',
      ),
    };
  }
  return changed(next, ...effects);
}

export function onPublished(state: State, { now }: At, sequence: number): Change {
  const flight = state.flights.find((one) => one.sequence === sequence);
  if (flight?.stage !== 'sent') return changed(state);
  return changed(withFlight(state, sequence, { ...flight, confirmedAt: now.uptimeMs }));
}

export function onUnpublished(state: State, at: At, { sequence, code }: Of<'unpublished'>): Change {
  const flight = state.flights.find((one) => one.sequence === sequence);
  if (flight?.stage !== 'sent' || !upLink(state)) return changed(state);
  if (code === 'message-too-large' && flight.hash !== undefined) {
    // No collector will ever see it: put aside as if one had refused it, so that the others go on.
    return settle(state, flight, { as: 'quarantined', reason: code });
  }
  const refused = code === 'publish-refused' ? { [sequence]: (state.unanswered[sequence] ?? 0) + 1 } : {};
  return hangUp(failed({ ...state, unanswered: { ...state.unanswered, ...refused } }, at, code));
}

/** A collector's word for a row: it leaves, or is put aside. Words for other bytes than were sent change nothing. */
export function onAcknowledged(state: State, at: At, word: Of<'acknowledged'>): Change {
  const flight = state.flights.find(({ id }) => id === word.id);
  const next = heard(state, at);
  if (flight?.stage === 'settling') return changed(next);
  if (flight) return flight.hash === word.hash ? settle(next, flight, word) : changed(next);
  // Of an earlier connection, or sent by another program: its row may still be there.
  const { id, hash, as, reason } = word;
  return changed(
    { ...next, settling: next.settling + 1 },
    { do: 'settle', id, hash, as, ...(reason !== undefined && { reason }) },
  );
}

function settle(
  state: State,
  flight: Flight,
  { as, reason }: { readonly as: Of<'acknowledged'>['as']; readonly reason?: string },
): Change {
  const { sequence, id, hash = '' } = flight;
  const settling: Flight = {
    ...{ ...flight, stage: 'settling' },
    ...(as === 'quarantined' && { isAside: true }),
  };
  return changed(
    { ...withFlight(state, sequence, settling), settling: state.settling + 1 },
    { do: 'settle', id, hash, as, ...(reason !== undefined && { reason }) },
  );
}

export function onSettled(state: State, { id, known }: Of<'settled'>): Change {
  const next = { ...state, settling: Math.max(0, state.settling - 1) };
  const flight = next.flights.find((one) => one.id === id);
  if (!flight || (!known && flight.stage !== 'settling')) return changed(next, { do: 'count' });
  const unanswered = { ...next.unanswered };
  Reflect.deleteProperty(unanswered, flight.sequence);
  const rest = withFlight({ ...next, unanswered }, flight.sequence, undefined);
  return known ? changed(lessWaiting(rest, flight)) : changed(rest, { do: 'count' });
}

/** The store refused an acknowledgement: the row stays, and is sent once more in its time. */
export function onUnsettled(state: State, { id }: Of<'unsettled'>): Change {
  const next = { ...state, settling: Math.max(0, state.settling - 1) };
  const flight = next.flights.find((one) => one.id === id);
  if (flight?.stage !== 'settling') return changed(next);
  return changed(withFlight(next, flight.sequence, upLink(next) ? { ...flight, stage: 'sent' } : undefined));
}

/** Rule: a record that was not acknowledged in its time is sent again as it was, each time after twice as long. */
export function sendAgain(state: State, at: At): Change {
  const link = upLink(state);
  if (!link) return changed(state);
  let next = state;
  for (const flight of inFlight(state)) {
    if (at.now.uptimeMs < againAt(state, flight, at)) continue;
    const { sequence } = flight;
    const times = (next.unanswered[sequence] ?? 0) + 1;
    next = withFlight({ ...next, unanswered: { ...next.unanswered, [sequence]: times } }, sequence, {
      ...flight,
      stage: 'ready',
    });
  }
  return changed(next);
}

/** Uptime at which a record is sent again. */
export function againAt(state: State, flight: Flight, at: At): number {
  const { acknowledgeWithinMs, backoffCapMs } = at.settings;
  const times = Math.min(state.unanswered[flight.sequence] ?? 0, 30);
  return (
    awaitedSince(flight, at) +
    Math.max(acknowledgeWithinMs, Math.min(backoffCapMs, acknowledgeWithinMs * 2 ** times))
  );
}

function lessWaiting(state: State, { lane, isAside }: Flight): State {
  return {
    ...state,
    waiting: { ...state.waiting, [lane]: Math.max(0, state.waiting[lane] - 1) },
    putAside: state.putAside + (isAside && lane === 'results' ? 1 : 0),
  };
}
