import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { exported, FORMATS, type Format } from '../../export/formats.js';
import { slidesBundle } from '../../export/fhir/bundle.js';
import type { PageModule } from '../app/context.js';
import { readPath, readQuery } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import { slidePath } from '../pages/routes.js';
import { filterOf, slidesQuery } from '../pages/slides-pages.js';

/** Addresses of a list of slides as a file; what the list is filtered by is appended as it stands. */
export const LIST_EXPORTS = {
  csv: '/slides.csv',
  'fhir-ndjson': '/slides.ndjson',
} as const satisfies Partial<Record<Format, string>>;

/** Address of one slide as a FHIR bundle. */
export const slideExport = (slide: string): string => `/slides/${slide}/fhir.json`;

/** Files to take away: a list as CSV or FHIR, one slide as a FHIR bundle. Who took what is in the audit log before it is sent. */
export const exportPages: PageModule = (app, { registry, now, note }) => {
  for (const [format, address] of Object.entries(LIST_EXPORTS) as [keyof typeof LIST_EXPORTS, string][]) {
    app.get(address, async (request, reply) => {
      const { filter, asked } = filterOf(readQuery(slidesQuery, request));
      await note(request, 'export', 'slides', { format, ...asked });
      return asFile(reply, format, 'slides', now()).send(
        Readable.from(exported(registry, filter, format, now()), { objectMode: false }),
      );
    });
  }

  app.get('/slides/:id/fhir.json', async (request, reply) => {
    const { id } = readPath(slidePath, request);
    const slide = await registry.slide(id);
    if (!slide) throw new PageRefusal('not-found', `no slide ${id}`);
    await note(request, 'export', id, { format: 'fhir' });
    return asFile(reply, 'fhir', `slide-${id.slice(0, 8)}`, now()).send(
      JSON.stringify(slidesBundle([slide], now()), null, 1),
    );
  });
};

function asFile(reply: FastifyReply, format: Format, name: string, nowMs: number): FastifyReply {
  const { mediaType, extension } = FORMATS[format];
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return reply
    .type(mediaType)
    .header('content-disposition', `attachment; filename="ringform-${name}-${day}.${extension}"`);
}
