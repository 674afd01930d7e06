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
import { retake, type Retake } from '../../collect/retake.js';
import type { Registry } from '../../registry/registry.js';
import type { Log } from '../../service/log.js';
import type { ServiceManager } from '../../service/service-manager.js';
import { WatchdogFeeder } from '../../service/watchdog-feeder.js';
import type { IntakeTrouble } from '../../supervise/app/context.js';
import { registryToCome } from '../../supervise/app/registry-to-come.js';
import { startServer, type RunningServer, type ServerParts } from '../../supervise/server.js';

export interface SupervisorParts {
  readonly openRegistry: () => Promise<Registry>;
  /** Absent: nothing is collected. */
  readonly collect?: { readonly link: BrokerLink; readonly group: string };
  /** Absent: no pages. */
  readonly page?: Omit<ServerParts, 'registry' | 'log' | 'now' | 'retake' | 'trouble'> & {
    readonly at: { readonly host: string; readonly port: number };
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly service: ServiceManager;
  /** Told once, when records are taken and pages served. */
  readonly ready: (address: string | undefined) => void;
}

/** A connection to the broker that is away for longer is said on the pages, ms: an ordinary new one takes less. */
const SAID_AFTER_MS = 15_000;

/**
 * Registry, collector and pages, until the signal. A database server that does not answer yet is waited for, and so is the broker,
 * while the pages are served and say so.
 *
 * @throws StorageError where the registry cannot be opened for another reason; LinkError page-port
 */
export async function runSupervisor(parts: SupervisorParts, stop: AbortSignal): Promise<void> {
  const { clock } = parts;
  const coming = registryToCome();
  const broker = new BrokerWatch(clock);
  const server = await served(parts, coming.registry, broker);
  try {
    const registry = await opened(parts, stop);
    if (!registry) return;
    coming.hasCome(registry);
    await supervised(parts, { registry, broker, server }, stop);
  } finally {
    await server?.close();
  }
}

/** From the registry's opening to its closing. */
async function supervised(
  parts: SupervisorParts,
  at: {
    readonly registry: Registry;
    readonly broker: BrokerWatch;
    readonly server: RunningServer | undefined;
  },
  stop: AbortSignal,
): Promise<void> {
  const { clock, log, service } = parts;
  const { registry, broker, server } = at;
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
    const collecting = parts.collect && collector(parts, parts.collect, registry, broker).run(ending.signal);
    service.ready();
    feeder.start();
    parts.ready(server?.address);
    await (collecting ?? aborted(ending.signal));
  } finally {
    service.stopping();
    feeder.stop();
    end();
    stop.removeEventListener('abort', end);
    // Before what they are made from.
    await server?.close();
    await registry.close();
  }
}

async function served(
  { page, clock, log }: SupervisorParts,
  registry: Registry,
  broker: BrokerWatch,
): Promise<RunningServer | undefined> {
  if (!page) return undefined;
  const now = (): number => clock.moment().wallClockMs;
  const again: Retake = (number, by) => retake(registry, clock, number, by);
  const trouble = (): IntakeTrouble | undefined => broker.trouble();
  return startServer({ ...page, registry, log, now, retake: again, trouble }, page.at);
}

function collector(
  { clock, log, service }: SupervisorParts,
  { link, group }: NonNullable<SupervisorParts['collect']>,
  registry: Registry,
  broker: BrokerWatch,
): Collector {
  broker.begins();
  return new Collector({
    ...{ link, registry, clock, log },
    random: Math.random,
    settings: { ...COLLECTOR_SETTINGS, group },
    onChange: (status) => {
      broker.hears(status.link);
      service.status(inWords(status));
    },
  });
}

/** Since when there has been no connection to the broker. */
class BrokerWatch {
  private since: { readonly wallClockMs: number; readonly uptimeMs: number } | undefined;

  constructor(private readonly clock: Clock) {}

  begins(): void {
    this.since = this.clock.moment();
  }

  hears(link: CollectorStatus['link']): void {
    this.since = link === 'up' ? undefined : (this.since ?? this.clock.moment());
  }

  trouble(): IntakeTrouble | undefined {
    if (this.since === undefined) return undefined;
    const long = this.clock.moment().uptimeMs - this.since.uptimeMs >= SAID_AFTER_MS;
    return long ? { what: 'no-broker', sinceMs: this.since.wallClockMs } : undefined;
  }
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
