import type { IntakeTrouble } from '../app/context.js';
import { may, type Visit } from '../app/visit.js';
import { languageNames, LANGUAGES } from '../words/language.js';
import { navigationWords, type NavigationWords } from '../words/navigation.js';
import { address, html, markup, type Html } from './html.js';
import { notice } from './parts.js';

/** A page with what is around it. */
export interface Frame {
  readonly title: string;
  readonly body: Html;
  /** Path of the request, to mark where one is. */
  readonly path: string;
  /** Name of the programme or district; may be empty. */
  readonly place: string;
  readonly visit: Visit;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  readonly icon: string;
  readonly ownHeading?: boolean;
  readonly trouble?: IntakeTrouble | undefined;
}

type PageName =
  | 'overview'
  | 'slides'
  | 'review'
  | 'alerts'
  | 'devices'
  | 'trends'
  | 'samples'
  | 'users'
  | 'enrolled'
  | 'quarantine'
  | 'audit'
  | 'account';
type Link = readonly [path: string, word: PageName];

const main: readonly Link[] = [
  ['/', 'overview'],
  ['/slides', 'slides'],
  ['/review', 'review'],
  ['/alerts', 'alerts'],
];
/** On a narrow screen behind “More”. */
const more: readonly Link[] = [
  ['/devices', 'devices'],
  ['/trends', 'trends'],
  ['/samples', 'samples'],
];
const administration: readonly Link[] = [
  ['/admin/users', 'users'],
  ['/admin/devices', 'enrolled'],
  ['/admin/quarantine', 'quarantine'],
  ['/admin/audit', 'audit'],
];

/** The whole document. */
export function page(frame: Frame): Html {
  const { visit, title, place, body } = frame;
  const words = navigationWords[visit.language];
  return html`${markup('<!doctype html>\n')}
    <html lang="${visit.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${place === '' ? 'Ringform' : `${place} – Ringform`}</title>
        <link rel="icon" href="${frame.icon}" />
        ${frame.styles.map((href) => html`<link rel="stylesheet" href="${href}" /> `)}${frame.scripts.map((src) => html`<script src="${src}" defer></script> `)}
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header class="top">
          <div class="wide">
            <a class="brand" href="/"
              ><svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="8.5" />
                <circle class="dot" cx="15.6" cy="8.2" r="2.6" /></svg
              ><span>Ringform${place === '' ? '' : html` <small>${place}</small>`}</span></a
            >
            ${visit.user === undefined ? '' : navigation(frame, words)}
          </div>
        </header>
        <main id="content" class="wide">
          ${visit.user !== undefined && frame.trouble && notice(words.noBroker(visit.formats.dateTime(frame.trouble.sinceMs)), 'warn')}
          ${frame.ownHeading ? '' : html`<h1>${title}</h1>`} ${body}
        </main>
        <footer class="${visit.user === undefined ? 'door' : 'wide'}">
          <p>${words.aid}</p>
          <p>${words.timesIn(visit.formats.zone)}</p>
          ${visit.user === undefined ? languages(frame.path) : ''}
        </footer>
      </body>
    </html> `;
}

function navigation({ path, visit }: Frame, words: NavigationWords): Html {
  const link = ([to, word]: Link, kind = ''): Html =>
    html`<li class="${kind}">
      <a href="${to}" ${here(path, to) ? markup(' aria-current="page"') : ''}>${words[word]}</a>
    </li>`;
  return html`<nav aria-label="${words.pages}">
    <ul class="main">
      ${main.map((to) => link(to))}${more.map((to) => link(to, 'rest'))}
    </ul>
    <details class="menu">
      <summary>${words.more}</summary>
      <div>
        <ul class="rest">
          ${more.map((to) => link(to))}
        </ul>
        ${
          may(visit, 'admin') &&
          html`<h2>${words.administration}</h2>
            <ul>
              ${administration.map((to) => link(to))}
            </ul>`
        }
        <h2>${words.signedInAs(visit.user?.name ?? '')}</h2>
        <ul>
          ${link(['/account', 'account'])}
          <li>
            <form method="post" action="/logout">
              ${visit.token}<button class="plain">${words.signOut}</button>
            </form>
          </li>
        </ul>
      </div>
    </details>
  </nav>`;
}

function here(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}

/** Before login nobody's setting is known: the browser's wish can be overridden here. */
function languages(path: string): Html {
  return html`<p class="languages">
    ${LANGUAGES.map(
      (language) =>
        html`<a
          lang="${language}"
          hreflang="${language}"
          href="${address('/language', { to: language, from: path })}"
          >${languageNames[language]}</a
        > `,
    )}
  </p>`;
}
