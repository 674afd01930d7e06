import { z } from 'zod';
import type { SlideFilter } from '../../registry/reading.js';
import type { PageModule } from '../app/context.js';
import { readQuery } from '../app/forms.js';
import { dayEnd, dayStart } from './periods.js';
import { cursor, given, lookOf, oneOf, type PageFiles } from './routes.js';
import { reviewView, slidesView, STANDINGS, type SlidesQuery } from './slides-view.js';
import { slidesWords } from './words-slides.js';

/** A phone's screen shows five: some 10 kB. */
const LINES = 40;

/** The filter in the address, of this list and of what is exported of it. */
export const slidesQuery = z.object({
  site: given(40),
  device: given(40),
  standing: oneOf(STANDINGS),
  status: oneOf(['preliminary', 'final']),
  label: given(100),
  from: given(10),
  to: given(10),
  before: cursor,
});

/** `/slides` and `/review`. */
export function slidesPages(files: PageFiles): PageModule {
  return (app, context) => {
    const { registry, send } = context;

    app.get('/slides', async (request, reply) => {
      const { filter, badDate, asked } = filterOf(readQuery(slidesQuery, request));
      const [{ lines, next }, devices] = await Promise.all([
        registry.slides(filter, {
          limit: LINES,
          ...(asked.before !== undefined && { before: asked.before }),
        }),
        registry.enrolledDevices(),
      ]);
      const page = { query: asked, lines, devices, badDate, ...(next !== undefined && { next }) };
      return send(request, reply, {
        title: slidesWords[request.visit.language].title,
        styles: files.styles,
        body: slidesView(page, lookOf(request, context)),
      });
    });

    app.get('/review', async (request, reply) => {
      const { standing = 'positive', before } = readQuery(slidesQuery, request);
      const { lines, next } = await registry.slides(
        { status: 'preliminary', standing },
        { limit: LINES, ...(before !== undefined && { before }) },
      );
      const page = {
        ...{ standing, lines },
        ...(next !== undefined && { next }),
        ...(before !== undefined && { before }),
      };
      return send(request, reply, {
        title: slidesWords[request.visit.language].review,
        styles: files.styles,
        body: reviewView(page, lookOf(request, context)),
      });
    });
  };
}

/** What the registry is asked for; days are whole days of UTC, the last one included. */
export function filterOf(asked: z.infer<typeof slidesQuery>): {
  readonly filter: SlideFilter;
  readonly asked: SlidesQuery;
  readonly badDate: boolean;
} {
  const { from, to, before, ...rest } = asked;
  const fromMs = from === undefined ? undefined : dayStart(from);
  const toStart = to === undefined ? undefined : dayStart(to);
  const badDate = (from !== undefined && fromMs === undefined) || (to !== undefined && toStart === undefined);
  const filter: SlideFilter = {
    ...known(rest),
    ...(fromMs !== undefined && { fromMs }),
    ...(toStart !== undefined && { toMs: dayEnd(toStart) }),
  };
  return { filter, asked: known({ from, to, before, ...rest }), badDate };
}

/** Without what is undefined. */
function known<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
