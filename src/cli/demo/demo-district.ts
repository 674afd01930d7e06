import { createServer } from 'node:net';
import path from 'node:path';
import { UsageError } from '../../base/errors.js';
import { startEmbeddedBroker } from '../../broker/embedded/embedded-broker.js';
import { writeEnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { readEnrolmentRequest } from '../../broker/certificates/enrolment-request.js';
import type { Clock } from '../../clock/clock.js';
import { openRegistry } from '../../registry/open-registry.js';
import type { SlideLine } from '../../registry/reading.js';
import type { Registry } from '../../registry/registry.js';
import { acceptAnswer, deviceIdentity, requestEnrolment } from '../../send/enrolment/device-enrolment.js';
import type { Log } from '../../service/log.js';
import { noServiceManager } from '../../service/service-manager.js';
import { defaultPageSettings } from '../../supervise/app/settings.js';
import { hashPassword, newPassword } from '../../supervise/auth/passwords.js';
import {
  issueTo,
  makeAuthorityFolder,
  openAuthority,
  type AuthorityFolder,
} from '../enroll/authority-folder.js';
import { collectorLink } from '../supervise/broker-link.js';
import { pageModules } from '../supervise/page-modules.js';
import { runSupervisor } from '../supervise/run-supervisor.js';

const SITE = 'demo';
const USER = 'demo';
const WHO = 'ringform demo';
/** Where the pages are looked for first. */
const USUAL_PORT = 8080;
/** The registry has no listeners; a slide arrives within this much longer. */
const LOOK_EVERY_MS = 200;

/** Broker, collector, registry and pages of one demonstration, in this process. */
export interface DemoDistrict {
  /** Of the pages. */
  readonly address: string;
  readonly user: string;
  /** Made anew at every start. */
  readonly password: string;
  /** What the device must be told: `key=value` for its configuration. */
  readonly settings: readonly string[];
  /** The slide as the supervisor sees it, once it is there; undefined when the signal ended the wait. */
  arrived(slide: string, signal: AbortSignal): Promise<SlideLine | undefined>;
  /** Ends all of it; what only then comes out as a fault is thrown. */
  close(): Promise<void>;
}

/**
 * A district on one machine: the device in this data folder is enrolled as any other, its records travel over TLS with client
 * certificates through a broker on the loopback, and are taken by the collector that `ringform supervise` runs.
 */
export async function startDemoDistrict(folder: string, clock: Clock, log: Log): Promise<DemoDistrict> {
  const nowMs = clock.moment().wallClockMs;
  const authority = await demoAuthority(path.join(folder, 'demo-authority'), nowMs);
  const broker = await startEmbeddedBroker({
    authority: authority.keyed,
    nowMs,
    onRefusal: ({ user, what }) => log.warn('the broker refused', { user, what }),
  });
  const registry = await openRegistry(path.join(folder, 'ringform-supervisor.sqlite'));
  const stop = new AbortController();
  await letIn(folder, registry, authority, nowMs);
  const password = newPassword();
  await registry.putUser(
    {
      name: USER,
      role: 'admin',
      language: 'en',
      disabled: false,
      passwordHash: await hashPassword(password),
    },
    WHO,
    nowMs,
  );
  const { link } = collectorLink(
    { broker: broker.url, certificates: path.join(authority.folder, 'collector') },
    nowMs,
  );
  let supervising: Promise<void> = Promise.resolve();
  const address = await new Promise<string>((resolve, reject) => {
    const started = async (): Promise<void> => {
      const port = await freePort(USUAL_PORT);
      await runSupervisor(
        {
          ...{ clock, log, service: noServiceManager },
          openRegistry: () => Promise.resolve(registry),
          collect: { link, group: 'demo' },
          page: {
            settings: { ...defaultPageSettings, title: 'Demonstration' },
            pages: pageModules,
            at: { host: '127.0.0.1', port },
          },
          ready: (at) => resolve(at ?? ''),
        },
        stop.signal,
      );
    };
    supervising = started();
    supervising.catch(reject);
  });
  return {
    ...{ address, user: USER, password },
    settings: ['sync.enabled=true', `sync.site=${SITE}`, `sync.brokerUrl=${broker.url}`],
    arrived: async (slide, signal) => {
      while (!signal.aborted) {
        const detail = await registry.slide(slide);
        if (detail) return detail.line;
        await clock.sleep(LOOK_EVERY_MS, signal);
      }
      return undefined;
    },
    close: async () => {
      stop.abort();
      await supervising;
      await broker.close();
    },
  };
}

/** The authority of earlier demonstrations in this folder, or a new one. */
async function demoAuthority(folder: string, nowMs: number): Promise<AuthorityFolder> {
  try {
    return await openAuthority(folder);
  } catch (error) {
    if (!(error instanceof UsageError && error.code === 'authority-missing')) throw error;
    return makeAuthorityFolder(folder, {
      ...{ name: 'Ringform demonstration', hosts: ['localhost'], port: 8883, collectors: 1, nowMs },
    });
  }
}

/** The four steps of `ringform enroll`, for the device whose data are in this folder. */
async function letIn(
  folder: string,
  registry: Registry,
  authority: AuthorityFolder,
  nowMs: number,
): Promise<void> {
  const { request } = await requestEnrolment(folder, { name: 'Virtual microscope', site: SITE });
  const asked = await readEnrolmentRequest(request);
  await registry.enrol(
    { id: asked.device, site: SITE, name: asked.name, publicKey: asked.signingKey, enrolledBy: WHO },
    nowMs,
  );
  if ((await deviceIdentity(folder))?.certificate !== undefined) return;
  const certificate = await issueTo(authority, asked.certificateRequest, nowMs);
  await acceptAnswer(
    folder,
    writeEnrolmentAnswer(authority.keyed, {
      ...{ device: asked.device, name: asked.name, site: SITE, certificate },
      brokerUrl: authority.settings.brokerUrl,
    }),
    { nowMs },
  );
}

/** This port where it is free, else 0: any. */
async function freePort(port: number): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', resolve);
    });
    return port;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return 0;
    throw error;
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}
