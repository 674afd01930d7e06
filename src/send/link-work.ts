import { LinkError } from '../base/errors.js';
import type { BrokerLink, Incoming } from '../broker/link.js';
import { matches } from '../broker/topic-filter.js';
import type { Cancel } from '../clock/clock.js';
import { acknowledgement } from '../record/acknowledgement.js';
import { acknowledgementFilter } from '../record/topics.js';
import type { Log } from '../service/log.js';
import type { SenderEvent } from './events.js';
import type { Prepared } from './outbox-work.js';
import type { State } from './state.js';

/** Longest that hanging up may take, ms. */
const HANG_UP_MS = 1_500;

export interface LinkWorkParts {
  readonly link: BrokerLink;
  readonly device: string;
  readonly log: Log;
  readonly state: () => Pick<State, 'link' | 'trouble'>;
  readonly tell: (event: SenderEvent) => void;
  /** What only a bug can throw. */
  readonly broken: (error: unknown) => void;
}

/** The sender's work at the broker. */
export class LinkWork {
  /** An attempt to connect, and how to give it up. */
  #attempt: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  #up = false;

  constructor(private readonly parts: LinkWorkParts) {}

  /** Tells what comes over the link, and when it breaks, until cancelled. */
  listen(): Cancel {
    const { link, tell } = this.parts;
    const subscriptions = [
      link.onMessage((message) => this.#onMessage(message)),
      link.onState((state) => {
        if (state.state !== 'down' || !this.#up) return;
        this.#up = false;
        tell({ type: 'disconnected', ...(state.error && { code: codeOf(state.error) }) });
      }),
    ];
    return () => {
      for (const unsubscribe of subscriptions) unsubscribe();
    };
  }

  connect(): void {
    const abort = new AbortController();
    const done = this.#connect(abort.signal);
    if (this.parts.state().link.is === 'connecting') this.#attempt = { abort, done };
    this.#do(done);
  }

  disconnect(): void {
    const disconnecting = async (): Promise<void> => {
      await this.hangUp();
      // An attempt that was given up has told so; a connection that ended has too.
      if (this.parts.state().link.is === 'closing') this.parts.tell({ type: 'disconnected' });
    };
    this.#do(disconnecting());
  }

  publish(sequence: number, { topic, message }: Prepared): void {
    const { link, tell } = this.parts;
    const published = link.publish(topic, message).then(
      () => tell({ type: 'published', sequence }),
      (error: unknown) => {
        if (!(error instanceof LinkError)) throw error;
        if (this.#up) this.#warn(error);
        tell({ type: 'unpublished', sequence, code: error.code });
      },
    );
    this.#do(published);
  }

  /** Gives up an attempt under way, and ends the connection in good order. */
  async hangUp(): Promise<void> {
    this.#attempt?.abort.abort();
    await this.#attempt?.done;
    await this.parts.link.disconnect(HANG_UP_MS);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { link, device, tell } = this.parts;
    try {
      await link.connect(signal);
      await link.subscribe(acknowledgementFilter(device));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      await link.disconnect(HANG_UP_MS);
      if (!signal.aborted) this.#warn(error);
      this.#attempt = undefined;
      tell({ type: 'connect-failed', code: error.code });
      return;
    }
    this.#attempt = undefined;
    this.#up = true;
    tell({ type: 'connected' });
  }

  #onMessage({ topic, payload, done }: Incoming): void {
    const { device, log, tell } = this.parts;
    done();
    if (!matches(acknowledgementFilter(device), topic)) return;
    const read = acknowledgement.safeParse(jsonOf(payload));
    if (!read.success || read.data.device !== device) {
      log.warn('an acknowledgement cannot be read, and changes nothing', { bytes: payload.length });
      return;
    }
    for (const { id, hash, as, reason } of read.data.records)
      tell({ type: 'acknowledged', id, hash, as, ...(reason !== undefined && { reason }) });
  }

  /** Once for each kind of trouble, not at every attempt. */
  #warn(error: LinkError): void {
    const { log, state } = this.parts;
    if (state().trouble !== error.code) log.warn(error.message, { error });
  }

  #do(work: Promise<void>): void {
    work.catch(this.parts.broken);
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
