import path from 'node:path';
import type { CertificateFacts } from '../../broker/certificates/read-certificate.js';
import type { Clock } from '../../clock/clock.js';
import { isTrusted } from '../../clock/day.js';
import type { Config } from '../../config/schema.js';
import type { Check, CheckOutcome } from '../../doctor/check.js';
import { identityFolder } from '../../send/enrolment/identity-folder.js';
import { readIfThere } from '../../send/enrolment/whole-file.js';

const DAY_MS = 86_400_000;
/** From then on its end is warned of: a stick goes to the hub and back on somebody's next visit or the one after. */
export const WARN_DAYS = 60;

const RENEW =
  'Renew it with a stick: ringform enroll renew here, approve on the hub, accept here, then restart the service (docs/enrolment.md). Results wait until then; none is lost.';

/** The certificate that this device shows to its broker; undefined where it has none. @throws InputError certificate-unreadable; StorageError. */
export async function ownCertificate({ sync, storage }: Config): Promise<CertificateFacts | undefined> {
  const own = identityFolder(path.resolve(storage.dataFolder)).clientCertificate;
  const file =
    sync.certificates === null ? own : path.join(path.resolve(sync.certificates), path.basename(own));
  const pem = await readIfThere(file);
  if (pem === undefined) return undefined;
  // The library for certificates is some megabytes that a device which never sends does without.
  const { readCertificate } = await import('../../broker/certificates/read-certificate.js');
  return readCertificate(pem.toString());
}

/** Whether a device that is to send has a certificate, and for how long. `nowMs` undefined: no clock to be believed. */
export function judgeCertificate(
  certificate: CertificateFacts | undefined,
  nowMs: number | undefined,
): CheckOutcome {
  if (certificate === undefined)
    return {
      ...{
        state: 'failed',
        code: 'sync-not-enrolled',
        said: 'This device has no certificate for the broker.',
      },
      remedy: 'Enrol it: ringform enroll --help tells the four steps. Results wait in the outbox until then.',
    };
  const { notAfterMs } = certificate;
  const end = new Date(notAfterMs).toISOString().slice(0, 10);
  if (nowMs === undefined)
    return { state: 'ok', said: `certificate until ${end}; how far that is no trusted clock says` };
  if (notAfterMs <= nowMs)
    return {
      ...{ state: 'failed', code: 'certificate-expired', remedy: RENEW },
      said: `The certificate for the broker ended on ${end}: nothing can be sent.`,
    };
  const days = Math.floor((notAfterMs - nowMs) / DAY_MS);
  if (days < WARN_DAYS)
    return {
      ...{ state: 'failed', code: 'certificate-ends-soon', mild: true, remedy: RENEW },
      said: `The certificate for the broker holds for ${days} more ${days === 1 ? 'day' : 'days'} (until ${end}).`,
    };
  return { state: 'ok', said: `certificate until ${end}, ${days} more days` };
}

/** The self-test of a device that is to send; nothing for one that is not, or that sends without encryption to this machine. */
export function sendingChecks(config: Config, clock: Pick<Clock, 'moment'>): readonly Check[] {
  if (!needsCertificate(config)) return [];
  return [
    {
      ...{ part: 'sending', stopsCounting: false },
      run: async () => {
        const moment = clock.moment();
        return judgeCertificate(
          await ownCertificate(config),
          isTrusted(moment) ? moment.wallClockMs : undefined,
        );
      },
    },
  ];
}

/** Whether sending is set up over a connection that asks for a certificate. */
export function needsCertificate({ sync }: Config): boolean {
  return sync.enabled && sync.brokerUrl?.startsWith('mqtts:') === true;
}
