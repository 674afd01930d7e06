import compress from '@fastify/compress';
import cookies from '@fastify/cookie';
import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:zlib';
import { LinkError } from '../base/errors.js';
import type { Registry } from '../registry/registry.js';
import type { Log } from '../service/log.js';
import { auditPages } from './admin/audit-pages.js';
import { devicePages } from './admin/device-pages.js';
import type { Retake } from '../collect/retake.js';
import { quarantinePages } from './admin/quarantine-pages.js';
import { userPages } from './admin/user-pages.js';
import type { IntakeTrouble, PageModule } from './app/context.js';
import { createContext } from './app/create-context.js';
import { answerFailures } from './app/failures.js';
import { addGate } from './app/gate.js';
import { addSecurityHeaders } from './app/headers.js';
import { serveAssets } from './app/serve-assets.js';
import type { PageSettings } from './app/settings.js';
import { accountPages } from './auth/account-pages.js';
import { authPages } from './auth/auth-pages.js';
import { Sessions } from './auth/sessions.js';

/** Certificate and key for serving the pages over TLS, PEM. */
export interface PageTls {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

export interface ServerParts {
  readonly registry: Registry;
  readonly log: Log;
  /** ms since 1970. */
  readonly now: () => number;
  readonly settings: PageSettings;
  readonly pages: readonly PageModule[];
  /** Takes in what was put aside, if it can be by now; without it the page offers only to dismiss. */
  readonly retake?: Retake;
  /** What the collector of this process suffers from; said on every page. */
  readonly trouble?: () => IntakeTrouble | undefined;
  readonly tls?: PageTls;
}

/** Longest form, bytes. */
const BODY_LIMIT = 64 * 1024;

/** The pages, not yet listening: tests ask it with `inject`. Close it when done; the registry stays open. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { registry, log, now, settings } = parts;
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    // Open event streams would hold up the end for ever.
    forceCloseConnections: true,
    genReqId: () => randomBytes(4).toString('hex'),
    // An address that cannot be decoded never reaches the pages.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      log.info('a request was refused', { request: request.id, why: error.message });
      void reply.code(400).type('text/plain; charset=utf-8').send('400: this address cannot be read\n');
    },
    ...(settings.trustedProxies !== undefined && { trustProxy: settings.trustedProxies }),
    ...(parts.tls && { https: { ...parts.tls, minVersion: 'TLSv1.2' as const } }),
  }) as FastifyInstance;
  const sessions = new Sessions(registry, settings, now);
  const context = createContext({
    registry,
    log,
    now,
    settings,
    sessions,
    trouble: parts.trouble ?? (() => undefined),
  });

  // Forms are all that is taken.
  app.removeAllContentTypeParsers();
  await app.register(formbody, { bodyLimit: BODY_LIMIT });
  await app.register(cookies);
  await app.register(rateLimit, { global: false, cache: 50_000 });
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    // A small request must not become a large one.
    globalDecompression: false,
    // Quality 5 takes a few ms where the best takes hundreds.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  });
  await addSecurityHeaders(app);

  answerFailures(app, log, context.send);
  addGate(app, sessions, settings);
  serveAssets(app, context.assets);
  for (const register of [
    authPages(sessions),
    accountPages(sessions),
    userPages,
    devicePages,
    quarantinePages(parts.retake),
    auditPages,
    ...parts.pages,
  ])
    register(app, context);
  await app.ready();
  return app;
}

export interface RunningServer {
  /** With the port it got, e.g. http://127.0.0.1:8080. */
  readonly address: string;
  /** Ends open connections; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Listens.
 *
 * @param at port 0 takes any that is free.
 * @throws LinkError page-port when the address cannot be listened on.
 */
export async function startServer(
  parts: ServerParts,
  at: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const app = await buildServer(parts);
  try {
    await app.listen(at);
  } catch (cause) {
    await app.close();
    throw new LinkError(
      'page-port',
      `The pages cannot listen on ${at.host}:${at.port}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Choose another port, or end the program that has this one.',
      { cause },
    );
  }
  const { port } = app.server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  const address = `${parts.tls ? 'https' : 'http'}://${host}:${port}`;
  parts.log.info('the pages can be asked', { address });
  return { address, close: async () => app.close() };
}
