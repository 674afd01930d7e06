import { aborted } from '../../base/aborted.js';
import { RingformError } from '../../base/errors.js';
import type { BrokerLink } from '../../broker/link.js';
import { backoffMs } from '../../clock/backoff.js';
import type { Clock } from '../../clock/clock.js';
import {
  Collector,
  COLLECTOR_SETTINGS,
  SERVER_BACKOFF,
  type CollectorStatus,
} from '../../collect/collector.js';
import { retake } from '../../collect/retake.js';
import type { Registry } from '../../registry/registry.js';
import type { Log } from '../../service/log.js';
import type { ServiceManager } from '../../service/service-manager.js';
import { WatchdogFeeder } from '../../service/watchdog-feeder.js';
import type { Retake } from '../../supervise/admin/quarantine-pages.js';
import { startServer, type RunningServer, type ServerParts } from '../../supervise/server.js';

export interface SupervisorParts {
  readonly openRegistry: () => Promise<Registry>;
  /** Absent: nothing is collected. */
  readonly collect?: { readonly link: BrokerLink; readonly group: string };
  /** Absent: no pages. */
  readonly page?: Omit<ServerParts, 'registry' | 'log' | 'now' | 'retake'> & {
    readonly at: { readonly host: string; readonly port: number };
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly service: ServiceManager;
  /** Told once, when records are taken and pages served. */
  readonly ready: (address: string | undefined) => void;
}

/**
 * Registry, collector and pages, until the signal. A database server that does not answer yet is waited for; so is the broker,
 * while the pages are served.
 *
 * @throws StorageError where the registry cannot be opened for another reason; LinkError page-port
 */
export async function runSupervisor(parts: SupervisorParts, stop: AbortSignal): Promise<void> {
  const { clock, log, service } = parts;
  const registry = await opened(parts, stop);
  if (!registry) return;
  const feeder = new WatchdogFeeder({
    manager: service,
    clock,
    roundTrip: async () => {
      await registry.version();
    },
    // An answer that is an error is an answer; the collector tells of a database that is down.
    onTrouble: (error) => log.warn('the registry does not answer', { error }),
  });
  // One ends, all end: a supervisor that collects and shows nothing, or the other way round, is neither.
  const ending = new AbortController();
  const end = (): void => ending.abort();
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  try {
    const server = await served(parts, registry);
    try {
      const collecting = parts.collect && collector(parts, parts.collect, registry).run(ending.signal);
      service.ready();
      feeder.start();
      parts.ready(server?.address);
      await (collecting ?? aborted(ending.signal));
    } finally {
      service.stopping();
      feeder.stop();
      end();
      await server?.close();
    }
  } finally {
    stop.removeEventListener('abort', end);
    await registry.close();
  }
}

async function served(
  { page, clock, log }: SupervisorParts,
  registry: Registry,
): Promise<RunningServer | undefined> {
  if (!page) return undefined;
  const now = (): number => clock.moment().wallClockMs;
  const again: Retake = (number, by) => retake(registry, clock, number, by);
  return startServer({ ...page, registry, log, now, retake: again }, page.at);
}

function collector(
  { clock, log, service }: SupervisorParts,
  { link, group }: NonNullable<SupervisorParts['collect']>,
  registry: Registry,
): Collector {
  return new Collector({
    ...{ link, registry, clock, log },
    random: Math.random,
    settings: { ...COLLECTOR_SETTINGS, group },
    onChange: (status) => service.status(inWords(status)),
  });
}

function inWords({ link, store }: CollectorStatus): string {
  if (store === 'down') return 'the database takes nothing; messages wait with the broker and the devices';
  return link === 'up' ? 'collecting' : 'no connection to the broker; trying again';
}

/** The registry; undefined when it was stopped while the server did not answer. */
async function opened(
  { openRegistry, clock, log, service }: SupervisorParts,
  stop: AbortSignal,
): Promise<Registry | undefined> {
  for (let attempt = 0; !stop.aborted; attempt++) {
    try {
      return await openRegistry();
    } catch (error) {
      // Machines start in any order; anything else a person must put right first.
      if (!(error instanceof RingformError) || error.code !== 'server-unreachable') throw error;
      log.warn('the database server does not answer yet', { error, attempt });
      service.status('waiting for the database server');
      await clock.sleep(backoffMs(attempt, Math.random(), SERVER_BACKOFF), stop);
    }
  }
  return undefined;
}
