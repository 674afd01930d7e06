import { z } from 'zod';
import { deviceId } from '../../record/names.js';
import type { PageContext, PageModule } from '../app/context.js';
import { readForm, readQuery } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import type { Visit } from '../app/visit.js';
import type { EnrolledDevice } from '../../registry/device-book.js';
import { address, html, type Html } from '../layout/html.js';
import { badge, card, moment, notice, table } from '../layout/parts.js';
import { enrolledWords, type EnrolledWords } from '../words/enrolled.js';

const config = { role: 'admin' } as const;
const one = z.object({ id: deviceId });
const done = z.object({ done: z.literal('revoked').optional() });
const ENROLLING =
  'ringform enroll request\nringform enroll approve REQUEST --site SITE\nringform enroll accept ANSWER';
const revoking = '/admin/devices/revoke';

/** Devices that were let in, and how one is shut out again. */
export const devicePages: PageModule = (app, context) => {
  const { registry, now } = context;

  app.get('/admin/devices', { config }, async (request, reply) => {
    const { visit } = request;
    const words = enrolledWords[visit.language];
    const devices = await registry.enrolledDevices();
    const { done: saved } = readQuery(done, request);
    const columns = [words.device, words.site, words.id, words.since, words.by, words.state, ''];
    return context.send(request, reply, {
      title: words.devices,
      body: html`${saved && notice(words.done, 'good')}
      ${card(
        undefined,
        devices.length === 0
          ? html`<p>${words.none}</p>`
          : table(
              columns.map((heading) => ({ heading })),
              devices.map((device) => row(device, words, visit)),
            ),
      )}
      ${card(
        words.howTo,
        html`<p>${words.howToWords}</p>
          <pre>${ENROLLING}</pre>`,
      )}`,
    });
  });

  app.get(revoking, { config }, async (request, reply) => {
    const { id } = readQuery(one, request);
    const device = await standing(context, id);
    const { visit } = request;
    const words = enrolledWords[visit.language];
    return context.send(request, reply, {
      title: words.revokeOf(device.name),
      body: card(
        undefined,
        html`<p>${device.name}, ${device.site} · <code>${device.id}</code></p>
          <p>${words.revokeWhy}</p>
          <pre>${`ringform enroll revoke ${device.id}`}</pre>
          <form method="post" action="${revoking}">
            ${visit.token}
            <input type="hidden" name="id" value="${device.id}" />
            <p class="actions">
              <button class="danger">${words.revoke}</button>
              <a class="button second" href="/admin/devices">${words.cancel}</a>
            </p>
          </form>`,
      ),
    });
  });

  app.post(revoking, { config }, async (request, reply) => {
    const { id } = readForm(one, request);
    const device = await standing(context, id);
    await registry.revoke(device.id, context.user(request).name, now());
    return reply.redirect('/admin/devices?done=revoked', 303);
  });
};

async function standing({ registry }: PageContext, id: string): Promise<EnrolledDevice> {
  const device = await registry.enrolled(id);
  if (device === undefined || device.revokedAtMs !== undefined)
    throw new PageRefusal('not-found', `no enrolled device ${id}`);
  return device;
}

function row(device: EnrolledDevice, words: EnrolledWords, { formats }: Visit): readonly (Html | string)[] {
  const { id, name, site, enrolledAtMs, enrolledBy, revokedAtMs } = device;
  return [
    html`<a href="/devices/${id}">${name}</a>`,
    site,
    html`<code>${id}</code>`,
    moment(enrolledAtMs, formats),
    enrolledBy,
    revokedAtMs === undefined
      ? badge(words.active, 'good')
      : badge(words.revoked(formats.date(revokedAtMs)), 'bad'),
    revokedAtMs === undefined
      ? html`<a class="button second" href="${address(revoking, { id })}">${words.revoke}</a>`
      : '',
  ];
}
