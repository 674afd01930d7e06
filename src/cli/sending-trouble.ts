/** Codes of what keeps a device from sending, as a person reads them: what it means, and what to do. */
const MEANINGS: Readonly<Record<string, readonly [means: string, todo: string]>> = {
  'broker-unreachable': [
    'there was no way to the broker: no network, another address, or it is not running',
    'Check the network, then sync.brokerUrl. A running device tries again by itself.',
  ],
  'broker-timeout': [
    'the broker did not answer in time: the line is too slow, or something swallows the packets',
    'A running device tries again by itself.',
  ],
  'broker-refused': [
    'the broker does not take this device’s certificate: it has ended, was revoked, or is of another authority',
    'See its end with “ringform enroll show”; renew it, or ask the supervisor whether this device was shut out.',
  ],
  'broker-untrusted': [
    'this device does not believe that the other side is its broker: another authority, another host name, or a wrong date',
    'Compare sync.brokerUrl with what the supervisor’s answer named (“ringform enroll show”), and look at the date.',
  ],
  'certificates-unusable': [
    'key and certificate of this device do not go together or are damaged',
    'Put the folder identity back from a copy, or enrol it anew: ringform enroll --help.',
  ],
  'subscription-refused': [
    'the broker does not let this device hear its acknowledgements',
    'Tell the supervisor: the broker’s access list is not the shipped one, or the certificate bears another name.',
  ],
  'publish-refused': [
    'the broker does not let this device write under its name',
    'Tell the supervisor: the broker’s access list is not the shipped one, or the certificate bears another name.',
  ],
  'not-acknowledged': [
    'the broker took records, and no collector answered',
    'Tell the supervisor that the collector may be down. A running device tries again by itself.',
  ],
  'connection-lost': ['the line broke', 'A running device tries again by itself.'],
  storage: ['this device’s own disk refused', 'Look at it with “ringform doctor”.'],
};

/** What a code means and what to do about it, in two sentences; the code alone where there is no more to say. */
export function troubleWords(code: string): string {
  const known = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  return known === undefined
    ? `${code}.`
    : `${known[0]} (${code}).\n  ${known[1]} Nothing is lost meanwhile.`;
}
