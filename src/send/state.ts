import { LANES, type Lane } from '../record/lanes.js';
import type { SenderSettings } from './settings.js';

/** The moment of an event. */
export interface Now {
  /** ms since this boot; never runs backwards. */
  readonly uptimeMs: number;
  /** Local minute of the day (0–1439) by the trusted clock, or minutes since boot while none is trusted. May jump. */
  readonly minuteOfDay: number;
  /** Which day a byte budget belongs to: `budgetDay`. */
  readonly day: string;
  /** Uniform in [0, 1): what the jitter is made of. */
  readonly chance: number;
}

export interface At {
  readonly now: Now;
  readonly settings: SenderSettings;
}

/** A row of the outbox as the sender thinks of it. */
export interface RowHead {
  readonly sequence: number;
  readonly id: string;
  readonly lane: Lane;
}

/** A row taken out of the outbox's order, on its way. */
export interface Flight extends RowHead {
  /** `preparing`: being sealed; `ready`: to be published; `sent`: published, its acknowledgement awaited; `settling`: being taken out. */
  readonly stage: 'preparing' | 'ready' | 'sent' | 'settling';
  /** From its seal. */
  readonly hash?: string;
  readonly bytes?: number;
  /** Uptime at which it was sent last, over this connection. */
  readonly sentAt?: number;
  /** Uptime at which the broker confirmed that: from then on the collector is waited for. */
  readonly confirmedAt?: number;
  /** Being taken out of what waits, and kept: the other side put it aside. */
  readonly isAside?: true;
}

export type Link =
  | { readonly is: 'down' }
  | { readonly is: 'connecting' }
  | {
      readonly is: 'up';
      /** Uptime at which anything was last heard of a collector, or the connection was made. */
      readonly heardAt: number;
      /** Something was acknowledged over this connection: until then one record alone is sent, to see whether anybody listens. */
      readonly answered: boolean;
      readonly bytes: number;
      /** Since when nothing is to be sent. */
      readonly idleSince?: number;
    }
  | { readonly is: 'closing' };

/** All the sender knows. Plain data: JSON and back is the same state. Times are uptimes in ms. */
export interface State {
  readonly link: Link;
  /** The power policy lets results be sent. */
  readonly power: boolean;
  readonly stopping: boolean;
  /** Failures in a row: attempts to connect, connections that broke, collectors that did not answer. */
  readonly failures: number;
  /** No attempt before. */
  readonly retryAt: number;
  /** The last failure; gone with the next acknowledgement. */
  readonly trouble?: string;
  /** Rows of each lane in the outbox, as last counted, refused ones left out. */
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Results that the other side put aside, as last counted: they are not sent again by themselves. */
  readonly putAside: number;
  readonly flights: readonly Flight[];
  /** Rows that were sent and not answered, or refused by the broker, and how often: others go first. */
  readonly unanswered: Readonly<Partial<Record<string, number>>>;
  /** Rows that no record could be made of; left alone until the next start. */
  readonly stuck: readonly RowHead[];
  readonly fetching: boolean;
  /** Rows up to this sequence are in flight or stuck. */
  readonly passed: Partial<Readonly<Record<Lane, number>>>;
  /** Acknowledgements on their way into the store. */
  readonly settling: number;
  /** What was sent within the day; `full` once a record did not fit any more. */
  readonly day: { readonly key: string; readonly bytes: number; readonly full: boolean };
  readonly wakeAt?: number;
}

/** Before anything is known: nothing waits, nothing is connected. */
export function initialState(day: { readonly key: string; readonly bytes: number }, power: boolean): State {
  return {
    link: { is: 'down' },
    power,
    stopping: false,
    failures: 0,
    retryAt: 0,
    waiting: { results: 0, health: 0, thumbnails: 0 },
    putAside: 0,
    flights: [],
    unanswered: {},
    stuck: [],
    fetching: false,
    passed: {},
    settling: 0,
    day: { ...day, full: false },
  };
}

/** Lanes that something may be sent of now, by the day's budget. */
export function openLanes(state: State): readonly Lane[] {
  return LANES.filter((lane) => lane === 'results' || !state.day.full);
}

/** Rows that could be sent and are not in flight. */
export function unsent(state: State): number {
  const within = (lane: Lane, rows: readonly RowHead[]): number =>
    rows.filter((row) => row.lane === lane).length;
  return openLanes(state).reduce(
    (sum, lane) =>
      sum + Math.max(0, state.waiting[lane] - within(lane, state.flights) - within(lane, state.stuck)),
    0,
  );
}

/** Times the limit that a record may take to the broker: the line may be slow, with others before it. */
const SLOW_LINE = 9;

/** Uptime from which a record's acknowledgement is waited for. */
export function awaitedSince({ sentAt = 0, confirmedAt }: Flight, { settings }: At): number {
  return confirmedAt ?? sentAt + SLOW_LINE * settings.acknowledgeWithinMs;
}

/** Records sent and not acknowledged. */
export function inFlight(state: State): readonly Flight[] {
  return state.flights.filter(({ stage }) => stage === 'sent');
}
