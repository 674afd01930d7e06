import { z } from 'zod';
import { deviceId } from '../../record/names.js';
import type { PageModule } from '../app/context.js';
import { readPath } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import { deviceView } from './device-view.js';
import { devicesView } from './devices-view.js';
import { lookOf, type PageFiles } from './routes.js';
import { devicesWords } from './words-devices.js';

/** What the plots of a device show: long enough for a lamp that fades. */
const HISTORY_MS = 30 * 86_400_000;

/** `/devices` and `/devices/ID`. */
export function devicesPages(files: PageFiles): PageModule {
  return (app, context) => {
    const { registry, now, send } = context;

    app.get('/devices', async (request, reply) => {
      const devices = await registry.devices();
      return send(request, reply, {
        title: devicesWords[request.visit.language].title,
        styles: files.styles,
        body: devicesView(devices, lookOf(request, context)),
      });
    });

    app.get('/devices/:id', async (request, reply) => {
      const { id } = readPath(z.object({ id: deviceId }), request);
      const fromMs = now() - HISTORY_MS;
      const [status, history] = await Promise.all([registry.device(id), registry.healthHistory(id, fromMs)]);
      if (status === undefined) throw new PageRefusal('not-found', `no device ${id}`);
      return send(request, reply, {
        title: status.device.name,
        styles: files.styles,
        body: deviceView({ status, history, fromMs }, lookOf(request, context)),
      });
    });
  };
}
