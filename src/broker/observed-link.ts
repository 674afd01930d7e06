import type { Cancel } from '../clock/clock.js';
import type { BrokerLink, Incoming, LinkState } from './link.js';

/** What is the same for every link: how it stands, who wants to hear of it, and how many bytes went each way. */
export abstract class ObservedLink {
  #state: LinkState = { state: 'down' };
  readonly #states = new Set<(state: LinkState) => void>();
  readonly #listeners = new Set<(message: Incoming) => void>();
  #sent = 0;
  #received = 0;

  get state(): LinkState {
    return this.#state;
  }

  get traffic(): BrokerLink['traffic'] {
    return { sent: this.#sent, received: this.#received };
  }

  onState(listener: (state: LinkState) => void): Cancel {
    this.#states.add(listener);
    return () => void this.#states.delete(listener);
  }

  onMessage(listener: (message: Incoming) => void): Cancel {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** An attempt to connect begins. */
  protected beginConnecting(): void {
    if (this.#state.state !== 'down') throw new Error('this link is connected or about to be');
    this.setState({ state: 'connecting' });
  }

  /** How the link stands from now on. */
  protected setState(state: LinkState): void {
    this.#state = state;
    for (const listener of this.#states) listener(state);
  }

  /** So many bytes, by `messageBytes`, leave. */
  protected countSent(bytes: number): void {
    this.#sent += bytes;
  }

  /** A message came in. */
  protected handOn(message: Incoming): void {
    this.#received += messageBytes(message.topic, message.payload);
    for (const listener of this.#listeners) listener(message);
  }
}

/** Bytes of topic and payload, as `traffic` counts them. */
export function messageBytes(topic: string, payload: Uint8Array): number {
  return Buffer.byteLength(topic) + payload.length;
}
