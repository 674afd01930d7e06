/**
 * A state machine's next state and what is to be done on the way to it. The machine itself is a pure function; whoever runs it
 * does the effects.
 */
export interface Change<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** One subject's say in a step; `at` is what it may look at beside the state: the time, the settings. */
export type Rule<State, Effect, At> = (state: State, at: At) => Change<State, Effect>;

/** The types come from where the change goes, not from the arguments: a literal is checked against them and not widened. */
export function changed<State, Effect>(
  state: NoInfer<State>,
  ...effects: readonly NoInfer<Effect>[]
): Change<State, Effect> {
  return { state, effects };
}

/** Applies rules one after another, each to the state the one before left. */
export function inOrder<State, Effect, At>(
  state: State,
  at: At,
  rules: readonly Rule<State, Effect, At>[],
): Change<State, Effect> {
  let change: Change<State, Effect> = changed(state);
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
