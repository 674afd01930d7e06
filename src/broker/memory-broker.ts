import type { Clock } from '../clock/clock.js';
import type { BrokerSide, Fault, FaultAsked, MemoryBrokerOptions, MemoryClient } from './memory-faults.js';
import { MemoryLink } from './memory-link.js';
import { OneWay } from './one-way.js';
import { matches, sharedBy } from './topic-filter.js';

export type { Fault, FaultAsked, MemoryBrokerOptions } from './memory-faults.js';

interface Session {
  readonly filters: Set<string>;
  /** Not confirmed by the client, by running number. */
  readonly unconfirmed: Map<number, { readonly topic: string; readonly payload: Uint8Array }>;
  readonly kept: boolean;
}

/** A broker in memory under a clock, QoS 1, faults where a test wants them. */
export class MemoryBroker implements BrokerSide {
  readonly #sessions = new Map<string, Session>();
  readonly #links = new Map<string, MemoryClient>();
  readonly #turns = new Map<string, number>();
  readonly way: OneWay;
  #number = 0;
  #up = true;

  constructor(
    readonly clock: Clock,
    readonly options: MemoryBrokerOptions = {},
  ) {
    this.way = new OneWay(clock, this.wayMs);
  }

  get up(): boolean {
    return this.#up;
  }

  get wayMs(): number {
    return this.options.wayMs ?? 5;
  }

  /** A client of this broker, not connected yet. `keepsSession`: what it missed comes after its next connection. */
  link(client: string, keepsSession = false): MemoryLink {
    return new MemoryLink(this, client, keepsSession);
  }

  /** Gone, with all it knew and held. */
  kill(): void {
    this.#up = false;
    this.#sessions.clear();
    for (const link of [...this.#links.values()]) link.cut();
  }

  /** Back, empty. */
  start(): void {
    this.#up = true;
  }

  fault(asked: FaultAsked): Fault {
    return this.options.faults?.(asked) ?? 'none';
  }

  /** A client's connection stands: one that had its name is cut, and what its session kept comes now. */
  attach(link: MemoryClient): void {
    this.#links.get(link.client)?.cut();
    this.#links.set(link.client, link);
    const before = this.#sessions.get(link.client);
    if (before?.kept !== true || !link.keepsSession)
      this.#sessions.set(link.client, {
        filters: new Set(),
        unconfirmed: new Map(),
        kept: link.keepsSession,
      });
    for (const number of [...this.#session(link.client).unconfirmed.keys()]) this.#hand(link.client, number);
  }

  detach(link: MemoryClient): void {
    if (this.#links.get(link.client) !== link) return;
    this.#links.delete(link.client);
    if (!link.keepsSession) this.#sessions.delete(link.client);
  }

  subscribe(client: string, filter: string): void {
    this.#session(client).filters.add(filter);
  }

  /** The broker got a message: everyone who asked for it is handed it, one of each group that shares. */
  take(topic: string, payload: Uint8Array): void {
    const message = { topic, payload: Uint8Array.from(payload) };
    const groups = new Map<string, string[]>();
    for (const [client, { filters }] of this.#sessions) {
      for (const filter of filters) {
        const shared = sharedBy(filter);
        if (!matches(shared?.filter ?? filter, topic)) continue;
        if (!shared) this.#keep(client, message);
        else groups.set(shared.group, [...(groups.get(shared.group) ?? []), client]);
      }
    }
    for (const [group, clients] of groups) {
      const connected = clients.filter((client) => this.#links.has(client));
      const able = connected.length > 0 ? connected : clients;
      const turn = this.#turns.get(group) ?? 0;
      this.#turns.set(group, turn + 1);
      this.#keep(able[turn % able.length], message);
    }
  }

  #keep(client: string, message: { readonly topic: string; readonly payload: Uint8Array }): void {
    const number = ++this.#number;
    this.#session(client).unconfirmed.set(number, message);
    this.#hand(client, number);
  }

  #hand(client: string, number: number): void {
    const link = this.#links.get(client);
    const message = this.#sessions.get(client)?.unconfirmed.get(number);
    if (!link || !message) return;
    const { topic, payload } = message;
    const fault = this.fault({ point: 'before-delivery', client, topic });
    const late = typeof fault === 'object' ? fault.lateMs : 0;
    const done = (): void => void this.#sessions.get(client)?.unconfirmed.delete(number);
    const hand = (): void => {
      if (this.#links.get(client) !== link) return;
      link.receive({ topic, payload: Uint8Array.from(payload), done });
      if (this.fault({ point: 'after-delivery', client, topic }) === 'cut') link.cut();
    };
    this.way.send(() => {
      if (fault === 'cut') {
        if (this.#links.get(client) === link) link.cut();
        return;
      }
      hand();
      if (fault === 'twice') hand();
    }, late);
  }

  #session(client: string): Session {
    const session = this.#sessions.get(client);
    if (!session) throw new Error(`${client} has no session`);
    return session;
  }
}
