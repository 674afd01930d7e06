import type { SenderEffect } from './events.js';
import type { At, Flight, Link, State } from './state.js';

/** A next state and what is to be done on the way to it. */
export interface Change {
  readonly state: State;
  readonly effects: readonly SenderEffect[];
}

export type Rule = (state: State, at: At) => Change;

export function changed(state: State, ...effects: readonly SenderEffect[]): Change {
  return { state, effects };
}

/** Applies rules one after another, each to the state the one before left. */
export function inOrder(state: State, at: At, rules: readonly Rule[]): Change {
  let change = changed(state);
  for (const rule of rules) {
    const next = rule(change.state, at);
    change = { state: next.state, effects: [...change.effects, ...next.effects] };
  }
  return change;
}

/** The state with one flight changed, or taken away. */
export function withFlight(state: State, sequence: number, next: Flight | undefined): State {
  const flights = state.flights.flatMap((flight) =>
    flight.sequence !== sequence ? [flight] : next === undefined ? [] : [next],
  );
  return { ...state, flights };
}

/** The state without some of its optional keys: taken away, never set to undefined, so that JSON keeps the state. */
export function without<K extends 'trouble' | 'wakeAt'>(state: State, key: K): Omit<State, K> {
  const copy = { ...state };
  Reflect.deleteProperty(copy, key);
  return copy;
}

/** The link as it is when it is up; undefined otherwise. */
export function upLink({ link }: State): Extract<Link, { is: 'up' }> | undefined {
  return link.is === 'up' ? link : undefined;
}
