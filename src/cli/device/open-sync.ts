import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError, StorageError, UsageError } from '../../base/errors.js';
import type { MqttLinkOptions } from '../../broker/mqtt-link.js';
import type { Clock } from '../../clock/clock.js';
import type { Config } from '../../config/schema.js';
import { siteOf } from '../../config/sync-site.js';
import { windowOf } from '../../config/windows.js';
import { deviceIdOf } from '../../record/signature.js';
import type { ComposeSources } from '../../send/compose/compose-body.js';
import { identityFolder, signingKey } from '../../send/enrolment/identity-folder.js';
import { recordMaker } from '../../send/make-record.js';
import type { SenderMemory } from '../../send/memory.js';
import { Sender } from '../../send/sender.js';
import { DEFAULT_SENDER_SETTINGS, type SenderSettings } from '../../send/settings.js';
import type { Log } from '../../service/log.js';
import type { DeviceSync } from '../../device/device-sync.js';
import type { DeviceState } from '../../store/device-state.js';
import type { Outbox } from '../../store/outbox.js';
import { version } from '../version.js';

/** Where in the store the sender keeps what it remembers. */
export const SENDER_MEMORY = 'sync-sender';

const KIBIBYTE = 1024;

export interface SyncRequest {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Outbox & DeviceState & ComposeSources['store'];
  readonly readFile: ComposeSources['readFile'];
  readonly log: Log;
  readonly power: boolean;
}

/**
 * The sender as configured, its key made where there is none.
 *
 * @throws UsageError sync-not-set-up, sync-not-enrolled; InputError key-unreadable; StorageError.
 */
export async function openSender({
  config,
  clock,
  store,
  readFile: readPicture,
  log,
  power,
}: SyncRequest): Promise<{ readonly sender: Sender; readonly device: string; readonly site: string }> {
  const { brokerUrl } = config.sync;
  if (brokerUrl === null)
    throw new UsageError(
      'sync-not-set-up',
      'No broker is configured.',
      'Set sync.brokerUrl and sync.enabled, and enrol this device: ringform enroll --help says how.',
    );
  const key = await signingKey(identityFolder(path.resolve(config.storage.dataFolder)));
  const device = deviceIdOf(key);
  const site = siteOf(config);
  // Megabytes that a device which never sends does without.
  const { MqttLink } = await import('../../broker/mqtt-link.js');
  const link = new MqttLink({
    ...(await linkOptions(config, brokerUrl)),
    clientId: device,
    clock,
  });
  const memory = (await store.readState(SENDER_MEMORY)) as SenderMemory | undefined;
  const sender = new Sender({
    ...{ outbox: store, link, clock, device, log, power },
    prepare: recordMaker({ store, readFile: readPicture, key, site, software: version }),
    settings: senderSettings(config),
    chance: Math.random,
    ...(memory && { memory }),
    remember: (it) => store.writeState(SENDER_MEMORY, it),
  });
  return { sender, device, site };
}

/** Sending for the daemon: a device that is not enrolled yet counts all the same, its results wait. Rejects with StorageError. */
export async function openSync(
  request: SyncRequest & { readonly disk: DeviceSync['disk'] },
): Promise<DeviceSync | undefined> {
  const { config, log, disk } = request;
  try {
    const { sender, device, site } = await openSender(request);
    log.info('results are sent', { device, site, broker: config.sync.brokerUrl });
    return {
      ...{ sender, device, disk, name: config.device.name },
      healthEveryMs: config.sync.healthEveryMinutes * 60_000,
    };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof InputError)) throw error;
    log.error(`nothing is sent: ${error.message}`, { error });
    return undefined;
  }
}

function senderSettings({ sync }: Config): SenderSettings {
  const { inFlight, windows, mostKibPerDay, mostKibPerConnection, outboxMiB } = sync;
  return {
    ...DEFAULT_SENDER_SETTINGS,
    inFlight,
    windows: windows.map(windowOf),
    ...(mostKibPerDay !== null && { mostBytesPerDay: mostKibPerDay * KIBIBYTE }),
    ...(mostKibPerConnection !== null && { mostBytesPerConnection: mostKibPerConnection * KIBIBYTE }),
    mostOutboxBytes: outboxMiB * KIBIBYTE * KIBIBYTE,
  };
}

async function linkOptions(
  { sync, storage }: Config,
  url: string,
): Promise<Pick<MqttLinkOptions, 'url' | 'tls'>> {
  if (url.startsWith('mqtt:')) return { url };
  const own = identityFolder(path.resolve(storage.dataFolder));
  const inFolder = (file: string): string =>
    sync.certificates === null ? file : path.join(path.resolve(sync.certificates), path.basename(file));
  const read = (file: string): Promise<string> => textOf(inFolder(file));
  return {
    url,
    tls: {
      key: await read(own.clientKey),
      cert: await read(own.clientCertificate),
      ca: await read(own.authorityCertificate),
    },
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing)
      throw new UsageError(
        'sync-not-enrolled',
        `${file} is not there: this device has no certificate for the broker.`,
        'Enrol it: ringform enroll --help says how.',
      );
    throw new StorageError(
      'no-permission',
      `${file} cannot be read.`,
      'Give the user who runs the device the right to read it.',
      { cause: error },
    );
  }
}
