import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../base/errors.js';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import { logLevels, type LogLevel } from '../service/log.js';
import { openServiceManager } from '../service/systemd-manager.js';
import { defaultPageSettings, type PageSettings } from '../supervise/app/settings.js';
import { onInterrupt } from './interrupt.js';
import { numberBetween } from './options.js';
import { backupCommand } from './supervise/backup-command.js';
import { collectorLink } from './supervise/broker-link.js';
import { devicesCommand } from './supervise/device-commands.js';
import { isLoopback, listenAddress } from './supervise/listen-address.js';
import { pageTls } from './supervise/page-tls.js';
import { pageModules } from './supervise/page-modules.js';
import { quarantineCommand } from './supervise/quarantine-commands.js';
import {
  openRegistryAt,
  registryPlace,
  shownPlace,
  withRegistryOptions,
  type RegistryOptions,
} from './supervise/registry-place.js';
import { runSupervisor } from './supervise/run-supervisor.js';
import { userCommand } from './supervise/user-commands.js';

interface SuperviseOptions extends RegistryOptions {
  readonly broker: string;
  readonly certificates: string;
  readonly group: string;
  readonly listen: string;
  readonly pageCertificate?: string;
  readonly pageKey?: string;
  readonly page: boolean;
  readonly collect: boolean;
  readonly title: string;
  readonly timeZone: string;
  readonly lateAfter: number;
  readonly trustProxy?: string;
  readonly log: LogLevel;
}

const HOUR_MS = 3_600_000;

/** `ringform supervise`: collector, registry and pages; and what its administrator does at the command line. */
export function superviseCommand(): Command {
  const supervise = withRegistryOptions(new Command('supervise'))
    .summary('collect what devices send, and show it to those who act on it')
    .description(
      'Takes the records of all devices from the broker into the registry and serves the pages for supervisors, until it is\n' +
        'stopped. Passwords are never taken from the command line.',
    )
    .option('--broker <url>', 'the MQTT broker', 'mqtts://localhost:8883')
    .option('--certificates <folder>', 'with ca.crt, client.crt and client.key', '/etc/ringform/collector')
    .addOption(
      new Option('--group <name>', 'collectors of one group share the messages; they share one registry, too')
        .default('ringform')
        .argParser(groupName),
    )
    .option('--listen <host:port>', 'where the pages are', '127.0.0.1:8080')
    .option('--page-certificate <file>', 'certificate (PEM, with --page-key): the pages are served over TLS')
    .option('--page-key <file>', 'its private key')
    .option('--no-page', 'collect only')
    .option('--no-collect', 'serve the pages only')
    .option(
      '--title <text>',
      'named in the head of the pages, such as the district',
      defaultPageSettings.title,
    )
    .option(
      '--time-zone <name>',
      'of the times on the pages, such as Africa/Nairobi',
      defaultPageSettings.timeZone,
    )
    .option(
      '--late-after <hours>',
      'a device that was not heard for longer is late',
      numberBetween(0.1, 10_000),
      defaultPageSettings.lateAfterMs / HOUR_MS,
    )
    .option('--trust-proxy <addresses>', 'reverse proxies that may say who asks, such as 127.0.0.1')
    .addOption(new Option('--log <level>', 'the least that is logged').choices(logLevels).default('info'))
    .addHelpText(
      'after',
      `
Examples:
  ringform supervise --certificates collector --broker mqtts://broker.example.org:8883
  RINGFORM_REGISTRY=postgres://ringform@db/ringform ringform supervise --no-page    one collector of several
  ringform supervise user add amina --role admin

How to set a server up: docs/collector.md.`,
    )
    .action(supervision);
  for (const command of [userCommand(), quarantineCommand(), devicesCommand(), backupCommand()])
    supervise.addCommand(command);
  return supervise;
}

async function supervision(options: SuperviseOptions): Promise<void> {
  if (!options.page && !options.collect)
    throw new UsageError(
      'nothing-to-do',
      '--no-page and --no-collect leave nothing to do.',
      'Leave one of them out.',
    );
  const clock = new SystemClock({ trust: systemClockTrust() });
  const log = createLog({
    level: options.log,
    form: formFor(process.stderr, process.env),
    stream: process.stderr,
    clock,
  });
  const place = registryPlace(options, process.env);
  const at = listenAddress(options.listen);
  const tls = pageTls(options);
  if (options.page && !tls && options.trustProxy === undefined && !isLoopback(at.host))
    log.warn(
      'the pages can be reached from other machines without encryption: passwords can be read on the way',
      {
        listen: options.listen,
      },
    );
  const collect = options.collect
    ? { ...collectorLink(options, clock.moment().wallClockMs), group: options.group }
    : undefined;
  const interrupt = onInterrupt();
  const service = await openServiceManager(process.env, (error) =>
    log.warn('the service manager is not heard by', { error }),
  );
  try {
    log.info('supervising', {
      registry: shownPlace(place),
      ...(collect && { broker: options.broker, collector: collect.name }),
    });
    await runSupervisor(
      {
        ...{ clock, log, service },
        openRegistry: () => openRegistryAt(place),
        ...(collect && { collect }),
        ...(options.page && {
          page: { settings: pageSettings(options), pages: pageModules, at, ...(tls && { tls }) },
        }),
        ready: (address) =>
          void process.stdout.write(
            `ringform supervise: ready${address === undefined ? '' : `, pages at ${address}`}\n`,
          ),
      },
      interrupt.signal,
    );
    log.info('stopped');
  } finally {
    interrupt.release();
    service.close();
  }
}

function groupName(text: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be of letters, digits, - and _.');
}

function pageSettings({ title, timeZone, lateAfter, trustProxy }: SuperviseOptions): PageSettings {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new UsageError(
      'time-zone',
      `There is no time zone "${timeZone}".`,
      'Name one of the IANA database, such as Africa/Nairobi, or UTC.',
      { cause },
    );
  }
  return {
    ...defaultPageSettings,
    ...{ title, timeZone, lateAfterMs: lateAfter * HOUR_MS },
    ...(trustProxy !== undefined && { trustedProxies: trustProxy }),
  };
}
