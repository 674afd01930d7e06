import { unreachable } from '../base/errors.js';
import { EventQueue } from '../base/event-queue.js';
import type { BrokerLink } from '../broker/link.js';
import type { Cancel, Clock } from '../clock/clock.js';
import { minuteOfDay } from '../clock/day.js';
import type { Lane } from '../record/lanes.js';
import type { Log } from '../service/log.js';
import type { Outbox } from '../store/outbox.js';
import { budgetDay } from './budget.js';
import type { SenderEffect, SenderEvent } from './events.js';
import { LinkWork } from './link-work.js';
import type { PrepareRecord } from './make-record.js';
import { MemoryKeeper, type SenderMemory } from './memory.js';
import { OutboxWork } from './outbox-work.js';
import type { SenderSettings } from './settings.js';
import { initialState, type State } from './state.js';
import { step } from './step.js';

export interface SenderParts {
  readonly outbox: Outbox;
  readonly link: BrokerLink;
  readonly clock: Clock;
  readonly prepare: PrepareRecord;
  readonly device: string;
  readonly settings: SenderSettings;
  readonly log: Log;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
  /** Whether the power policy lets results be sent, to begin with. */
  readonly power: boolean;
  readonly memory?: SenderMemory;
  /** Keeps the memory; called after each connection, and when something about it changes. */
  readonly remember?: (memory: SenderMemory) => Promise<void>;
}

/** How sending stands. */
export interface SenderStatus {
  readonly link: State['link']['is'];
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Results that the other side put aside. */
  readonly putAside: number;
  readonly inFlight: number;
  readonly trouble?: string;
}

/** Sends what waits in the outbox: does what the state machine of `step` wants, and tells it what happened. */
export class Sender {
  #state: State;
  readonly #events = new EventQueue<SenderEvent>({
    handle: (event) => this.#step(event),
    rested: () => this.#tell(),
    broken: (error) => this.#break(error),
  });
  readonly #work: OutboxWork;
  readonly #line: LinkWork;
  readonly #memory: MemoryKeeper;
  readonly #listeners = new Set<(status: SenderStatus) => void>();
  #told = '';
  #wake: Cancel = () => undefined;
  #end: () => void = () => undefined;
  #break: (error: unknown) => void = () => undefined;
  readonly #ended: Promise<void>;

  constructor(private readonly parts: SenderParts) {
    const { clock, log, remember, memory = {} } = parts;
    this.#memory = new MemoryKeeper({ memory, remember, log });
    const key = budgetDay(clock.moment());
    const bytes = memory.day?.key === key ? memory.day.bytes : 0;
    this.#state = initialState({ key, bytes }, parts.power);
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#break = reject;
    });
    this.#ended.catch(() => undefined); // told by run
    const told = {
      tell: (event: SenderEvent): void => this.#events.put(event),
      broken: (error: unknown): void => this.#break(error),
    };
    this.#work = new OutboxWork({ ...parts, ...told });
    this.#line = new LinkWork({ ...parts, ...told, state: () => this.#state });
  }

  get status(): SenderStatus {
    const { link, waiting, putAside, flights, trouble } = this.#state;
    return {
      ...{ link: link.is, waiting, putAside, inFlight: flights.length },
      ...(trouble !== undefined && { trouble }),
    };
  }

  /** Told of every change of the status. */
  onChange(listener: (status: SenderStatus) => void): Cancel {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Something was put into the outbox. */
  outboxChanged(): void {
    this.#work.count();
  }

  /** The power policy lets results be sent, or does not any more. */
  power(sync: boolean): void {
    if (sync !== this.#state.power) this.#events.put({ type: 'power', sync });
  }

  /** Does not wait for the next attempt's time. */
  hurry(): void {
    this.#events.put({ type: 'hurry' });
  }

  /** Sends until the signal aborts, then hangs up in good order. Rejects with what only a bug throws. */
  async run(stop: AbortSignal): Promise<void> {
    const deafen = this.#line.listen();
    const ask = (): void => this.#events.put({ type: 'stop-asked' });
    stop.addEventListener('abort', ask);
    try {
      this.#work.count();
      if (stop.aborted) ask();
      else this.#events.put({ type: 'tick' });
      await this.#ended;
    } finally {
      stop.removeEventListener('abort', ask);
      deafen();
      this.#wake();
      await this.#line.hangUp();
      await this.#work.idle();
      await this.#memory.keep(this.#state);
    }
  }

  #step(event: SenderEvent): void {
    const { clock, settings, chance, log } = this.parts;
    const moment = clock.moment();
    const now = {
      uptimeMs: clock.uptimeMs(),
      minuteOfDay: minuteOfDay(moment),
      day: budgetDay(moment),
      chance: chance(),
    };
    const before = this.#state;
    const { state, effects } = step(before, event, now, settings);
    this.#state = state;
    if (event.type === 'settled' && event.known) this.#memory.taken(moment);
    if (state.trouble !== before.trouble && state.trouble === undefined) log.info('sending works again');
    if (before.link.is !== state.link.is) log.debug(`link: ${before.link.is} → ${state.link.is}`);
    for (const effect of effects) this.#perform(effect);
    if (state.flights !== before.flights)
      this.#work.keepOnly(new Set(state.flights.map(({ sequence }) => sequence)));
    if (before.link.is !== 'down' && state.link.is === 'down') this.#memory.keep(state).catch(this.#break);
    // Other programs put rows in, too; nobody tells.
    if (event.type === 'tick') this.#work.count();
  }

  #perform(effect: SenderEffect): void {
    const { clock } = this.parts;
    switch (effect.do) {
      case 'connect':
        this.#line.connect();
        break;
      case 'disconnect':
        this.#line.disconnect();
        break;
      case 'fetch':
        this.#work.fetch(effect);
        break;
      case 'prepare':
        this.#work.prepare(effect);
        break;
      case 'publish':
        this.#line.publish(effect.sequence, this.#work.prepared(effect.sequence));
        break;
      case 'settle':
        this.#work.settle(effect);
        break;
      case 'count':
        this.#work.count();
        break;
      case 'trim':
        this.#work.trim(effect.mostBytes);
        break;
      case 'wake-at':
        this.#wake();
        this.#wake = clock.after(Math.max(0, effect.uptimeMs - clock.uptimeMs()), () =>
          this.#events.put({ type: 'tick' }),
        );
        break;
      case 'end':
        this.#end();
        break;
      default:
        unreachable(effect);
    }
  }

  #tell(): void {
    const { status } = this;
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    for (const listener of this.#listeners) listener(status);
  }
}
