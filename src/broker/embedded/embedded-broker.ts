import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, TLSSocket } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { issueServerCertificate, type KeyedCertificate } from '../certificates/authority.js';
import { MOST_MESSAGE_BYTES } from '../../record/signature.js';
import { isKnownKind, mayPublish, maySubscribe } from './access.js';

/** The loopback under its name and its addresses: nobody else's machine reaches it. */
const HOSTS = ['localhost', '127.0.0.1'] as const;

/** Something that the broker would not do, for a log. */
export interface Refusal {
  /** The name in the certificate, as far as it is known. */
  readonly user?: string;
  readonly what: string;
}

export interface EmbeddedBrokerSettings {
  /** Vouches for every client, and for this broker. */
  readonly authority: KeyedCertificate;
  /** ms since 1970, for the broker's own certificate. */
  readonly nowMs: number;
  /** 0, the default: a free one. */
  readonly port?: number;
  readonly onRefusal?: (refusal: Refusal) => void;
}

export interface EmbeddedBroker {
  /** mqtts://localhost:… */
  readonly url: string;
  /** Ends every connection; safe to call twice. */
  close(): Promise<void>;
}

/**
 * A broker inside this process, for one machine alone: TLS 1.2 or later on the loopback, client certificates of one authority,
 * and the access list of the shipped Mosquitto configuration. MQTT 3.1.1; without shared subscriptions; keeps nothing on disk.
 *
 * @throws LinkError clock-wrong; what the system says of a port that is taken.
 */
export async function startEmbeddedBroker(settings: EmbeddedBrokerSettings): Promise<EmbeddedBroker> {
  const { authority, nowMs, port = 0, onRefusal = () => undefined } = settings;
  const own = await issueServerCertificate(authority, HOSTS, nowMs);
  const users = new WeakMap<Client, string>();
  const refuse = (user: string | undefined, what: string): Error => {
    onRefusal({ ...(user !== undefined && { user }), what });
    return new Error(what);
  };
  const broker = await Aedes.createBroker({
    // Of a subscription to thousands of waiting records none is put off: what is not confirmed here comes again anyway.
    queueLimit: 10_000,
    preConnect: (client, packet, done) => {
      const user = client.conn instanceof TLSSocket ? verifiedName(client.conn) : undefined;
      if (user === undefined || !isKnownKind(user)) refuse(user, 'no certificate of a device or collector');
      else {
        users.set(client, user);
        // Whatever it calls itself: nobody ends another one's connection by taking its client id.
        packet.clientId = user;
      }
      done(null, true);
    },
    // The handshake verified the certificate: user name and password say nothing here. Refused here and not in the handshake,
    // because Node would only hang up, and the client could not tell that from a bad line.
    authenticate: (client, _user, _password, done) => done(null, users.has(client)),
    authorizePublish: (client, packet, done) => {
      const user = client === null ? undefined : users.get(client);
      // Without a client it is the broker's own birth and heartbeat, which nobody may listen to.
      if (client === null) done();
      else if (packet.payload.length > MOST_MESSAGE_BYTES)
        done(refuse(user, `a message of ${packet.payload.length} bytes`));
      else if (user === undefined || packet.retain || !mayPublish(user, packet.topic))
        done(refuse(user, `a message to ${packet.topic}`));
      else done();
    },
    authorizeSubscribe: (client, subscription, done) => {
      const user = users.get(client);
      const allowed = user !== undefined && maySubscribe(user, subscription.topic);
      if (!allowed) refuse(user, `a subscription to ${subscription.topic}`);
      done(null, allowed ? subscription : null);
    },
  });
  broker.on('clientError', (client, error) => {
    onRefusal({ ...said(users.get(client)), what: error.message });
  });
  broker.on('connectionError', (client, error) => {
    onRefusal({ ...said(users.get(client)), what: error.message });
  });

  const server = createServer(
    {
      ...{ ca: authority.certificate, cert: own.certificate, key: own.key },
      ...{ requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' },
    },
    (socket) => void broker.handle(socket),
  );
  server.on('tlsClientError', (error) => onRefusal({ what: error.message }));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  let closing: Promise<void> | undefined;
  return {
    url: `mqtts://localhost:${(server.address() as AddressInfo).port}`,
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await new Promise<void>((resolve) => broker.close(resolve));
    await closed;
  }
}

function said(user: string | undefined): { readonly user?: string } {
  return user === undefined ? {} : { user };
}

/** The certificate's common name; undefined without one that this authority issued, for clients, and that still holds. */
function verifiedName(socket: TLSSocket): string | undefined {
  if (!socket.authorized) return undefined;
  const name: unknown = socket.getPeerX509Certificate()?.toLegacyObject().subject.CN;
  return typeof name === 'string' ? name : undefined;
}
