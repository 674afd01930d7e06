import { hostname } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { readCertificate } from '../../broker/certificates/read-certificate.js';
import { MqttLink } from '../../broker/mqtt-link.js';
import { siteName } from '../../record/names.js';
import { acknowledgementFilter } from '../../record/topics.js';
import { acceptAnswer, deviceIdentity, requestEnrolment } from '../../send/enrolment/device-enrolment.js';
import { linkIdentity } from '../../send/enrolment/link-identity.js';
import { OPEN, writeWholeFile } from '../../send/enrolment/whole-file.js';
import {
  configByOptions,
  dataFolderByOptions,
  withDataOptions,
  type ConfigOptions,
} from '../config-command.js';
import { printable } from '../printable.js';
import { trustedNow } from '../trusted-now.js';
import { readGiven } from './given-file.js';
import { expiryWords, fingerprintWords } from './words.js';
import { syncLines, writeSyncSettings } from './sync-settings.js';

interface RequestOptions extends ConfigOptions {
  readonly name?: string;
  readonly site?: string;
  readonly to: string;
}

/** `ringform enroll request`: step 2, on the device. */
export function requestCommand(): Command {
  return withDataOptions(new Command('request'))
    .summary('step 2, on the device: make its keys, write what it asks for')
    .description(
      'Makes the keys that this device lacks and writes its request as one file. The keys never leave it.',
    )
    .option(
      '--name <name>',
      'what people call it (default: the configuration’s device.name, else the host name)',
    )
    .option('--site <site>', 'where it will stand, small letters, digits, hyphens; the supervisor decides')
    .option('--to <folder>', 'where the request goes: a USB stick', '.')
    .action(async (options: RequestOptions) => {
      const { config } = configByOptions(options);
      const { name: configured } = config.device;
      const name = options.name ?? (configured === 'ringform' ? hostname() : configured);
      if (options.site !== undefined && !siteName.safeParse(options.site).success)
        throw new UsageError(
          'site-name',
          `${options.site} is no site.`,
          'A site is 1–40 small letters, digits and hyphens.',
        );
      const site = options.site === undefined ? {} : { site: options.site };
      await writeRequest(options, { name, ...site });
    });
}

/** `ringform enroll renew`: asks again under the name and site that the device has. */
export function renewCommand(): Command {
  return withDataOptions(new Command('renew'))
    .summary('on the device: ask for a new certificate before the old one ends')
    .description(
      'Writes the request again, for the keys, name and site that this device has. Then as the first time: approve, accept. The certificate in force goes on until the new one is accepted.',
    )
    .option('--to <folder>', 'where the request goes: a USB stick', '.')
    .action(async (options: RequestOptions) => {
      const identity = await deviceIdentity(dataFolderByOptions(options));
      if (identity?.answer === undefined) throw notEnrolled();
      const { name, site } = identity.answer;
      await writeRequest(options, { name, site });
    });
}

/** `ringform enroll accept`: step 4, on the device. */
export function acceptCommand(): Command {
  return withDataOptions(new Command('accept'))
    .summary('step 4, on the device: take the answer')
    .description(
      'Checks that the answer is for this device and its keys, and puts certificate and authority beside them.',
    )
    .argument('<answer>', 'the file that the supervisor’s side wrote')
    .option('--replace-authority', 'believe another authority than so far')
    .option(
      '--write',
      'also write site and broker into the configuration file; comments stay, the old file is kept',
    )
    .action(
      async (
        file: string,
        options: ConfigOptions & { readonly replaceAuthority?: true; readonly write?: true },
      ) => {
        const nowMs = trustedNow();
        const { answer, kept } = await acceptAnswer(dataFolderByOptions(options), await readGiven(file), {
          ...(nowMs !== undefined && { nowMs }),
          replaceAuthority: options.replaceAuthority === true,
        });
        const certificate = readCertificate(answer.certificate);
        const authority = readCertificate(answer.authority);
        process.stdout.write(
          `This is ${answer.device}, “${printable(answer.name)}”, at ${answer.site}. Its certificate holds ${expiryWords(certificate, nowMs)}.\n` +
            `It believes the authority “${printable(authority.subject)}”. Compare its fingerprint with the supervisor’s:\n` +
            fingerprintWords(authority.fingerprint) +
            kept.map((name) => `Kept: ${name}\n`).join(''),
        );
        if (options.write === true) {
          const { file: written, backup } = await writeSyncSettings(options, answer);
          process.stdout.write(
            `Site and broker stand in ${written}${backup === undefined ? '' : `; the old file is ${backup}`}.\n`,
          );
        } else
          process.stdout.write(
            `Put this into the configuration, or repeat with --write:\n\n${syncLines(answer)}\n`,
          );
        process.stdout.write('Then: systemctl restart ringform\n');
      },
    );
}

/** `ringform enroll show`: who this device is. */
export function showCommand(): Command {
  return withDataOptions(new Command('show'))
    .summary('on the device: who it is, and how long its certificate holds')
    .option('--json', 'the same as JSON')
    .action(async (options: ConfigOptions & { readonly json?: true }) => {
      const identity = await deviceIdentity(dataFolderByOptions(options));
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify(identity ?? null, null, 2)}\n`);
        return;
      }
      if (identity === undefined)
        return void process.stdout.write('This device has no key yet: ringform enroll request makes it.\n');
      const { device, answer, certificate, authority } = identity;
      process.stdout.write(`Device       ${device}\n`);
      if (!answer || !certificate || !authority)
        return void process.stdout.write('Not enrolled yet: ringform enroll --help tells the four steps.\n');
      process.stdout.write(
        `Name         ${printable(answer.name)}\n` +
          `Site         ${answer.site}\n` +
          `Broker       ${answer.brokerUrl}\n` +
          `Certificate  ${expiryWords(certificate, trustedNow())}\n` +
          `Authority    ${printable(authority.subject)}, ${expiryWords(authority, trustedNow())}\n` +
          fingerprintWords(authority.fingerprint),
      );
    });
}

/** `ringform enroll check`: whether the broker lets this device in. */
export function checkCommand(): Command {
  return withDataOptions(new Command('check'))
    .summary('on the device: connect to the broker once, and say whether it lets this device in')
    .description(
      'Connects once with this device’s certificate and listens for its acknowledgements. Nothing is sent. A connection of the running daemon ends by it and comes back by itself.',
    )
    .action(async (options: ConfigOptions) => {
      const folder = dataFolderByOptions(options);
      const { device, tls } = await linkIdentity(folder, trustedNow());
      const { answer } = (await deviceIdentity(folder)) ?? {};
      if (answer === undefined) throw notEnrolled();
      const link = new MqttLink({ url: answer.brokerUrl, clientId: device, tls });
      try {
        await link.connect();
        await link.subscribe(acknowledgementFilter(device));
        const { state } = link;
        const protocol = state.state === 'up' ? state.protocol : 'unknown';
        process.stdout.write(
          `${answer.brokerUrl} is the broker of “${printable(readCertificate(tls.ca).subject)}” and lets ${device} in (MQTT ${protocol}).\n`,
        );
      } finally {
        await link.disconnect();
      }
    });
}

async function writeRequest(
  options: RequestOptions,
  about: { readonly name: string; readonly site?: string },
): Promise<void> {
  const { device, request } = await requestEnrolment(dataFolderByOptions(options), about);
  const file = path.join(options.to, `${device}.request`);
  const { keptAs } = await writeWholeFile(file, request, { mode: OPEN, existing: 'keep' });
  process.stdout.write(
    `This is ${device}, “${printable(about.name)}”. Its request is ${file}.\n` +
      (keptAs === undefined ? '' : `An earlier one is kept: ${keptAs}\n`) +
      'Take it to the supervisor, who compares the id above: ringform enroll approve\n',
  );
}

function notEnrolled(): UsageError {
  return new UsageError(
    'not-enrolled',
    'This device was never enrolled.',
    'Ask for it: ringform enroll request.',
  );
}
