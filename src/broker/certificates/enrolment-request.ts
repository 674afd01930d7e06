import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { deviceId, line, siteName } from '../../record/names.js';
import { deviceIdOf, signMessage, splitMessage } from '../../record/signature.js';
import { certificateError } from './certificate-error.js';
import { certificateRequest, readRequest } from './request.js';

const requestBody = z.looseObject({
  v: z.literal(1),
  kind: z.literal('enrolment-request'),
  device: deviceId,
  name: line(100).min(1),
  site: siteName.optional(),
  /** SPKI, PEM. */
  signingKey: z.string().max(1000),
  /** PKCS#10, PEM. */
  certificateRequest: z.string().max(10_000),
});

/** What a device asks for: to be let in under its own id, by what people call it, at a site. */
export interface EnrolmentRequest {
  readonly device: string;
  readonly name: string;
  readonly site?: string;
  /** Ed25519, SPKI as PEM: what its records will be verified by. */
  readonly signingKey: string;
  /** PKCS#10, PEM, for the device's id. */
  readonly certificateRequest: string;
}

/**
 * A device's request as one file's bytes, signed by the key that signs its records, from which its id is made: whoever reads
 * it knows that the holder of that key asks.
 *
 * @param signingKey Ed25519, private
 * @param tlsKey PKCS#8 PEM of `newTlsKey`
 */
export async function writeEnrolmentRequest(
  about: { readonly name: string; readonly site?: string },
  signingKey: KeyObject,
  tlsKey: string,
): Promise<Buffer> {
  const device = deviceIdOf(signingKey);
  const body = {
    ...{ v: 1, kind: 'enrolment-request', device, ...about },
    signingKey: createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString(),
    certificateRequest: await certificateRequest(device, tlsKey),
  } satisfies z.input<typeof requestBody>;
  return signMessage(Buffer.from(JSON.stringify(body, null, 2)), signingKey);
}

/**
 * A device's request, everything in it proven: the key, the id, and that both belong to the certificate asked for.
 *
 * @throws InputError request-unreadable; RefusedError request-unsound.
 */
export async function readEnrolmentRequest(bytes: Uint8Array): Promise<EnrolmentRequest> {
  const message = splitMessage(bytes);
  const parsed = message && requestBody.safeParse(jsonOf(message.payload));
  if (!message || !parsed?.success)
    throw certificateError('request-unreadable', 'This is no request of a device to be enrolled.');
  const { device, name, site, signingKey, certificateRequest: asked } = parsed.data;
  const key = ed25519(signingKey);
  if (!message.verifiedBy(key))
    throw certificateError('request-unsound', `The request of ${device} was changed after it was signed.`);
  if (deviceIdOf(key) !== device || message.signedBy !== device)
    throw certificateError('request-unsound', `The request names ${device}, whose key did not sign it.`);
  const { subject } = await readRequest(asked);
  if (subject !== device)
    throw certificateError(
      'request-unsound',
      `${device} asks for a certificate under another name (${subject}).`,
    );
  return {
    ...{ device, name, ...(site !== undefined && { site }) },
    ...{ signingKey, certificateRequest: asked },
  };
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined; // the schema then says that it is none
  }
}

function ed25519(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw certificateError('request-unreadable', 'The request holds no readable key.', error);
  }
  throw certificateError(
    'request-unsound',
    'The request’s key is of another kind than devices have (Ed25519).',
  );
}
