import type { Cancel } from '../clock/clock.js';

/** A message that came in. */
export interface Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Tells the broker that it was taken care of (PUBACK): until then it comes again after a broken connection. */
  readonly done: () => void;
}

/** What a link is right now. */
export type LinkState =
  | { readonly state: 'down'; readonly error?: Error }
  | { readonly state: 'connecting' }
  | { readonly state: 'up'; readonly protocol: '3.1.1' | '5' };

/**
 * A connection to a message broker, QoS 1 both ways. It never keeps messages of its own: what was not confirmed when the
 * connection broke is the caller's to send again. It does not reconnect by itself either: when to try is the caller's policy.
 */
export interface BrokerLink {
  readonly state: LinkState;
  onState(listener: (state: LinkState) => void): Cancel;
  onMessage(listener: (message: Incoming) => void): Cancel;
  /**
   * Connect once: MQTT 5, or 3.1.1 where the broker does not speak it.
   *
   * @throws LinkError broker-unreachable, broker-refused (certificate, user), broker-timeout.
   */
  connect(signal?: AbortSignal): Promise<void>;
  /** @throws LinkError subscription-refused, not-connected. */
  subscribe(filter: string): Promise<void>;
  /** Resolves when the broker has confirmed it (PUBACK). @throws LinkError not-connected, connection-lost, publish-refused. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Ends the connection in good order, within so many ms; safe to call at any time. */
  disconnect(withinMs?: number): Promise<void>;
  /** Bytes of payloads and topics sent and received since this link was made. */
  readonly traffic: { readonly sent: number; readonly received: number };
}
