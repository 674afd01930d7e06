import type { DayCount } from '../../../registry/reading.js';
import { html, type Html } from '../../layout/html.js';
import type { Formats } from '../../words/formats.js';
import { along } from './svg.js';

const DAY = 86_400_000;
const [TOP, BOTTOM] = [18, 138];
/** More bars than this are no wider than a pixel on a phone: days are drawn by the week instead. */
const MOST_BARS = 120;

export interface DailyBarsWords {
  readonly positive: string;
  readonly unclear: string;
  readonly other: string;
  readonly slides: string;
  readonly mostInADay: (n: string) => string;
}

/**
 * Slides per day as bars: positive at the bottom, unclear above, the others on top. Days without slides are drawn as what they
 * are, none.
 *
 * @param days oldest first, those without slides left out
 * @param fromMs toMs the period, ms since 1970; days of UTC
 */
export function dailyBars(
  days: readonly DayCount[],
  fromMs: number,
  toMs: number,
  formats: Formats,
  words: DailyBarsWords,
): Html {
  const first = Math.floor(fromMs / DAY);
  const count = Math.max(1, Math.floor((toMs - 1) / DAY) - first + 1);
  const bars = count > MOST_BARS ? weekly(days, first) : daily(days, first);
  const most = Math.max(1, ...bars.map(({ slides }) => slides));
  const height = (n: number): number => ((BOTTOM - TOP) * n) / most;
  const dayAt = (share: number): string =>
    formats.day(new Date((first + share) * DAY).toISOString().slice(0, 10));
  return html`<figure class="daily">
    <p class="legend">
      <span class="key positive">${words.positive}</span> <span class="key unclear">${words.unclear}</span>
      <span class="key other">${words.other}</span>
    </p>
    <svg width="100%" height="160" role="img" aria-label="${words.slides}">
      <line class="grid" x1="0%" x2="100%" y1="${TOP}" y2="${TOP}" />
      <text x="0%" y="${TOP - 5}">${words.mostInADay(formats.number(most))}</text>
      ${bars.map((bar) => {
        const x = along((bar.at + 0.1) / count);
        const width = along((bar.days * 0.8) / count);
        const parts = [
          ['positive', bar.positive],
          ['unclear', bar.unclear],
          ['other', bar.slides - bar.positive - bar.unclear],
        ] as const;
        let below = 0;
        return html`<g>
          <title>
            ${formats.day(bar.day)}${formats.colon}${words.slides} ${bar.slides}, ${words.positive}
            ${bar.positive}, ${words.unclear} ${bar.unclear}
          </title>
          ${parts.map(([kind, n]) => {
            below += n;
            return (
              n > 0 &&
              html`<rect
                class="${kind}"
                x="${x}"
                width="${width}"
                y="${(BOTTOM - height(below)).toFixed(1)}"
                height="${height(n).toFixed(1)}"
              />`
            );
          })}
        </g>`;
      })}
      <line class="axis" x1="0%" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}" />
      <text x="0%" y="155">${dayAt(0)}</text>
      ${count > 1 && html`<text x="100%" y="155" text-anchor="end">${dayAt(count - 1)}</text>`}
    </svg>
  </figure>`;
}

interface Bar extends DayCount {
  /** Days from the first, and how many it stands for. */
  readonly at: number;
  readonly days: number;
}

function daily(days: readonly DayCount[], first: number): readonly Bar[] {
  return days.map((day) => ({ ...day, at: Date.parse(day.day) / DAY - first, days: 1 }));
}

function weekly(days: readonly DayCount[], first: number): readonly Bar[] {
  const weeks = new Map<number, Bar>();
  for (const bar of daily(days, first)) {
    const at = Math.floor(bar.at / 7) * 7;
    const week = weeks.get(at) ?? { day: bar.day, slides: 0, positive: 0, unclear: 0, at, days: 7 };
    weeks.set(at, {
      ...week,
      slides: week.slides + bar.slides,
      positive: week.positive + bar.positive,
      unclear: week.unclear + bar.unclear,
    });
  }
  return [...weeks.values()];
}
