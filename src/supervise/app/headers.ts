import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * What browsers are told: nothing but this host's own files, no script or style within pages, no frame around them, no address
 * of a page given to others, and nothing of data kept.
 */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      // Helmet's own list would make browsers ask for TLS that a supervisor without a certificate does not have.
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    // Over plain HTTP browsers ignore it with an error on the console.
    crossOriginOpenerPolicy: false,
    // Sent below, only over TLS: it would be ignored elsewhere, and mislead whoever looks.
    strictTransportSecurity: false,
  });
  app.addHook('onSend', async (request, reply) => {
    await Promise.resolve();
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    if (request.protocol === 'https')
      reply.headers({
        'strict-transport-security': 'max-age=31536000',
        'cross-origin-opener-policy': 'same-origin',
      });
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}
