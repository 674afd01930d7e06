import type * as machine from '../base/change.js';
import type { SenderEffect } from './events.js';
import type { At, Flight, Link, State } from './state.js';

export type Change = machine.Change<State, SenderEffect>;

export type Rule = machine.Rule<State, SenderEffect, At>;

/** The state with one flight changed, or taken away. */
export function withFlight(state: State, sequence: number, next: Flight | undefined): State {
  const flights = state.flights.flatMap((flight) =>
    flight.sequence !== sequence ? [flight] : next === undefined ? [] : [next],
  );
  return { ...state, flights };
}

/** The link as it is when it is up; undefined otherwise. */
export function upLink({ link }: State): Extract<Link, { is: 'up' }> | undefined {
  return link.is === 'up' ? link : undefined;
}
