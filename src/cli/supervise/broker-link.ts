import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../base/errors.js';
import { checkCertificate, readCertificate } from '../../broker/certificates/read-certificate.js';
import { MqttLink } from '../../broker/mqtt-link.js';

export interface BrokerOptions {
  readonly broker: string;
  readonly certificates: string;
}

/** Messages that a collector has in hand: a batch in the database, and the next. */
const RECEIVE_MAXIMUM = 500;

/**
 * A collector that is back within this time finds what it had in hand; of one that is away for longer the broker forgets that it
 * had a share, and what lay there is sent again by its devices.
 */
const SESSION_SECONDS = 30;

export interface CollectorLink {
  readonly link: MqttLink;
  /** In the certificate, by which the broker knows this collector; absent without TLS. */
  readonly name?: string;
}

/**
 * The link to the broker with the certificate in the folder named; not connected yet.
 *
 * @throws UsageError broker-url, certificate-missing; as `checkCertificate` when the certificate does not hold
 */
export function collectorLink({ broker, certificates }: BrokerOptions, nowMs: number): CollectorLink {
  const url = brokerUrl(broker);
  const common = { url, receiveMaximum: RECEIVE_MAXIMUM, keepAliveSeconds: 30 };
  if (url.startsWith('mqtt:')) {
    const clientId = `ringform-collector-${randomBytes(6).toString('hex')}`;
    return { link: new MqttLink({ ...common, clientId }) };
  }
  const [ca, cert, key] = ['ca.crt', 'client.crt', 'client.key'].map((name) => read(certificates, name));
  checkCertificate(cert, ca, createPrivateKey(key), nowMs);
  const name = readCertificate(cert).subject;
  const session = { clientId: name, sessionSeconds: SESSION_SECONDS };
  return { link: new MqttLink({ ...common, ...session, tls: { ca, cert, key } }), name };
}

function brokerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['mqtt:', 'mqtts:'].includes(url.protocol) || url.hostname === '')
    throw new UsageError(
      'broker-url',
      'The broker’s address cannot be read.',
      'It is like mqtts://broker.example.org:8883',
    );
  if (url.password !== '')
    throw new UsageError(
      'password-on-command-line',
      'The broker’s address holds a password, which every user of this machine can read there.',
      'Ringform proves itself to a broker by its certificate alone: leave the password out.',
    );
  if (url.protocol === 'mqtt:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    throw new UsageError(
      'broker-unencrypted',
      'mqtt:// sends everything unencrypted and unproven: it is for a broker on this very machine.',
      'Use mqtts:// with the certificates that `ringform enroll` made.',
    );
  return url.href;
}

function read(folder: string, name: string): string {
  const file = path.join(folder, name);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(
      'certificate-missing',
      `Cannot read ${file}.`,
      'Name the folder that holds ca.crt, client.crt and client.key with --certificates; `ringform enroll` makes them.',
      { cause },
    );
  }
}
