import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusedError } from '../../base/errors.js';
import { asideMessage, type Retake, type Retaken } from '../../collect/retake.js';
import type { CountedAside, OpenAside, QuarantineEntry } from '../../registry/intake.js';
import type { PageContext, PageModule } from '../app/context.js';
import { pageCursor, readPath, readQuery } from '../app/forms.js';
import type { Visit } from '../app/visit.js';
import { address, html, type Html } from '../layout/html.js';
import { badge, card, facts, moment, notice, table } from '../layout/parts.js';
import { navigationWords } from '../words/navigation.js';
import { quarantineWords, type QuarantineWords } from '../words/quarantine.js';
import { dismissManyLinks, dismissManyPages, openTable } from './dismiss-many.js';
import { maybeSame, retakeOf, sameDeviceForm } from './same-device.js';
import { showBytes } from './show-bytes.js';

const PAGE = 50;
const shows = ['open', 'settled', 'all'] as const;
const listQuery = z.object({
  show: z.enum(shows).default('open'),
  before: pageCursor,
  dismissed: pageCursor,
});
const outcomes = ['taken', 'duplicate', 'dismissed', 'settled-already', 'incomplete'] as const;
const entryPath = z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const entryQuery = z.object({ now: z.enum(outcomes).optional() });

/** What lies in quarantine: the list, one message safe to look at, and the two decisions. */
export const quarantinePages =
  (retake: Retake | undefined): PageModule =>
  (app, context) => {
    const { registry, now } = context;
    const config = { role: 'admin' } as const;

    app.get('/admin/quarantine', { config }, async (request, reply) => {
      const { show, before, dismissed } = readQuery(listQuery, request);
      const entries = await registry.quarantine({
        limit: PAGE + 1,
        ...(before !== undefined && { before }),
        ...(show !== 'all' && { settled: show === 'settled' }),
      });
      const counted = await registry.quarantineCounted();
      const open = show === 'settled' ? [] : await registry.quarantineOpen();
      return sendList(request, reply, context, { show, entries, counted, open, dismissed });
    });
    dismissManyPages(app, context);

    app.get('/admin/quarantine/:number', { config }, async (request, reply) => {
      const { number } = readPath(entryPath, request);
      const { now: outcome } = readQuery(entryQuery, request);
      const words = quarantineWords[request.visit.language];
      const said =
        outcome &&
        notice(words.outcomes[outcome], outcome === 'taken' || outcome === 'duplicate' ? 'good' : 'none');
      return sendEntry(request, reply, context, number, retake !== undefined, said);
    });

    app.post('/admin/quarantine/:number/dismiss', { config }, async (request, reply) => {
      const { number } = readPath(entryPath, request);
      const { settled } = await asideMessage(registry, number);
      if (settled === undefined)
        await registry.settle(number, 'dismissed', context.user(request).name, now());
      const outcome = settled === undefined ? 'dismissed' : 'settled-already';
      return reply.redirect(address(`/admin/quarantine/${number}`, { now: outcome }), 303);
    });

    if (retake === undefined) return;
    app.post('/admin/quarantine/:number/retake', { config }, async (request, reply) => {
      const { number } = readPath(entryPath, request);
      const outcome = await judgedAgain(retake, number, context.user(request).name);
      if (outcome.as !== 'still-refused')
        return reply.redirect(address(`/admin/quarantine/${number}`, { now: outcome.as }), 303);
      await context.note(request, 'retake-refused', String(number), { reason: outcome.reason });
      const words = quarantineWords[request.visit.language];
      const said = notice(
        html`<p>${words.stillRefused}</p>
          <p>${words.reasons[outcome.reason][0]}: ${outcome.detail}</p>`,
        'warn',
      );
      return sendEntry(request, reply, context, number, true, said);
    });

    app.post('/admin/quarantine/:number/same-device', { config }, async (request, reply) => {
      const { number } = readPath(entryPath, request);
      const by = context.user(request).name;
      const same = await maybeSame(registry, await asideMessage(registry, number));
      if (same === undefined)
        return sendEntry(request, reply, context, number, true, notice(words(request).notAsked, 'warn'));
      await registry.link(same.device, same.former, by, now());
      const outcome = await retakeOf(registry, retake, same.device, { number, by });
      return reply.redirect(
        address(`/admin/quarantine/${number}`, {
          now: outcome === undefined || outcome.as === 'still-refused' ? undefined : outcome.as,
        }),
        303,
      );
    });
  };

const words = (request: FastifyRequest): QuarantineWords => quarantineWords[request.visit.language];

async function judgedAgain(
  retake: Retake,
  number: number,
  by: string,
): Promise<Retaken | { readonly as: 'settled-already' | 'incomplete' }> {
  try {
    return await retake(number, by);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    if (error.code !== 'settled-already' && error.code !== 'incomplete') throw error;
    return { as: error.code };
  }
}

function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  list: {
    readonly show: (typeof shows)[number];
    readonly entries: readonly QuarantineEntry[];
    readonly counted: readonly CountedAside[];
    readonly open: readonly OpenAside[];
    /** How many were dismissed a moment ago. */
    readonly dismissed: number | undefined;
  },
): FastifyReply {
  const { visit } = request;
  const words = quarantineWords[visit.language];
  const path = '/admin/quarantine';
  const page = list.entries.slice(0, PAGE);
  const tabs = shows.map((show) =>
    show === list.show
      ? html`<a class="button" aria-current="page" href="${address(path, { show })}">${words[show]}</a> `
      : html`<a class="button second" href="${address(path, { show })}">${words[show]}</a> `,
  );
  const columns = [words.reason, words.number, words.device, words.received, words.size, words.state];
  const rows = page.map((entry) => [
    html`<a href="${path}/${entry.number}">${words.reasons[entry.reason][0]}</a>`,
    visit.formats.number(entry.number),
    entry.device ?? '–',
    moment(entry.receivedAtMs, visit.formats),
    words.bytes(visit.formats.number(entry.bytes)),
    stateBadge(entry, words),
  ]);
  const older = list.entries.length > PAGE && page.at(-1)?.number;
  return context.send(request, reply, {
    title: words.quarantine,
    body: html`${
        list.dismissed !== undefined && notice(visit.formats.counted(words.dismissedMany, list.dismissed))
      }
      <p class="tabs noprint">${tabs}</p>
      ${
        rows.length === 0
          ? card(undefined, html`<p>${list.show === 'open' ? words.noneOpen : words.none}</p>`)
          : card(
              undefined,
              table(
                columns.map((heading) => ({ heading })),
                rows,
              ),
            )
      }
      ${
        older &&
        html`<p class="pager">
          <span></span>
          <a class="button second" href="${address(path, { show: list.show, before: older })}"
            >${navigationWords[visit.language].older}</a
          >
        </p>`
      }
      ${list.open.length > 0 && card(words.openByReason, openTable(list.open, words, visit))}
      ${list.counted.length > 0 && card(words.onlyCounted, countedTable(list.counted, words, visit))}`,
  });
}

/** Those of which nothing is there but their number. */
function countedTable(counted: readonly CountedAside[], words: QuarantineWords, { formats }: Visit): Html {
  const columns = [words.reason, words.howMany, words.size, words.received];
  const rows = counted.map(({ reason, messages, bytes, firstMs, lastMs }) => [
    words.reasons[reason][0],
    formats.number(messages),
    words.bytes(formats.number(bytes)),
    html`${moment(firstMs, formats)} – ${moment(lastMs, formats)}`,
  ]);
  return html`<p>${words.onlyCountedWhy}</p>
    ${table(
      columns.map((heading) => ({ heading })),
      rows,
    )}`;
}

function stateBadge(entry: QuarantineEntry, words: QuarantineWords): Html {
  return entry.settled === undefined ? badge(words.waiting, 'warn') : badge(words.settled, 'good');
}

async function sendEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  number: number,
  canRetake: boolean,
  said: Html | undefined,
): Promise<FastifyReply> {
  const entry = await asideMessage(context.registry, number);
  const same = canRetake ? await maybeSame(context.registry, entry) : undefined;
  const { visit } = request;
  const words = quarantineWords[visit.language];
  const [reason, advice] = words.reasons[entry.reason];
  return context.send(request, reply, {
    title: words.message(visit.formats.number(number)),
    body: html`${said}
    ${card(
      reason,
      html`<p>${advice}</p>
        ${facts([
          [words.state, state(entry, words, visit)],
          [words.received, moment(entry.receivedAtMs, visit.formats)],
          ...(entry.device === undefined ? [] : ([[words.device, entry.device]] as const)),
          [words.topic, html`<code>${showBytes(Buffer.from(entry.topic)).text}</code>`],
          ...(entry.record === undefined
            ? []
            : ([[words.record, html`<code>${entry.record}</code>`]] as const)),
          [words.size, words.bytes(visit.formats.number(entry.bytes))],
          [words.detail, html`<span lang="en">${entry.detail}</span>`],
        ])}
        ${same && sameDeviceForm(number, same, words, visit.token)}
        ${entry.settled === undefined && decisions(entry, words, visit, canRetake)}`,
    )}
    ${card(words.content, content(entry, words, visit))}`,
  });
}

function state({ settled }: QuarantineEntry, words: QuarantineWords, { formats }: Visit): string {
  if (settled === undefined) return words.waiting;
  const when = formats.dateTime(settled.atMs);
  return settled.how === 'taken' ? words.taken(settled.by, when) : words.dismissed(settled.by, when);
}

function decisions(
  entry: QuarantineEntry,
  words: QuarantineWords,
  { token }: Visit,
  canRetake: boolean,
): Html {
  const { number, message, bytes } = entry;
  const path = `/admin/quarantine/${number}`;
  return html`${
      canRetake &&
      message.byteLength >= bytes &&
      html`<form method="post" action="${path}/retake">
        ${token}
        <p class="actions"><button>${words.retake}</button><span class="hint">${words.retakeWhy}</span></p>
      </form>`
    }
    <form method="post" action="${path}/dismiss">
      ${token}
      <p class="actions">
        <button class="second">${words.dismiss}</button><span class="hint">${words.dismissWhy}</span>
      </p>
    </form>
    ${dismissManyLinks(entry, words)}`;
}

function content(entry: QuarantineEntry, words: QuarantineWords, { formats }: Visit): Html {
  if (entry.hash !== undefined) return html`<p>${words.headOnly} <code>${entry.hash}</code></p>`;
  const { as, text, shown } = showBytes(entry.message);
  return html`<p class="quiet small">
      ${as === 'text' ? words.asText : words.asHex}
      ${shown < entry.bytes && words.beginning(formats.number(shown))}
    </p>
    <pre>${text}</pre>`;
}
