import path from 'node:path';
import { Command } from 'commander';
import { RefusedError, UsageError } from '../../base/errors.js';
import { writeEnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { readEnrolmentRequest } from '../../broker/certificates/enrolment-request.js';
import { readCertificate } from '../../broker/certificates/read-certificate.js';
import { deviceId, siteName } from '../../record/names.js';
import type { EnrolledDevice } from '../../registry/device-book.js';
import { OPEN, writeWholeFile } from '../../send/enrolment/whole-file.js';
import { wholeNumberBetween } from '../options.js';
import { printable } from '../printable.js';
import { actor } from '../supervise/acting.js';
import { withRegistry, withRegistryOptions, type RegistryOptions } from '../supervise/registry-place.js';
import {
  collectorNames,
  issueTo,
  makeAuthorityFolder,
  openAuthority,
  revokeAll,
} from './authority-folder.js';
import { readGiven } from './given-file.js';
import { brokerLines } from './broker-lines.js';
import { day, fingerprintWords } from './words.js';

const AUTHORITY = 'ringform-authority';

interface AuthorityOptions {
  readonly name: string;
  readonly host: readonly string[];
  readonly port: number;
  readonly collectors: number;
  readonly authority: string;
}

/** `ringform enroll authority`: step 1, once, where the supervisor runs. */
export function authorityCommand(): Command {
  return new Command('authority')
    .summary('step 1, once, where broker and supervisor run: make the authority')
    .description(
      'Makes the authority that vouches for devices, the broker’s certificate and the collectors’. Run again it makes the last two anew (other host names, an end in sight); the authority stays.',
    )
    .requiredOption(
      '--host <name>',
      'host name or address by which devices reach the broker; may be repeated, the first is the one they are told',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--port <number>', 'port of the broker', wholeNumberBetween(1, 65_535), 8883)
    .option('--name <name>', 'what people call the authority', 'Ringform')
    .option('--collectors <number>', 'collectors that will share the work', wholeNumberBetween(1, 4), 1)
    .option('--authority <folder>', 'where it is kept', AUTHORITY)
    .action(async ({ authority: folder, host, ...options }: AuthorityOptions) => {
      const made = await makeAuthorityFolder(folder, { ...options, hosts: host, nowMs: Date.now() });
      const facts = readCertificate(made.keyed.certificate);
      process.stdout.write(
        `${made.fresh ? 'Made the authority' : 'Kept the authority'} “${printable(facts.subject)}” in ${folder}; it holds until ${day(facts.notAfterMs)}.\n` +
          `Devices show its fingerprint when they accept an answer:\n${fingerprintWords(facts.fingerprint)}` +
          made.kept.map((file) => `Kept: ${file}\n`).join('') +
          brokerLines(folder, collectorNames(options.collectors), made.settings.brokerUrl),
      );
    });
}

interface ApproveOptions extends RegistryOptions {
  readonly site: string;
  readonly name?: string;
  readonly authority: string;
  readonly by?: string;
  readonly to?: string;
  readonly again?: true;
}

/** `ringform enroll approve`: step 3, where the authority is. */
export function approveCommand(): Command {
  return withRegistryOptions(new Command('approve'))
    .summary('step 3, where the authority is: let a device in')
    .description(
      'Verifies a request, enters the device in the registry and writes the answer beside the request. Compare the id that is printed with the one the device printed: it is made from the device’s own key.',
    )
    .argument('<request>', 'the file that the device wrote')
    .requiredOption('--site <site>', 'where the device stands: small letters, digits, hyphens')
    .option('--name <name>', 'what people call it (default: what it calls itself)')
    .option('--by <person>', 'who lets it in, for the audit log (default: the user of this machine)')
    .option('--to <folder>', 'where the answer goes (default: beside the request)')
    .option('--again', 'also one that was shut out: only by mistake, and never out of good hands')
    .option('--authority <folder>', 'where the authority is kept', AUTHORITY)
    .action(async (file: string, options: ApproveOptions) => {
      if (!siteName.safeParse(options.site).success)
        throw new UsageError(
          'site-name',
          `${options.site} is no site.`,
          'A site is 1–40 small letters, digits and hyphens.',
        );
      const nowMs = Date.now();
      const request = await readEnrolmentRequest(await readGiven(file));
      const authority = await openAuthority(options.authority);
      const { device } = request;
      const name = options.name ?? request.name;
      const { certificate, before } = await withRegistry(options, async (book) => {
        const known = await book.enrolled(device);
        if (options.again !== true) refuseRevoked(known);
        const issued = await issueTo(authority, request.certificateRequest, nowMs);
        const by = options.by ?? actor();
        await book.enrol(
          { id: device, site: options.site, name, publicKey: request.signingKey, enrolledBy: by },
          nowMs,
        );
        return { certificate: issued, before: known };
      });
      const answer = writeEnrolmentAnswer(authority.keyed, {
        ...{ device, name, site: options.site, certificate },
        brokerUrl: authority.settings.brokerUrl,
      });
      const to = path.join(options.to ?? path.dirname(file), `${device}.answer`);
      const { keptAs } = await writeWholeFile(to, answer, { mode: OPEN, existing: 'keep' });
      const facts = readCertificate(authority.keyed.certificate);
      process.stdout.write(
        `${device}, “${printable(name)}”, is let in${before?.revokedAtMs === undefined ? '' : ' again'} at ${options.site}; its certificate holds until ${day(readCertificate(certificate).notAfterMs)}.\n` +
          movedWords(before, options.site) +
          letInAgainWords(before) +
          'Is that the id that the device printed? If not: ringform enroll revoke\n' +
          `The answer is ${to}. On the device: ringform enroll accept\n` +
          (keptAs === undefined ? '' : `An earlier one is kept: ${keptAs}\n`) +
          `It will show the authority’s fingerprint:\n${fingerprintWords(facts.fingerprint)}`,
      );
    });
}

/** `ringform enroll revoke`: a device that was lost or stolen. */
export function revokeCommand(): Command {
  return withRegistryOptions(new Command('revoke'))
    .summary('where the authority is: shut a lost or stolen device out')
    .description(
      'Puts all certificates of a device on the revocation list and takes no more records of it. What came before stays.',
    )
    .argument('<device>', 'its id: rf- and twelve letters and digits')
    .option('--by <person>', 'who, for the audit log (default: the user of this machine)')
    .option('--authority <folder>', 'where the authority is kept', AUTHORITY)
    .action(async (device: string, options: Omit<ApproveOptions, 'site' | 'name' | 'to'>) => {
      if (!deviceId.safeParse(device).success)
        throw new UsageError(
          'device-id',
          `${device} is no device’s id.`,
          'It is rf- and twelve letters and digits.',
        );
      const nowMs = Date.now();
      const authority = await openAuthority(options.authority);
      await withRegistry(options, async (book) => {
        if ((await book.enrolled(device)) === undefined)
          throw new UsageError(
            'unknown-device',
            `${device} is not in this registry.`,
            'Check id and registry.',
          );
        await book.revoke(device, options.by ?? actor(), nowMs);
      });
      const count = await revokeAll(authority, device, nowMs);
      process.stdout.write(
        `${device}: no more of its records are taken, and ${count} certificate${count === 1 ? '' : 's'} went on the list.\n` +
          'For the broker to shut it out too, as root:\n' +
          `  install -m 644 ${path.join(options.authority, 'broker/revoked.crl')} /etc/mosquitto/ringform/ && systemctl restart mosquitto\n`,
      );
    });
}

/** A device that was shut out comes back by a decision of its own and not by the way. */
function refuseRevoked(known: EnrolledDevice | undefined): void {
  if (known?.revokedAtMs === undefined) return;
  throw new RefusedError(
    'device-revoked',
    `${known.id} was shut out on ${day(known.revokedAtMs)}.`,
    'Was it out of good hands, give it a new identity: move its folder identity away, then request anew. If it was shut out by mistake: repeat with --again.',
  );
}

function movedWords(before: EnrolledDevice | undefined, site: string): string {
  if (before === undefined || before.site === site) return '';
  return `It stood at ${before.site} so far: what it counts there until it has the answer still arrives as of there.\n`;
}

/** What it sent meanwhile lies on both sides, and neither moves it by itself. */
function letInAgainWords(before: EnrolledDevice | undefined): string {
  if (before?.revokedAtMs === undefined) return '';
  return (
    'Its earlier certificate stays on the broker’s list: it needs the new one.\n' +
    'What it sent while it was shut out was put aside: ringform supervise quarantine retake all. On the device, after accept: ringform outbox retry\n'
  );
}
