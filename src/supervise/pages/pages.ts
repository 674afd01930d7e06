import type { PageModule } from '../app/context.js';
import { devicesPages } from './devices-pages.js';
import { createLive } from './live/live-pages.js';
import { overviewPages } from './overview-pages.js';
import { pageScript } from './page-script.js';
import { pagesStyle } from './pages-style.js';
import { samplesPages } from './samples-pages.js';
import { slidePages } from './slide/slide-pages.js';
import { slidesPages } from './slides-pages.js';

/** What supervisors see and do: overview, trends, alerts, slides and their review, devices, samples, live updates. */
export const supervisorPages: PageModule = (app, context) => {
  const files = {
    styles: [context.assets.add('pages.css', 'text/css; charset=utf-8', pagesStyle)],
    scripts: [context.assets.add('pages.js', 'text/javascript; charset=utf-8', pageScript)],
  };
  const live = createLive(context);
  for (const register of [
    overviewPages(files, live.watch),
    slidesPages(files),
    slidePages(files),
    devicesPages(files),
    samplesPages(files),
    live.pages,
  ])
    register(app, context);
};
