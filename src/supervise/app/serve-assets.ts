import type { FastifyInstance } from 'fastify';
import type { AssetEncoding, Assets } from '../assets/assets.js';
import { PageRefusal } from './refusal.js';

/** Files for browsers: open to all, kept for a year, since their address changes with their content. */
export function serveAssets(app: FastifyInstance, assets: Assets): void {
  app.get('/assets/:name', { config: { open: true }, compress: false }, (request, reply) => {
    const asset = assets.at(request.url);
    if (asset === undefined) throw new PageRefusal('not-found', 'no such asset');
    const encoding = bestEncoding(request.headers['accept-encoding']);
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply
      .header('vary', 'accept-encoding')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('cross-origin-resource-policy', 'same-origin')
      .type(asset.type)
      .send(asset.bodies[encoding]);
  });
}

function bestEncoding(accepted: string | undefined): AssetEncoding {
  const taken = (accepted ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0].trim().toLowerCase());
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : 'identity';
}
