import type { LinkError } from '../base/errors.js';
import type { BrokerLink, Incoming } from './link.js';
import { messageBytes, ObservedLink } from './observed-link.js';
import { linkError } from './link-error.js';
import type { BrokerSide, Fault, FaultPoint, MemoryClient } from './memory-faults.js';

/** A link to a broker in memory. */
export class MemoryLink extends ObservedLink implements BrokerLink, MemoryClient {
  readonly #pending = new Set<(error: LinkError) => void>();
  /** Counts connections: what was on its way over an earlier one is lost. */
  #connection = 0;

  constructor(
    private readonly broker: BrokerSide,
    readonly client: string,
    readonly keepsSession: boolean,
  ) {
    super();
  }

  async connect(signal?: AbortSignal): Promise<void> {
    this.beginConnecting();
    await this.broker.clock.sleep(2 * this.broker.wayMs, signal);
    if (signal?.aborted === true || !this.broker.up) {
      const error = linkError('broker-unreachable', 'There is no broker in memory.');
      this.setState({ state: 'down', error });
      throw error;
    }
    this.#connection++;
    this.setState({ state: 'up', protocol: this.broker.options.protocol ?? '5' });
    this.broker.attach(this);
  }

  async subscribe(filter: string): Promise<void> {
    this.#mustBeUp();
    await this.#answered(() => {
      const { maySubscribe } = this.broker.options;
      if (maySubscribe?.(this.client, filter) === false)
        throw linkError('subscription-refused', `The broker refused a subscription to ${filter}.`);
      this.broker.subscribe(this.client, filter);
    });
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    this.#mustBeUp();
    const bytes = messageBytes(topic, payload);
    const { mayPublish, maximumPacketSize = Infinity } = this.broker.options;
    if (bytes > maximumPacketSize)
      throw linkError('message-too-large', `A message of ${bytes} bytes is above the broker’s limit.`);
    this.countSent(bytes);
    const before = this.#fault('before-publish', topic);
    if (before === 'cut') {
      this.cut();
      throw linkError('connection-lost', 'The connection broke before a message left.');
    }
    const lateMs = typeof before === 'object' ? before.lateMs : 0;
    await this.#answered(() => {
      if (mayPublish?.(this.client, topic) === false)
        throw linkError('publish-refused', `The broker refused a message to ${topic}.`);
      this.broker.take(topic, payload);
      if (before === 'twice') this.broker.take(topic, payload);
      if (this.#fault('before-puback', topic) === 'cut') this.cut();
    }, lateMs);
    if (this.#fault('after-puback', topic) === 'cut') this.cut();
  }

  async disconnect(): Promise<void> {
    if (this.state.state !== 'up') return;
    await this.broker.clock.sleep(this.broker.wayMs);
    if (this.#isUp()) this.#down();
  }

  /** The connection breaks, now. */
  cut(): void {
    if (this.state.state !== 'up') return;
    this.#down(linkError('connection-lost', 'The connection to the broker in memory broke.'));
  }

  /** The broker hands over a message. */
  receive(message: Incoming): void {
    const connection = this.#connection;
    const done = (): void => {
      if (this.#isUp() && this.#connection === connection) message.done();
    };
    this.handOn({ ...message, done });
  }

  /** Something that the broker does and answers; rejects when the connection ends before. */
  #answered(act: () => void, lateMs = 0): Promise<void> {
    const { way } = this.broker;
    return new Promise<void>((resolve, reject) => {
      const ended = (error: LinkError): void => reject(error);
      this.#pending.add(ended);
      const settle = (how: () => void): void => {
        if (this.#pending.delete(ended)) how();
      };
      way.send(() => {
        if (!this.#pending.has(ended)) return;
        try {
          act();
          way.send(() => settle(resolve));
        } catch (thrown) {
          const error = thrown instanceof Error ? thrown : new Error(String(thrown));
          way.send(() => settle(() => reject(error)));
        }
      }, lateMs);
    });
  }

  #isUp(): boolean {
    return this.state.state === 'up';
  }

  #mustBeUp(): void {
    if (!this.#isUp()) throw linkError('not-connected', 'There is no connection to the broker.');
  }

  #fault(point: FaultPoint, topic: string): Fault {
    return this.broker.fault({ point, client: this.client, topic });
  }

  #down(error?: LinkError): void {
    this.broker.detach(this);
    const told = error ?? linkError('connection-lost', 'The connection was ended.');
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const tell of pending) tell(told);
    this.setState({ state: 'down', ...(error && { error }) });
  }
}
