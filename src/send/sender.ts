import { LinkError, StorageError, unreachable } from '../base/errors.js';
import { EventQueue } from '../base/event-queue.js';
import type { BrokerLink, Incoming } from '../broker/link.js';
import type { Cancel, Clock } from '../clock/clock.js';
import { minuteOfDay } from '../clock/day.js';
import type { Moment } from '../clock/moment.js';
import { acknowledgement } from '../record/acknowledgement.js';
import type { Lane } from '../record/lanes.js';
import { acknowledgementFilter } from '../record/topics.js';
import { matches } from '../broker/topic-filter.js';
import type { Log } from '../service/log.js';
import type { Outbox } from '../store/outbox.js';
import { budgetDay } from './budget.js';
import type { SenderEffect, SenderEvent } from './events.js';
import type { PrepareRecord } from './make-record.js';
import { OutboxWork } from './outbox-work.js';
import type { SenderSettings } from './settings.js';
import { initialState, type State } from './state.js';
import { step } from './step.js';

/** Longest that hanging up may take, ms. */
const HANG_UP_MS = 1_500;

/** What a sender remembers of itself from one start to the next; plain JSON. */
export interface SenderMemory {
  /** What was sent within the day. */
  readonly day?: { readonly key: string; readonly bytes: number };
  /** When a collector last took something. */
  readonly lastTaken?: Moment;
  /** Why it could not send, if it could not. */
  readonly trouble?: string;
}

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
  readonly #listeners = new Set<(status: SenderStatus) => void>();
  #told = '';
  #wake: Cancel = () => undefined;
  /** An attempt to connect, and how to give it up. */
  #attempt: { readonly abort: AbortController; done: Promise<void> } | undefined;
  #up = false;
  #memory: SenderMemory;
  #remembered: string;
  #end: () => void = () => undefined;
  #break: (error: unknown) => void = () => undefined;
  readonly #ended: Promise<void>;

  constructor(private readonly parts: SenderParts) {
    const { clock, memory = {} } = parts;
    this.#memory = memory;
    this.#remembered = JSON.stringify(memory);
    const key = budgetDay(clock.moment());
    const bytes = memory.day?.key === key ? memory.day.bytes : 0;
    this.#state = initialState({ key, bytes }, parts.power);
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#break = reject;
    });
    this.#ended.catch(() => undefined); // told by run
    this.#work = new OutboxWork({
      ...parts,
      tell: (event) => this.#dispatch(event),
      broken: (error) => this.#break(error),
    });
  }

  get status(): SenderStatus {
    const { link, waiting, flights, trouble } = this.#state;
    return { link: link.is, waiting, inFlight: flights.length, ...(trouble !== undefined && { trouble }) };
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
    if (sync !== this.#state.power) this.#dispatch({ type: 'power', sync });
  }

  /** Does not wait for the next attempt's time. */
  hurry(): void {
    this.#dispatch({ type: 'hurry' });
  }

  /** Sends until the signal aborts, then hangs up in good order. Rejects with what only a bug throws. */
  async run(stop: AbortSignal): Promise<void> {
    const { link } = this.parts;
    const subscriptions = [
      link.onMessage((message) => this.#onMessage(message)),
      link.onState((state) => {
        if (state.state !== 'down' || !this.#up) return;
        this.#up = false;
        this.#dispatch({ type: 'disconnected', ...(state.error && { code: codeOf(state.error) }) });
      }),
    ];
    const ask = (): void => this.#dispatch({ type: 'stop-asked' });
    stop.addEventListener('abort', ask);
    try {
      this.#work.count();
      if (stop.aborted) ask();
      else this.#dispatch({ type: 'tick' });
      await this.#ended;
    } finally {
      stop.removeEventListener('abort', ask);
      for (const unsubscribe of subscriptions) unsubscribe();
      this.#wake();
      this.#attempt?.abort.abort();
      await this.#attempt?.done;
      await link.disconnect(HANG_UP_MS);
      await this.#work.idle();
      await this.#keepMemory();
    }
  }

  #dispatch(event: SenderEvent): void {
    this.#events.put(event);
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
    if (event.type === 'settled' && event.known) this.#memory = { ...this.#memory, lastTaken: moment };
    if (state.trouble !== before.trouble && state.trouble === undefined) log.info('sending works again');
    if (before.link.is !== state.link.is) log.debug(`link: ${before.link.is} → ${state.link.is}`);
    for (const effect of effects) this.#perform(effect);
    if (state.flights !== before.flights)
      this.#work.keepOnly(new Set(state.flights.map(({ sequence }) => sequence)));
    if (before.link.is !== 'down' && state.link.is === 'down') this.#do(this.#keepMemory());
    // Other programs put rows in, too; nobody tells.
    if (event.type === 'tick') this.#work.count();
  }

  #perform(effect: SenderEffect): void {
    const { clock } = this.parts;
    switch (effect.do) {
      case 'connect':
        this.#connect();
        break;
      case 'disconnect':
        this.#do(this.#disconnect());
        break;
      case 'fetch':
        this.#work.fetch(effect);
        break;
      case 'prepare':
        this.#work.prepare(effect);
        break;
      case 'publish':
        this.#publish(effect.sequence);
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
          this.#dispatch({ type: 'tick' }),
        );
        break;
      case 'end':
        this.#end();
        break;
      default:
        unreachable(effect);
    }
  }

  #connect(): void {
    const { link, device, log } = this.parts;
    const abort = new AbortController();
    const connecting = async (): Promise<void> => {
      try {
        await link.connect(abort.signal);
        await link.subscribe(acknowledgementFilter(device));
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        await link.disconnect(HANG_UP_MS);
        if (this.#state.trouble !== error.code && !abort.signal.aborted) log.warn(error.message, { error });
        this.#attempt = undefined;
        this.#dispatch({ type: 'connect-failed', code: error.code });
        return;
      }
      this.#attempt = undefined;
      this.#up = true;
      this.#dispatch({ type: 'connected' });
    };
    const done = connecting();
    if (this.#state.link.is === 'connecting') this.#attempt = { abort, done };
    this.#do(done);
  }

  async #disconnect(): Promise<void> {
    const { link } = this.parts;
    this.#attempt?.abort.abort();
    await this.#attempt?.done;
    await link.disconnect(HANG_UP_MS);
    // An attempt that was given up has told so; a connection that ended has too.
    if (this.#state.link.is === 'closing') this.#dispatch({ type: 'disconnected' });
  }

  #publish(sequence: number): void {
    const { link, log } = this.parts;
    const { topic, message } = this.#work.prepared(sequence);
    const published = link.publish(topic, message).then(
      () => this.#dispatch({ type: 'published', sequence }),
      (error: unknown) => {
        if (!(error instanceof LinkError)) throw error;
        if (this.#up && this.#state.trouble !== error.code) log.warn(error.message, { error });
        this.#dispatch({ type: 'unpublished', sequence, code: error.code });
      },
    );
    this.#do(published);
  }

  #onMessage({ topic, payload, done }: Incoming): void {
    const { device, log } = this.parts;
    done();
    if (!matches(acknowledgementFilter(device), topic)) return;
    const read = acknowledgement.safeParse(jsonOf(payload));
    if (!read.success || read.data.device !== device) {
      log.warn('an acknowledgement cannot be read, and changes nothing', { bytes: payload.length });
      return;
    }
    for (const { id, hash, as, reason } of read.data.records)
      this.#dispatch({ type: 'acknowledged', id, hash, as, ...(reason !== undefined && { reason }) });
  }

  async #keepMemory(): Promise<void> {
    const { remember, log } = this.parts;
    const { key, bytes } = this.#state.day;
    const { lastTaken } = this.#memory;
    const { trouble } = this.#state;
    const memory: SenderMemory = {
      day: { key, bytes },
      ...(lastTaken && { lastTaken }),
      ...(trouble !== undefined && { trouble }),
    };
    const text = JSON.stringify(memory);
    if (!remember || text === this.#remembered) return;
    this.#remembered = text;
    try {
      await remember(memory);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // Nothing that is owed is lost with it: a budget begins anew, a date is not shown.
      log.warn(`what sending remembers: ${error.message}`, { error });
      this.#remembered = '';
    }
  }

  #tell(): void {
    const { status } = this;
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    for (const listener of this.#listeners) listener(status);
  }

  #do(work: Promise<void>): void {
    work.catch((error: unknown) => this.#break(error));
  }
}

function codeOf(error: Error): string {
  return error instanceof LinkError ? error.code : 'connection-lost';
}

/** What a payload says as JSON; undefined where it says nothing of the kind, which whoever asks refuses. */
function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}
