import type { Effect } from './effects.js';
import type { At, State } from './state.js';

/** A next state and what is to be done on the way to it. */
export interface Change {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** One subject's say in a step. */
export type Rule = (state: State, at: At) => Change;

export function changed(state: State, ...effects: readonly Effect[]): Change {
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

/** The value without some of its keys: an optional key is taken away, never set to undefined, so that JSON keeps the state. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}
