import type { SlideDate, SlideLine } from '../../registry/reading.js';
import { html, type Html, type HtmlValue } from '../layout/html.js';
import { badge, type Tone } from '../layout/parts.js';
import type { Formats } from '../words/formats.js';
import { densitySpan, densityText, shareSpan, shareText } from './amounts.js';
import type { Look } from './look.js';
import { resultWords } from './words-result.js';

export const toneOf: Readonly<Record<SlideLine['standing'], Tone>> = {
  positive: 'bad',
  unclear: 'warn',
  'not-seen': 'good',
  negative: 'good',
  'no-result': 'none',
  unusable: 'none',
};

/** What stands of a slide, and, where a person made it so, that it is a person's word. */
export function standingBadge(line: SlideLine, { visit }: Look): Html {
  const words = resultWords[visit.language];
  const high = line.standing === 'positive' ? shortSeverity(line.severity, visit.formats) : undefined;
  return html`${badge(words.standing[line.standing], toneOf[line.standing])}${high !== undefined && html` ${badge(high, 'bad')}`}`;
}

/** The severity as what it is above: "> 10 %" as the reader writes it. */
export function shortSeverity(severity: SlideLine['severity'], formats: Formats): string | undefined {
  const share = severity === 'above-10-percent' ? 0.1 : severity === 'above-2-percent' ? 0.02 : undefined;
  return share === undefined ? undefined : `>\u00a0${formats.percent(share, 0)}`;
}

/** The device's numbers on one line: a value never without its interval, "none seen" never without its bound. */
export function deviceNumbers(line: SlideLine, { visit }: Look): Html {
  const { formats, language } = visit;
  const words = resultWords[language];
  const { perMicrolitre, parasitaemia } = line;
  const bound = densityText(formats, perMicrolitre.high, 'up');
  switch (line.verdict) {
    case 'positive':
      return html`<b>${shareText(formats, parasitaemia.value, 'nearest')}</b>
        <span class="nowrap">(${shareSpan(formats, parasitaemia)})</span> ·
        <b>${densityText(formats, perMicrolitre.value, 'nearest')}</b>
        <span class="nowrap">(${densitySpan(formats, perMicrolitre)})</span> ${words.perMicrolitre}`;
    case 'not-seen':
      return html`${words.notSeenIn(formats.counted(words.redCells, line.redCells), bound)}`;
    case 'unclear':
      return html`${formats.counted(words.called, line.infected)}${formats.colon}${words.below(bound)}
      ${words.perMicrolitre}`;
    case 'no-result':
      return html`${formats.counted(words.onlyCells, line.redCells)}`;
  }
}

/** When a slide was begun; where no clock vouches for it, when it came in. */
export function slideDate(date: SlideDate, { visit }: Look): Html {
  const { formats, language } = visit;
  if (date.ms !== undefined && date.trust !== 'unknown') return time(date.ms, formats);
  return html`<span class="undated"
    >${resultWords[language].dateUnknown(formats.dateTime(date.receivedAtMs))}</span
  >`;
}

export function time(ms: number, formats: Formats): Html {
  return html`<time datetime="${formats.iso(ms)}">${formats.dateTime(ms)}</time>`;
}

/** "3 hours ago", the moment itself behind it; what has just been is a minute ago. */
export function ago(ms: number, look: Look): Html {
  const { formats } = look.visit;
  return html`<time datetime="${formats.iso(ms)}" title="${formats.dateTime(ms)}"
    >${agoText(ms, look)}</time
  >`;
}

/** Without a moment of the future, which clocks that differ by seconds would make of what has just been. */
export function agoText(ms: number, { visit, nowMs }: Look): string {
  return visit.formats.ago(Math.min(ms, nowMs - 60_000), nowMs);
}

/** One choice out of few as links, the present one marked. */
export function choice(
  label: string,
  options: readonly { readonly href: string; readonly word: HtmlValue; readonly here: boolean }[],
): Html {
  return html`<nav class="choice" aria-label="${label}">
    <ul>
      ${options.map(
        ({ href, word, here }) =>
          html`<li>
            ${here ? html`<a href="${href}" aria-current="true">${word}</a>` : html`<a href="${href}">${word}</a>`}
          </li>`,
      )}
    </ul>
  </nav>`;
}
