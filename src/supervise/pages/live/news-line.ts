import { html, type Html } from '../../layout/html.js';
import type { Look } from '../look.js';
import { overviewWords } from '../words-overview.js';
import type { News } from './news.js';

/** Where a script says that something new has come; nothing moves until it is asked for. Without a script it stays away. */
export function newsLine({ version, slides }: News, { visit }: Look): Html {
  const words = overviewWords[visit.language];
  return html`<p
    class="news"
    id="news"
    role="status"
    hidden
    data-version="${version}"
    data-slides="${slides}"
    data-one="${words.newSlides.one}"
    data-other="${words.newSlides.other}"
    data-changes="${words.changes}"
  >
    <span></span> <a class="button" href="">${words.show}</a>
  </p>`;
}
