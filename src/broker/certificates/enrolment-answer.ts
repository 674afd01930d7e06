import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { deviceId, line, siteName } from '../../record/names.js';
import type { KeyedCertificate } from './authority.js';
import { certificateError } from './certificate-error.js';

/** Where a broker is reached; nothing unencrypted. */
export const brokerUrl = z
  .string()
  .max(300)
  .regex(
    /^mqtts:\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/,
    'a broker is mqtts://HOST or mqtts://HOST:PORT',
  )
  .refine((url) => URL.canParse(url), 'no such port');

const answerBody = z.looseObject({
  v: z.literal(1),
  kind: z.literal('enrolment-answer'),
  device: deviceId,
  name: line(100),
  site: siteName,
  brokerUrl,
  /** PEM. */
  certificate: z.string().max(10_000),
  authority: z.string().max(10_000),
});

/** What a device is told: its certificate, whom to believe, where it stands and where its broker is. */
export interface EnrolmentAnswer {
  readonly device: string;
  readonly name: string;
  readonly site: string;
  readonly brokerUrl: string;
  readonly certificate: string;
  readonly authority: string;
}

const FIRST_LINE = /^ringform-answer ([A-Za-z0-9_-]{20,200})\n/;

/** The answer as one file's bytes, signed by the authority: site and broker are its word as much as the certificate is. */
export function writeEnrolmentAnswer(
  authority: KeyedCertificate,
  answer: Omit<EnrolmentAnswer, 'authority'>,
): Buffer {
  const body = {
    ...{ v: 1, kind: 'enrolment-answer', ...answer },
    authority: authority.certificate,
  } satisfies z.input<typeof answerBody>;
  const payload = Buffer.from(JSON.stringify(body, null, 2));
  const signature = sign('sha256', payload, createPrivateKey(authority.key)).toString('base64url');
  return Buffer.concat([Buffer.from(`ringform-answer ${signature}\n`), payload]);
}

/**
 * An answer that is whole, by the authority within it. Whether that is the right authority only a person can say who compares
 * its fingerprint, or who has one already.
 *
 * @throws InputError answer-unreadable; RefusedError answer-unsound.
 */
export function readEnrolmentAnswer(bytes: Uint8Array): EnrolmentAnswer {
  const text = Buffer.from(bytes);
  const first = FIRST_LINE.exec(text.toString('latin1', 0, 300));
  const payload = text.subarray(first?.[0].length ?? 0);
  const parsed = first ? answerBody.safeParse(jsonOf(payload)) : undefined;
  if (!first || !parsed?.success)
    throw certificateError('answer-unreadable', 'This is no answer to a request of a device.');
  const { device, name, site, certificate, authority } = parsed.data;
  let sound: boolean;
  try {
    const key = new X509Certificate(authority).publicKey;
    sound = verify('sha256', payload, key, Buffer.from(first[1], 'base64url'));
  } catch (error) {
    throw certificateError('answer-unreadable', 'The answer holds no readable authority.', error);
  }
  if (!sound)
    throw certificateError('answer-unsound', `The answer for ${device} was changed after it was signed.`);
  return { device, name, site, brokerUrl: parsed.data.brokerUrl, certificate, authority };
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined; // the schema then says that it is none
  }
}
