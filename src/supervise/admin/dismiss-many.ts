import { z } from 'zod';
import { QUARANTINE_REASONS, type OpenAside, type QuarantineEntry } from '../../registry/intake.js';
import type { PageModule } from '../app/context.js';
import { readForm, readQuery } from '../app/forms.js';
import type { Visit } from '../app/visit.js';
import { address, html, type Html } from '../layout/html.js';
import { card, facts, table } from '../layout/parts.js';
import { navigationWords } from '../words/navigation.js';
import { quarantineWords, type QuarantineWords } from '../words/quarantine.js';

const LIST = '/admin/quarantine';
const ASK = `${LIST}/dismiss`;
/** A device's id is far shorter; what a stranger writes in its place is not put into an address. */
const MOST_OF_DEVICE = 60;

const alike = z.object({
  reason: z.enum(QUARANTINE_REASONS),
  device: z.string().min(1).max(MOST_OF_DEVICE).optional(),
});
const asked = alike.extend({ last: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** After a flood: all open messages of one reason, and of one device where it is named, after a question that says how many. */
export const dismissManyPages: PageModule = (app, context) => {
  const { registry, now } = context;
  const config = { role: 'admin' } as const;

  app.get(ASK, { config }, async (request, reply) => {
    const { reason, device } = readQuery(alike, request);
    const open = (await registry.quarantineOpen(device)).find((one) => one.reason === reason);
    const { visit } = request;
    const words = quarantineWords[visit.language];
    const [name, advice] = words.reasons[reason];
    const back = html`<a class="button second" href="${LIST}">${navigationWords[visit.language].back}</a>`;
    return context.send(request, reply, {
      title: words.dismissMany,
      body: card(
        name,
        open === undefined
          ? html`<p>${words.none}</p>
              <p class="actions">${back}</p>`
          : html`<p>${advice}</p>
              ${facts([
                [words.howMany, visit.formats.number(open.messages)],
                ...(device === undefined ? [] : ([[words.device, device]] as const)),
              ])}
              <p>${words.dismissManyWhy}</p>
              <form method="post" action="${ASK}">
                ${visit.token}<input type="hidden" name="reason" value="${reason}" />
                ${device !== undefined && html`<input type="hidden" name="device" value="${device}" />`}
                <input type="hidden" name="last" value="${open.last}" />
                <p class="actions">
                  <button class="danger">${visit.formats.counted(words.dismissThem, open.messages)}</button>
                  ${back}
                </p>
              </form>`,
      ),
    });
  });

  app.post(ASK, { config }, async (request, reply) => {
    const { last, reason, device } = readForm(asked, request);
    const which = { reason, ...(device !== undefined && { device }) };
    const dismissed = await registry.dismissAlike(which, last, context.user(request).name, now());
    return reply.redirect(address(LIST, { dismissed }), 303);
  });
};

/** How many are open of each reason, each with the way to the question. */
export function openTable(open: readonly OpenAside[], words: QuarantineWords, { formats }: Visit): Html {
  return table(
    [{ heading: words.reason }, { heading: words.howMany, number: true }, { heading: '' }],
    open.map(({ reason, messages }) => [
      words.reasons[reason][0],
      formats.number(messages),
      html`<a href="${address(ASK, { reason })}">${words.dismissAlike}</a>`,
    ]),
  );
}

/** From one message to all that are like it. */
export function dismissManyLinks({ reason, device }: QuarantineEntry, words: QuarantineWords): Html {
  return html`<p class="small">
    <a href="${address(ASK, { reason })}">${words.dismissAlike}</a>
    ${
      device !== undefined &&
      device.length <= MOST_OF_DEVICE &&
      html`<br /><a href="${address(ASK, { reason, device })}">${words.dismissAlikeOfDevice}</a>`
    }
  </p>`;
}
