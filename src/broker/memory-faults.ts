import type { Clock } from '../clock/clock.js';
import type { Incoming } from './link.js';
import type { OneWay } from './one-way.js';

/** Where in the exchange of one message something can go wrong. */
export const FAULT_POINTS = [
  /** A client sends: the message has not reached the broker. */
  'before-publish',
  /** The broker has it, and the client has not heard so. */
  'before-puback',
  /** The client has heard so. */
  'after-puback',
  /** The broker hands it to a subscriber that has not got it. */
  'before-delivery',
  /** The subscriber has it and has not confirmed it. */
  'after-delivery',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** What happens there: nothing, the client's connection breaks, the message comes twice, or so many ms later than others. */
export type Fault = 'none' | 'cut' | 'twice' | { readonly lateMs: number };

export interface FaultAsked {
  readonly point: FaultPoint;
  /** Whose connection it is about. */
  readonly client: string;
  readonly topic: string;
}

export interface MemoryBrokerOptions {
  /** Time on the way from client to broker or back; default 5 ms. */
  readonly wayMs?: number;
  /** Asked at every point of every exchange; default: never a fault. */
  readonly faults?: (asked: FaultAsked) => Fault;
  readonly protocol?: '3.1.1' | '5';
  /** Whether a client may write to a topic; default always. */
  readonly mayPublish?: (client: string, topic: string) => boolean;
  readonly maySubscribe?: (client: string, filter: string) => boolean;
  readonly maximumPacketSize?: number;
}

/** What a link in memory needs of its broker. */
export interface BrokerSide {
  readonly clock: Clock;
  readonly options: MemoryBrokerOptions;
  readonly up: boolean;
  readonly way: OneWay;
  readonly wayMs: number;
  fault(asked: FaultAsked): Fault;
  attach(link: MemoryClient): void;
  detach(link: MemoryClient): void;
  subscribe(client: string, filter: string): void;
  take(topic: string, payload: Uint8Array): void;
}

/** What the broker in memory needs of a link. */
export interface MemoryClient {
  readonly client: string;
  readonly keepsSession: boolean;
  cut(): void;
  receive(message: Incoming): void;
}
