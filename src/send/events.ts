import type { ACKNOWLEDGED_AS } from '../record/acknowledgement.js';
import type { Lane } from '../record/lanes.js';
import type { RowHead } from './state.js';

export type AcknowledgedAs = (typeof ACKNOWLEDGED_AS)[number];

/** All that can happen to the sender. */
export type SenderEvent =
  /** What waits in the outbox was counted. */
  | {
      readonly type: 'counted';
      readonly waiting: Readonly<Record<Lane, number>>;
      /** Results that the other side put aside. */
      readonly putAside: number;
      readonly bytes: number;
    }
  /** The power policy lets results be sent, or not. */
  | { readonly type: 'power'; readonly sync: boolean }
  /** Connected, and subscribed to what the collectors answer. */
  | { readonly type: 'connected' }
  | { readonly type: 'connect-failed'; readonly code: string }
  /** The connection is over; `code` where nobody asked for that. */
  | { readonly type: 'disconnected'; readonly code?: string }
  /** What the outbox gave when it was asked for rows. */
  | { readonly type: 'rows'; readonly rows: readonly RowHead[] }
  /** A row has its number, hash and bytes. */
  | { readonly type: 'prepared'; readonly sequence: number; readonly hash: string; readonly bytes: number }
  /** It has not: its row is gone; or the store refused just now; or no record can be made of it. */
  | {
      readonly type: 'unprepared';
      readonly sequence: number;
      readonly why: 'gone' | 'storage' | 'stuck';
    }
  /** The broker has it, by its own word. */
  | { readonly type: 'published'; readonly sequence: number }
  /** The broker would not take a record, or the connection broke before it said so. */
  | { readonly type: 'unpublished'; readonly sequence: number; readonly code: string }
  /** A collector's word. */
  | {
      readonly type: 'acknowledged';
      readonly id: string;
      readonly hash: string;
      readonly as: AcknowledgedAs;
      readonly reason?: string;
    }
  /** An acknowledgement is in the store. `known`: there was such a row. */
  | { readonly type: 'settled'; readonly id: string; readonly known: boolean }
  /** It is not: the store refused. The row is sent again, and acknowledged again. */
  | { readonly type: 'unsettled'; readonly id: string }
  /** A person wants it now. */
  | { readonly type: 'hurry' }
  | { readonly type: 'tick' }
  | { readonly type: 'stop-asked' };

/** What the sender wants done. */
export type SenderEffect =
  | { readonly do: 'connect' }
  /** In good order; an attempt under way is given up. */
  | { readonly do: 'disconnect' }
  | {
      readonly do: 'fetch';
      readonly lanes: readonly Lane[];
      readonly limit: number;
      readonly after: Partial<Readonly<Record<Lane, number>>>;
    }
  | { readonly do: 'prepare'; readonly sequence: number }
  | { readonly do: 'publish'; readonly sequence: number }
  | {
      readonly do: 'settle';
      readonly id: string;
      readonly hash: string;
      readonly as: AcknowledgedAs;
      readonly reason?: string;
    }
  | { readonly do: 'count' }
  | { readonly do: 'trim'; readonly mostBytes: number }
  | { readonly do: 'wake-at'; readonly uptimeMs: number }
  /** Nothing is connected or under way any more. */
  | { readonly do: 'end' };
