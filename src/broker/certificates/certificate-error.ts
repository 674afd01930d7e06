import { InputError, LinkError, RefusedError, type RingformError } from '../../base/errors.js';

/** What can be wrong with a key, a request or a certificate. */
export type CertificateCode =
  | 'key-unreadable'
  | 'certificate-unreadable'
  | 'request-unreadable'
  | 'request-unsound'
  | 'answer-unreadable'
  | 'answer-unsound'
  | 'authority-expired'
  | 'certificate-expired'
  | 'certificate-foreign'
  | 'clock-wrong';

type Made = new (...of: ConstructorParameters<typeof RingformError>) => RingformError;

const KINDS: Readonly<Record<CertificateCode, readonly [Made, remedy: string]>> = {
  'key-unreadable': [InputError, 'Check that the right file was named; make the key anew if it is damaged.'],
  'certificate-unreadable': [InputError, 'Check that the right file was named and was copied whole.'],
  'request-unreadable': [InputError, 'Have the device write its request again: ringform enroll request.'],
  'request-unsound': [
    RefusedError,
    'Do not approve it. Have the device write its request again: ringform enroll request.',
  ],
  'answer-unreadable': [InputError, 'Check that the right file was named and was copied whole.'],
  'answer-unsound': [RefusedError, 'Do not accept it. Have the supervisor approve the request again.'],
  'authority-expired': [
    LinkError,
    'Make a new authority in another folder and enrol the devices again: ringform enroll authority.',
  ],
  'certificate-expired': [LinkError, 'Renew it: ringform enroll renew, on the device, says how.'],
  'certificate-foreign': [
    RefusedError,
    'Take the certificate and the authority’s certificate from the same answer.',
  ],
  'clock-wrong': [
    LinkError,
    'Set this machine’s clock, then try again: a certificate’s last day is counted from it.',
  ],
};

/** An error with the class and the remedy that belong to its code. */
export function certificateError(code: CertificateCode, message: string, cause?: unknown): RingformError {
  const [Kind, remedy] = KINDS[code];
  return new Kind(code, message, remedy, cause === undefined ? {} : { cause });
}
