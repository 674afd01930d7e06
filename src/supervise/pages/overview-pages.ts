import { z } from 'zod';
import type { PageModule } from '../app/context.js';
import { readQuery } from '../app/forms.js';
import { alertsView } from './alerts-view.js';
import type { NewsWatch } from './live/news.js';
import { overviewView, trendsView } from './overview-view.js';
import { periodOf, periodStart } from './periods.js';
import { given, lookOf, type PageFiles } from './routes.js';
import { alertsWords } from './words-alerts.js';
import { overviewWords } from './words-overview.js';

const query = z.object({ days: given(10), site: given(40) });

/** `/`, `/trends`, `/alerts`. */
export function overviewPages(files: PageFiles, watch: NewsWatch): PageModule {
  return (app, context) => {
    const { registry, settings, now, send } = context;
    const { lateAfterMs } = settings;

    app.get('/', async (request, reply) => {
      const period = periodOf(readQuery(query, request).days);
      const [nowMs, look] = [now(), lookOf(request, context)];
      const fromMs = periodStart(period, nowMs);
      // First, so that whatever comes while the rest is read is still new to the page.
      const news = await watch.current();
      const [sites, days, alerts] = await Promise.all([
        registry.sites({ fromMs, nowMs, lateAfterMs }),
        registry.days({ fromMs, toMs: nowMs }),
        registry.alerts({ nowMs, lateAfterMs }),
      ]);
      const title = overviewWords[request.visit.language].title;
      return send(request, reply, {
        ...{ title, ...files, body: overviewView({ period, sites, days, alerts, news }, look) },
      });
    });

    app.get('/trends', async (request, reply) => {
      const { days: wished, site } = readQuery(query, request);
      const period = wished === undefined ? 30 : periodOf(wished);
      const nowMs = now();
      const fromMs = periodStart(period, nowMs);
      const [devices, days] = await Promise.all([
        registry.enrolledDevices(),
        registry.days({ ...(site !== undefined && { site }), fromMs, toMs: nowMs }),
      ]);
      const sites = [...new Set(devices.map((device) => device.site))].sort();
      return send(request, reply, {
        title: overviewWords[request.visit.language].trends,
        styles: files.styles,
        body: trendsView({ period, site, sites, days }, lookOf(request, context)),
      });
    });

    app.get('/alerts', async (request, reply) => {
      const alerts = await registry.alerts({ nowMs: now(), lateAfterMs });
      return send(request, reply, {
        title: alertsWords[request.visit.language].title,
        styles: files.styles,
        body: alertsView(alerts, lookOf(request, context)),
      });
    });
  };
}
