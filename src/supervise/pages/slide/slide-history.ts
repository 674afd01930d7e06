import type { SlideDetail } from '../../../registry/reading.js';
import type { SlideWord } from '../../../registry/review-book.js';
import { html, type Html } from '../../layout/html.js';
import { card } from '../../layout/parts.js';
import { densityText } from '../amounts.js';
import type { Look } from '../look.js';
import { time } from '../result-parts.js';
import { resultWords } from '../words-result.js';
import { slideWords } from '../words-slide.js';

/** The review that stands: the latest that was not blinded. */
export function lastWord(words: readonly SlideWord[]): SlideWord | undefined {
  return words
    .filter(({ blind }) => !blind)
    .reduce<SlideWord | undefined>((last, word) => (last && last.atMs > word.atMs ? last : word), undefined);
}

/** All that was said of the slide, newest first, the device's own at the end. */
export function historySection({ words: said, statements, cells, line }: SlideDetail, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  const results = resultWords[language];
  const byReviewer = new Map<string, { count: number; atMs: number }>();
  for (const { reviewer, atMs } of cells.flatMap((cell) => cell.words)) {
    const before = byReviewer.get(reviewer) ?? { count: 0, atMs: 0 };
    byReviewer.set(reviewer, { count: before.count + 1, atMs: Math.max(before.atMs, atMs) });
  }
  const entries = [
    ...said.map((word) => ({ atMs: word.atMs, text: reviewEntry(word, look) })),
    ...[...byReviewer].map(([reviewer, { count, atMs }]) => ({
      atMs,
      text: html`${time(atMs, formats)} ·
      ${reviewer}${formats.colon}${formats.counted(words.saidOfCells, count)}`,
    })),
  ].sort((a, b) => b.atMs - a.atMs);
  const device = [...statements]
    .sort((a, b) => b.revision - a.revision)
    .map(({ revision, author, note, result }) => {
      const [first = ''] = result.wording;
      return html`<li>
        ${revision === 1 ? words.stated : words.revised(formats.number(revision))}
        (${revision === 1 ? line.deviceName : author})${formats.colon}<b
          >${results.standing[result.verdict]}</b
        >
        – <span lang="en">${first}</span>${note !== '' && html` – ${note}`}
      </li>`;
    });
  return card(
    words.history,
    html`<ol class="history-list">
      ${entries.map(({ text }) => html`<li>${text}</li>`)} ${device}
    </ol>`,
  );
}

function reviewEntry({ atMs, reviewer, decision, note, blind, perMicrolitre }: SlideWord, look: Look): Html {
  const { language, formats } = look.visit;
  const words = slideWords[language];
  return html`${time(atMs, formats)} ·
  ${reviewer}${formats.colon}<b>${words.decision[decision]}</b>${
    perMicrolitre !== undefined &&
    html`, ${densityText(formats, perMicrolitre, 'nearest')} ${resultWords[language].parasitesPerMicrolitre}`
  }${blind && html` (${words.blindReading})`}${note !== '' && html` – ${note}`}`;
}
