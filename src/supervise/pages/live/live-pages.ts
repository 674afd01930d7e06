import type { PageContext, PageModule } from '../../app/context.js';
import { NewsWatch } from './news.js';
import { defaultStreamLimits, newsEvent, Streams, type StreamLimits } from './streams.js';

/** How often the registry is asked for news, and whether who listens is still let in. */
const ASK_EVERY_MS = 3000;
/** How long a browser waits before it asks again. */
const RETRY_MS = 5000;

export interface Live {
  readonly watch: NewsWatch;
  readonly pages: PageModule;
}

/** `/live`: a stream that says when there is something new. */
export function createLive(
  { registry, log, now }: Pick<PageContext, 'registry' | 'log' | 'now'>,
  limits: StreamLimits = defaultStreamLimits,
  everyMs = ASK_EVERY_MS,
): Live {
  const watch = new NewsWatch(registry, log, now, everyMs);
  const streams = new Streams(limits, (error) =>
    log.warn('live updates: whether a reader is still let in is not known', { error }),
  );
  return {
    watch,
    pages: (app, context) => {
      app.get('/live', { config: { background: true } }, async (request, reply) => {
        const first = await watch.current();
        // After what is waited for: many that ask at once do not all find room.
        if (streams.full())
          return reply.code(503).header('retry-after', '60').type('text/plain').send('too many live pages\n');
        const { name } = context.user(request);
        reply.hijack();
        const { raw } = reply;
        raw.writeHead(200, {
          ...(reply.getHeaders() as Record<string, string>),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // nginx would hold the lines back.
          'x-accel-buffering': 'no',
        });
        raw.write(`retry: ${RETRY_MS}\n${newsEvent(first)}`);
        streams.start({ user: name, mayStay: () => context.stillHere(request) }, raw, (take) =>
          watch.listen(take),
        );
        return reply;
      });
      // Whoever was logged out, disabled or given another role here loses their streams with it; elsewhere, within seconds.
      app.addHook('onResponse', async (request) => {
        if (request.method === 'POST') await streams.review();
      });
      const watchdog = setInterval(() => void streams.review(), everyMs).unref();
      app.addHook('onClose', () => clearInterval(watchdog));
      app.addHook('preClose', () => streams.endAll());
    },
  };
}
