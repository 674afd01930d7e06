import { RingformError } from '../base/errors.js';
import type { BrokerLink, Incoming, LinkState } from '../broker/link.js';
import { backoffMs } from '../clock/backoff.js';
import type { Clock } from '../clock/clock.js';
import { unpackedBytes } from '../record/packing.js';
import { COLLECTOR_FILTER, parseLaneTopic, sharedFilter } from '../record/topics.js';
import type { DeviceBook } from '../registry/device-book.js';
import type { Intake } from '../registry/intake.js';
import type { Log } from '../service/log.js';
import { acknowledgementsOf, type Answer } from './acknowledge.js';
import { Gate } from './gate.js';
import { Inbox, type InboxItem, type InboxRules } from './inbox.js';
import { rememberDevices } from './known-devices.js';
import type { KnownDevice } from './judge-message.js';
import { logFates } from './log-fates.js';
import { takeBatch, type TakenBatch } from './take-batch.js';

export interface CollectorSettings extends InboxRules {
  /** Collectors of one group share the messages of one broker (MQTT 5). */
  readonly group: string;
  /** What waits for the store in memory at most; what comes beyond it is left to its device to send again. */
  readonly mostWaiting: { readonly messages: number; readonly bytes: number };
  /** A store that is down for longer: the connection is given up, so that other collectors get the messages, ms. */
  readonly leaveAfterMs: number;
}

export const COLLECTOR_SETTINGS: Omit<CollectorSettings, 'group'> = {
  most: 200,
  lingerMs: 25,
  mostWaiting: { messages: 10_000, bytes: 128 * 1024 * 1024 },
  leaveAfterMs: 10_000,
};

export interface CollectorParts {
  readonly link: BrokerLink;
  readonly registry: Pick<Intake, 'take' | 'putAside'> & Pick<DeviceBook, 'enrolled'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Evenly in [0, 1). */
  readonly random: () => number;
  readonly settings: CollectorSettings;
  /** Called whenever the connection or the store comes or goes. */
  readonly onChange?: (status: CollectorStatus) => void;
}

export interface CollectorStatus {
  readonly link: LinkState['state'];
  /** Whether the store took the last batch. */
  readonly store: 'up' | 'down';
  readonly waiting: number;
  /** Messages since this collector began. */
  readonly counts: Readonly<Record<'accepted' | 'duplicate' | 'quarantined' | 'shed', number>>;
}

/** How long to wait for a broker or a database server that is away, ms. */
export const SERVER_BACKOFF = { backoffBaseMs: 500, backoffCapMs: 60_000 } as const;

/** A connection that held for so long counts as good: the next attempt after it is the first again. */
const HELD_MS = 30_000;
/** Answers that wait for a connection, at most; a device that hears nothing sends again and is answered then. */
const MOST_UNSENT = 10_000;
const NOTHING = new Uint8Array();
/** Messages for which there was no room, for one line in the log. */
const SHED_PER_LINE = 1000;
/** For PUBACKs on their way out when it ends. */
const FAREWELL_MS = 3000;

/**
 * Takes devices' messages from a broker into the store. A message is confirmed to the broker only after it is on disk and the
 * device was told so: wherever this is killed, the message comes again, and is then a duplicate.
 */
export class Collector {
  private readonly inbox: Inbox;
  private readonly known: (id: string) => Promise<KnownDevice | undefined>;
  private readonly counts = { accepted: 0, duplicate: 0, quarantined: 0, shed: 0 };
  /** Shut while messages are not wanted, as the store is down. */
  private readonly gate = new Gate();
  private store: CollectorStatus['store'] = 'up';
  /** What devices could not be told when the connection broke. */
  private readonly unsent: Answer[] = [];
  private stopping = false;

  constructor(private readonly parts: CollectorParts) {
    this.inbox = new Inbox(parts.clock, parts.settings);
    this.known = rememberDevices(parts.registry, parts.clock);
  }

  get status(): CollectorStatus {
    const { link } = this.parts;
    return {
      link: link.state.state,
      store: this.store,
      waiting: this.inbox.messages,
      counts: { ...this.counts },
    };
  }

  /** Collects until the signal; what came by then is finished, unless the store is down. Rejects with faults of the program only. */
  async run(signal: AbortSignal): Promise<void> {
    const { link } = this.parts;
    const cancels = [
      link.onMessage((incoming) => this.receive(incoming)),
      link.onState(() => this.changed()),
    ];
    const stop = (): void => {
      this.stopping = true;
      this.inbox.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const working = this.work(signal);
    try {
      await Promise.race([this.stayConnected(signal), working]);
      await working;
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
      await link.disconnect(FAREWELL_MS);
      for (const cancel of cancels) cancel();
    }
  }

  private async stayConnected(signal: AbortSignal): Promise<void> {
    const { link, log, clock, random } = this.parts;
    const over = (): boolean => signal.aborted;
    for (let attempt = 0; !over(); attempt++) {
      await this.gate.passed(signal);
      const began = clock.uptimeMs();
      try {
        await link.connect(signal);
        await this.answer(this.unsent.splice(0));
        await this.subscribe();
        log.info('collecting', { protocol: link.state.state === 'up' ? link.state.protocol : undefined });
        await lost(link, signal);
        if (!signal.aborted)
          log.warn('the connection to the broker is gone', { error: linkError(link.state) });
      } catch (error) {
        if (over()) return;
        if (!(error instanceof RingformError)) throw error;
        log.warn('no connection to the broker', { error, attempt });
        await link.disconnect(FAREWELL_MS);
      }
      if (clock.uptimeMs() - began >= HELD_MS) attempt = 0;
      await clock.sleep(backoffMs(attempt, random(), SERVER_BACKOFF), signal);
    }
  }

  private async subscribe(): Promise<void> {
    const { link, settings, log } = this.parts;
    const shared = link.state.state === 'up' && link.state.protocol === '5';
    if (!shared)
      log.warn(
        'the broker does not speak MQTT 5: only one collector may run, a second would do all its work twice',
      );
    await link.subscribe(shared ? sharedFilter(settings.group) : COLLECTOR_FILTER);
  }

  private receive(incoming: Incoming): void {
    // Not confirmed: it comes again, here or to another collector.
    if (this.stopping || this.gate.isShut) return;
    const { messages, bytes } = this.parts.settings.mostWaiting;
    const full =
      this.inbox.messages >= messages || this.inbox.bytes + unpackedBytes(incoming.payload) > bytes;
    if (full) this.shed(incoming);
    else this.inbox.push({ incoming, receivedAtMs: this.parts.clock.moment().wallClockMs });
  }

  /**
   * No room: the message is forgotten, confirmed in its turn, and not answered, so that its device sends it again after a while.
   * Left unconfirmed it would come at once with the next connection, together with all others. Mosquitto 2.0.11 sends more than
   * the receive maximum once the first messages are confirmed (it takes the place of that one for the number of all).
   */
  private shed({ topic, done }: Incoming): void {
    if (this.counts.shed++ % SHED_PER_LINE === 0)
      this.parts.log.warn(
        'too much waits for the store: messages are left to their devices, which send them again',
        {
          ...{ waiting: this.inbox.messages, bytes: this.inbox.bytes, shed: this.counts.shed },
        },
      );
    this.inbox.push({ incoming: { topic, payload: NOTHING, done }, receivedAtMs: 0, shed: true });
  }

  /** Give the connection up until what waits here is in the store. */
  private leave(): void {
    if (this.gate.isShut) return;
    this.parts.log.warn(
      'leaving the broker until the store is back; the messages stay with it and with the devices',
    );
    this.gate.shut();
    void this.parts.link.disconnect(FAREWELL_MS);
  }

  private async work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const batch = await this.inbox.next();
      if (!batch) return;
      const lanes = batch.filter(({ incoming, shed }) => !shed && !isOwnAnswer(incoming.topic));
      const taken = lanes.length > 0 ? await this.take(lanes, signal) : { answers: [], fates: [] };
      if (!taken) return;
      for (const { outcome } of taken.fates) this.counts[outcome.as]++;
      logFates(this.parts.log, taken.fates);
      if (await this.answer(taken.answers)) for (const { incoming } of batch) incoming.done();
      if (this.inbox.messages === 0) this.gate.open();
    }
  }

  /** Undefined when it was stopped while the store was down. */
  private async take(batch: readonly InboxItem[], signal: AbortSignal): Promise<TakenBatch | undefined> {
    const { registry, clock, log, random, settings } = this.parts;
    const messages = batch.map(({ incoming: { topic, payload }, receivedAtMs }) => ({
      topic,
      bytes: payload,
      receivedAtMs,
    }));
    const began = clock.uptimeMs();
    for (let attempt = 0; ; attempt++) {
      try {
        const taken = await clock.during(() => takeBatch(messages, registry, this.known));
        if (this.store === 'down')
          log.info('the store takes records again', { afterMs: Math.round(clock.uptimeMs() - began) });
        this.turn('up');
        return taken;
      } catch (error) {
        log.error('the store takes nothing: messages stay unconfirmed and are tried again', {
          error,
          attempt,
        });
        this.turn('down');
        if (clock.uptimeMs() - began >= settings.leaveAfterMs) this.leave();
        if (signal.aborted) return undefined;
        await clock.sleep(backoffMs(attempt, random(), SERVER_BACKOFF), signal);
      }
    }
  }

  /** Tells devices what became of their records. False where the connection broke: the next one begins with these. */
  private async answer(answers: readonly Answer[]): Promise<boolean> {
    const { link, log } = this.parts;
    const sent = await Promise.allSettled(
      acknowledgementsOf(answers).map(({ topic, message }) =>
        link.publish(topic, Buffer.from(JSON.stringify(message))),
      ),
    );
    let connected = true;
    for (const each of sent) {
      if (each.status === 'fulfilled') continue;
      const error: unknown = each.reason;
      if (!(error instanceof RingformError)) throw error;
      // Confirmed all the same: the record is stored, and a broker that refuses would refuse for ever.
      if (error.code === 'publish-refused') log.error('the broker refuses an acknowledgement', { error });
      else connected = false;
    }
    if (!connected) this.unsent.push(...answers.slice(0, MOST_UNSENT - this.unsent.length));
    return connected;
  }

  private turn(store: CollectorStatus['store']): void {
    if (this.store === store) return;
    this.store = store;
    this.changed();
  }

  private changed(): void {
    this.parts.onChange?.(this.status);
  }
}

/** The one filter covers what collectors themselves say to devices. */
function isOwnAnswer(topic: string): boolean {
  return topic.endsWith('/ack') && parseLaneTopic(topic.replace(/ack$/, 'results')) !== undefined;
}

function linkError(state: LinkState): Error | undefined {
  return state.state === 'down' ? state.error : undefined;
}

/** Resolves when the link is down, or the signal aborts. */
function lost(link: BrokerLink, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = link.onState(({ state }) => {
      if (state === 'down') finish();
    });
    signal.addEventListener('abort', finish);
    if (signal.aborted || link.state.state === 'down') finish();
  });
}
