import { LinkError } from '../base/errors.js';

/** Codes of LinkError that a link gives. */
export type LinkCode =
  | 'broker-unreachable'
  | 'broker-refused'
  | 'broker-untrusted'
  | 'broker-timeout'
  | 'certificates-unusable'
  | 'subscription-refused'
  | 'not-connected'
  | 'connection-lost'
  | 'publish-refused'
  | 'message-too-large';

/** Where the address stands; devices and collectors both come by here. */
const ADDRESS = 'the broker’s address (on a device sync.brokerUrl, for a collector --broker)';

const REMEDIES: Readonly<Record<LinkCode, string>> = {
  'broker-unreachable': `Check the network, and host and port in ${ADDRESS}. What waits stays in the devices’ outboxes and goes later.`,
  'broker-refused':
    'The broker does not take this client: check its certificate and key (expired? revoked? signed by the broker’s own authority?) and, of a device, that it was enrolled.',
  'broker-untrusted': `The other side could not prove that it is the broker: check the authority’s certificate (ca.crt), the host in ${ADDRESS} and the date on both machines.`,
  'broker-timeout': 'The line is too slow or something swallows the packets: it is tried again by itself.',
  'certificates-unusable':
    'Key and certificate must belong together and be PEM: put the files back from a copy, or have them made anew (a device is enrolled anew).',
  'subscription-refused':
    'The broker’s access list does not let this client listen there: check the name in its certificate.',
  'not-connected': 'Connect first.',
  'connection-lost': 'Nothing is lost: what was not acknowledged is sent again after the next connection.',
  'publish-refused':
    'The broker’s access list does not let this client write there: check the name in its certificate.',
  'message-too-large': 'Raise the broker’s limit for the size of a message to 1 MiB or more.',
};

/** A LinkError with the remedy that belongs to its code. */
export function linkError(code: LinkCode, message: string, cause?: unknown): LinkError {
  return new LinkError(code, message, REMEDIES[code], cause === undefined ? {} : { cause });
}

/** What Node's sockets say when nobody answers at an address. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
/** Of X509_verify_cert(3) by Node's names: this side does not believe the broker's certificate. */
const UNTRUSTED =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

/** CONNACK codes that say “not this protocol version” (MQTT 3.1.1, 3.2.2.3; MQTT 5, 3.2.2.2). */
const VERSION_REFUSED = new Set([1, 132]);
/** CONNACK codes of a broker that is there and has no time: it is the way that fails, not the device's papers. */
const BUSY = new Set([3, 136, 137, 139, 156, 157, 159]);

/** Whether an error of a connection is the broker's word that it does not speak this version. */
export function refusesVersion(error: unknown): boolean {
  return VERSION_REFUSED.has(Number(codeOf(error)));
}

/** What a failed attempt to connect means to a person. */
export function fromConnecting(error: unknown, url: string): LinkError {
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof LinkError) return error;
  if (typeof code === 'number') {
    const kind = BUSY.has(code) ? 'broker-unreachable' : 'broker-refused';
    return linkError(kind, `The broker at ${url} refused the connection: ${said} (code ${code}).`, error);
  }
  if (code === 'ETIMEDOUT' || said === 'connack timeout')
    return linkError('broker-timeout', `The broker at ${url} did not answer in time.`, error);
  if (code !== undefined && UNREACHABLE.has(code))
    return linkError('broker-unreachable', `There is no broker at ${url} (${code}).`, error);
  if (code !== undefined && UNTRUSTED.test(code))
    return linkError(
      'broker-untrusted',
      `The certificate of the broker at ${url} does not hold: ${said}.`,
      error,
    );
  // An alert of TLS comes from the other side: it does not believe ours.
  if (code !== undefined && /^(?:ERR_SSL_|ERR_OSSL_|EPROTO)/.test(code))
    return linkError(
      'broker-refused',
      `The broker at ${url} broke off the secure connection: ${alertIn(said)}.`,
      error,
    );
  return linkError('broker-unreachable', `The connection to ${url} could not be made: ${said}.`, error);
}

/** The alert's own words, as `certificate revoked`, out of OpenSSL's line with its addresses and source files; else the line. */
function alertIn(said: string): string {
  return /:[a-z0-9/]+ alert ([a-z ]+):/.exec(said)?.[1] ?? said.trim();
}

/** A system's or OpenSSL's name of an error, or MQTT's reason code. */
function codeOf(error: unknown): string | number | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

/** MQTT 5's reason code for a packet above the broker's limit (3.4.2.1, 3.14.2.1). */
const PACKET_TOO_LARGE = 149;

/** What a broker's refusal of one message means. */
export function fromPublishing(error: unknown, topic: string): LinkError {
  if (error instanceof LinkError) return error;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (code === PACKET_TOO_LARGE)
    return linkError('message-too-large', `The broker refused a message: ${said}.`, error);
  if (typeof code === 'number')
    return linkError(
      'publish-refused',
      `The broker refused a message to ${topic}: ${said} (code ${code}).`,
      error,
    );
  return linkError(
    'connection-lost',
    `The connection ended before the broker confirmed a message (${said}).`,
    error,
  );
}
