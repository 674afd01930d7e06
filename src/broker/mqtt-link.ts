import { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import mqtt, { type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import type { Clock } from '../clock/clock.js';
import type { LinkError } from '../base/errors.js';
import { SystemClock } from '../clock/system-clock.js';
import type { BrokerLink } from './link.js';
import { messageBytes, ObservedLink } from './observed-link.js';
import { fromConnecting, fromPublishing, linkError, refusesVersion } from './link-error.js';

export interface MqttLinkOptions {
  /** mqtts://host:8883; mqtt:// is without encryption and for one machine alone. */
  readonly url: string;
  /** One connection at a time may have it: a second one ends the first. */
  readonly clientId: string;
  /** PEM: this side's key and certificate, and whom it believes. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
  /** Where the broker asks for it: the embedded one of a single machine. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Seconds without a packet after which the connection is probed; default 60. */
  readonly keepAliveSeconds?: number;
  /** Default 20,000 ms, over both protocol versions. */
  readonly connectWithinMs?: number;
  /** The broker keeps what this client subscribed to, and what came meanwhile, for so long after a broken connection; default 0. */
  readonly sessionSeconds?: number;
  /** Most messages that may be under way to this side unconfirmed (MQTT 5); default as the broker has it. */
  readonly receiveMaximum?: number;
  /** Time that stands still while a real network works, for tests; default the machine's. */
  readonly clock?: Clock;
}

/** What the broker allows where it says nothing (MQTT 5, 3.2.2.3.3). */
const RECEIVE_MAXIMUM = 65_535;
/** Fixed header, lengths and message id are never more. */
const PACKET_OVERHEAD_BYTES = 16;

interface Connection {
  readonly client: MqttClient;
  readonly protocol: '3.1.1' | '5';
  /** Most messages that may be unconfirmed at once. */
  readonly window: number;
  readonly mostBytes: number;
  /** Unconfirmed messages: told when the connection ends. */
  readonly pending: Set<(error: LinkError) => void>;
  /** Waiting for room in the window. */
  readonly queue: (() => void)[];
}

/** A link over TCP or TLS by mqtt.js, which neither stores nor reconnects here. */
export class MqttLink extends ObservedLink implements BrokerLink {
  readonly #clock: Clock;
  #connection: Connection | undefined;
  /** The broker said that it does not speak MQTT 5. */
  #old = false;

  constructor(private readonly options: MqttLinkOptions) {
    super();
    this.#clock = options.clock ?? new SystemClock();
  }

  async connect(signal?: AbortSignal): Promise<void> {
    this.beginConnecting();
    try {
      this.#connection = await this.#clock.during(() => this.#attempts(signal));
    } catch (error) {
      const told = fromConnecting(error, this.options.url);
      this.setState({ state: 'down', error: told });
      throw told;
    }
    this.setState({ state: 'up', protocol: this.#connection.protocol });
  }

  async subscribe(filter: string): Promise<void> {
    const { client } = this.#up();
    await this.#clock.during(async () => {
      try {
        await client.subscribeAsync(filter, { qos: 1 });
      } catch (error) {
        if (this.#connection?.client !== client)
          throw linkError('connection-lost', 'The connection ended while subscribing.', error);
        throw linkError('subscription-refused', `The broker refused a subscription to ${filter}.`, error);
      }
    });
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const connection = this.#up();
    const bytes = messageBytes(topic, payload);
    if (bytes + PACKET_OVERHEAD_BYTES > connection.mostBytes)
      throw linkError('message-too-large', `A message of ${bytes} bytes is above the broker’s limit.`);
    await this.#clock.during(() => this.#publish(connection, topic, payload, bytes));
  }

  async disconnect(withinMs = 2_000): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const { client } = connection;
    await this.#clock.during(
      () =>
        new Promise<void>((resolve) => {
          const late = setTimeout(() => client.stream.destroy(), withinMs);
          client.once('close', () => {
            clearTimeout(late);
            resolve();
          });
          client.end(false);
        }),
    );
  }

  #publish(connection: Connection, topic: string, payload: Uint8Array, bytes: number): Promise<void> {
    const { client, pending, queue, window } = connection;
    return new Promise<void>((resolve, reject) => {
      const send = (): void => {
        const ended = (error: LinkError): void => reject(error);
        pending.add(ended);
        this.countSent(bytes);
        client.publish(
          topic,
          Buffer.from(payload.buffer, payload.byteOffset, payload.length),
          { qos: 1 },
          (error) => {
            if (!pending.delete(ended)) return; // told already that the connection ended
            queue.shift()?.();
            if (error) reject(fromPublishing(error, topic));
            else resolve();
          },
        );
      };
      if (pending.size < window) send();
      else
        queue.push(() => {
          if (this.#connection === connection) send();
          else reject(linkError('connection-lost', 'The connection ended before a message was sent.'));
        });
    });
  }

  /** MQTT 5, then 3.1.1 where that may be the reason why it failed. */
  async #attempts(signal: AbortSignal | undefined): Promise<Connection> {
    const limit = this.options.connectWithinMs ?? 20_000;
    const began = performance.now();
    if (!this.#old) {
      try {
        return await this.#attempt(5, limit, signal);
      } catch (error) {
        this.#old = refusesVersion(error);
        // Some brokers hang up on what they do not know, or answer in a form that MQTT 5 does not have.
        if (!this.#old && !(error instanceof NoAnswer)) throw error;
        if (signal?.aborted) throw error;
      }
    }
    return this.#attempt(4, Math.max(1_000, limit - (performance.now() - began)), signal);
  }

  #attempt(version: 4 | 5, withinMs: number, signal: AbortSignal | undefined): Promise<Connection> {
    const client = mqtt.connect(this.options.url, this.#clientOptions(version, withinMs));
    client.handleMessage = (packet, callback) => {
      const done = (): void => {
        // A confirmation after the connection's end would be about another connection's message.
        if (this.#connection?.client === client && packet.qos > 0) callback();
      };
      // With an error mqtt.js reads on and confirms nothing; called again without one it confirms. A batch thus can be
      // confirmed at its end, and nothing that comes meanwhile is held up.
      callback(packet.qos > 0 ? new Error('confirmed later') : undefined);
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      this.handOn({ topic: packet.topic, payload, done });
    };
    return new Promise<Connection>((resolve, reject) => {
      let failure: Error | undefined;
      const abort = (): void => {
        failure ??= linkError('broker-unreachable', 'The attempt to connect was given up.');
        client.end(true);
      };
      signal?.addEventListener('abort', abort);
      if (signal?.aborted) abort();
      client.on('error', (error) => (failure ??= error));
      client.on('connect', (packet) => {
        // Held back until the last packet's confirmation, small packets cost a pause of some 40 ms in every exchange.
        if (client.stream instanceof Socket) client.stream.setNoDelay(true);
        signal?.removeEventListener('abort', abort);
        const connection = connectionOf(client, version, packet);
        failure = undefined;
        client.on('disconnect', (told) => {
          if (told.reasonCode)
            failure = Object.assign(new Error('The broker ended the connection'), { code: told.reasonCode });
        });
        client.removeListener('close', unmade);
        client.once('close', () => this.#lost(connection, failure));
        resolve(connection);
      });
      const unmade = (): void => {
        signal?.removeEventListener('abort', abort);
        client.end(true);
        reject(failure ?? new NoAnswer('the connection was closed without an answer'));
      };
      client.on('close', unmade);
    });
  }

  #clientOptions(version: 4 | 5, withinMs: number): IClientOptions {
    const { clientId, tls, login, keepAliveSeconds = 60, sessionSeconds = 0, receiveMaximum } = this.options;
    return {
      clientId,
      protocolVersion: version,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      clean: sessionSeconds === 0,
      keepalive: keepAliveSeconds,
      connectTimeout: withinMs,
      ...(tls && { secureContext: contextOf(tls), rejectUnauthorized: true }),
      ...(login && { username: login.user, password: login.password }),
      ...(version === 5 && {
        properties: {
          ...(sessionSeconds > 0 && { sessionExpiryInterval: sessionSeconds }),
          ...(receiveMaximum !== undefined && { receiveMaximum }),
        },
      }),
    };
  }

  #up(): Connection {
    if (!this.#connection) throw linkError('not-connected', 'There is no connection to the broker.');
    return this.#connection;
  }

  #lost(connection: Connection, failure: Error | undefined): void {
    const { client, pending, queue } = connection;
    if (this.#connection === connection) this.#connection = undefined;
    const error = linkError(
      'connection-lost',
      `The connection to the broker ended${failure ? `: ${failure.message}` : ''}.`,
      failure,
    );
    const unconfirmed = [...pending];
    pending.clear();
    for (const tell of unconfirmed) tell(error);
    for (const next of queue.splice(0)) next();
    const asked = client.disconnecting || client.disconnected;
    client.end(true);
    this.setState({ state: 'down', ...(!asked && { error }) });
  }
}

/** @throws LinkError certificates-unusable: mqtt.js would throw it where nobody catches it. */
function contextOf(tls: NonNullable<MqttLinkOptions['tls']>): SecureContext {
  try {
    return createSecureContext({ ...tls, minVersion: 'TLSv1.2' });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw linkError(
      'certificates-unusable',
      `Key or certificates for the broker cannot be used: ${said}.`,
      error,
    );
  }
}

/** The network's connection stood, and closed before the broker said anything that this protocol version knows. */
class NoAnswer extends Error {}

function connectionOf(client: MqttClient, version: 4 | 5, { properties }: IConnackPacket): Connection {
  return {
    client,
    protocol: version === 5 ? '5' : '3.1.1',
    window: properties?.receiveMaximum ?? RECEIVE_MAXIMUM,
    mostBytes: properties?.maximumPacketSize ?? Infinity,
    pending: new Set(),
    queue: [],
  };
}
