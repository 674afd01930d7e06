import { z } from 'zod';
import type { AuditEntry, UserBook } from '../../registry/user-book.js';
import type { PageModule } from '../app/context.js';
import { pageCursor, readQuery } from '../app/forms.js';
import { userName } from '../auth/user-names.js';
import { select, textField } from '../layout/fields.js';
import { address, html, type Html } from '../layout/html.js';
import { card, moment, table } from '../layout/parts.js';
import { AUDITED, auditWords, type Audited, type AuditWords } from '../words/audit.js';
import { navigationWords } from '../words/navigation.js';

const PAGE = 50;
/** Entries that one request reads at most: the rest by going on. */
const MOST_READ = 10_000;
const query = z.object({
  who: z.string().max(200).default(''),
  what: z.enum(['', ...AUDITED]).default(''),
  before: pageCursor,
});

/** Who did what, newest first; to be read only. */
export const auditPages: PageModule = (app, context) => {
  app.get('/admin/audit', { config: { role: 'admin' } }, async (request, reply) => {
    const filter = readQuery(query, request);
    const { visit } = request;
    const words = auditWords[visit.language];
    const { found, next } = await search(context.registry, filter);
    const columns = [words.what, words.when, words.who, words.on, words.detail];
    const rows = found.map((entry) => [
      actionName(entry.what, words),
      moment(entry.atMs, visit.formats),
      entry.who,
      entry.on === entry.who ? '' : entry.on,
      details(entry.detail),
    ]);
    const last = found.at(-1);
    return context.send(request, reply, {
      title: words.audit,
      body: html`<form method="get" action="/admin/audit" class="row">
          <div>${textField('who', words.who, { value: filter.who, type: 'search', required: false })}</div>
          <div>
            ${select('what', words.what, filter.what, [
              ['', words.any],
              ...AUDITED.map((what) => [what, words.actions[what]] as const),
            ])}
          </div>
          <button class="second">${words.show}</button>
        </form>
        ${card(
          undefined,
          rows.length === 0
            ? html`<p>${words.none}</p>`
            : table(
                columns.map((heading) => ({ heading })),
                rows,
              ),
        )}
        ${
          next &&
          html`<p class="pager">
            <span class="quiet small"
              >${found.length < PAGE && last && words.searched(visit.formats.dateTime(next.atMs))}</span
            >
            <a
              class="button second"
              href="${address('/admin/audit', { who: filter.who, what: filter.what, before: next.number })}"
              >${navigationWords[visit.language].older}</a
            >
          </p>`
        }`,
    });
  });
};

/** A page of entries that fit, and where to go on: the last entry read, if there may be more. */
async function search(
  book: UserBook,
  filter: z.infer<typeof query>,
): Promise<{ readonly found: readonly AuditEntry[]; readonly next: AuditEntry | undefined }> {
  const who = userName(filter.who);
  const fits = (entry: AuditEntry): boolean =>
    (who === '' || userName(entry.who).includes(who) || userName(entry.on).includes(who)) &&
    (filter.what === '' || entry.what === filter.what);
  const unfiltered = who === '' && filter.what === '';
  const limit = unfiltered ? PAGE + 1 : 500;
  const found: AuditEntry[] = [];
  let last: AuditEntry | undefined;
  let { before } = filter;
  for (let read = 0; read < MOST_READ; read += limit) {
    const entries = await book.audit({ limit, ...(before !== undefined && { before }) });
    for (const entry of entries) {
      if (found.length === PAGE) return { found, next: last };
      if (fits(entry)) found.push(entry);
      last = entry;
    }
    if (entries.length < limit) return { found, next: undefined };
    before = last?.number;
  }
  return { found, next: last };
}

function actionName(what: string, words: AuditWords): string {
  return isAudited(what) ? words.actions[what] : what;
}

function isAudited(what: string): what is Audited {
  return AUDITED.some((known) => known === what);
}

function details(detail: AuditEntry['detail']): Html | '' {
  const pairs = Object.entries(detail).filter(([, value]) => value !== undefined && value !== null);
  if (pairs.length === 0) return '';
  return html`${pairs.map(
    ([name, value], i) =>
      html`${i > 0 && ', '}<span class="quiet">${name}</span>
        ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )}`;
}
