import type * as machine from '../base/change.js';
import type { Effect } from './effects.js';
import type { At, State } from './state.js';

export type Change = machine.Change<State, Effect>;

export type Rule = machine.Rule<State, Effect, At>;
