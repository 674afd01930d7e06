import { html, type Html } from '../../layout/html.js';
import type { Formats } from '../../words/formats.js';
import { along } from './svg.js';

const [TOP, BOTTOM] = [20, 100];

export interface HistoryLine {
  readonly title: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Ends of the axis; stretched to what is there. */
  readonly low: number;
  readonly high: number;
  /** What must not be passed, drawn dashed. */
  readonly limit?: { readonly value: number; readonly word: string };
  readonly written: (value: number) => string;
}

/** One measure of a device over time. A break of more than two days is left open: nothing is drawn where nothing is known. */
export function historyLine(line: HistoryLine, formats: Formats): Html {
  const { points, fromMs, toMs, limit, written } = line;
  const high = Math.max(line.high, limit?.value ?? -Infinity, ...points.map(({ value }) => value));
  const low = Math.min(line.low, limit?.value ?? Infinity, ...points.map(({ value }) => value));
  const y = (value: number): string =>
    (BOTTOM - ((value - low) / (high - low || 1)) * (BOTTOM - TOP)).toFixed(1);
  const x = (atMs: number): string => along((atMs - fromMs) / Math.max(1, toMs - fromMs));
  const last = points.at(-1);
  return html`<figure class="history">
    <figcaption>${line.title}${last && html` <b>${written(last.value)}</b>`}</figcaption>
    <svg
      width="100%"
      height="122"
      role="img"
      aria-label="${line.title}${last && `${formats.colon}${written(last.value)}`}"
    >
      <line class="grid" x1="0%" x2="100%" y1="${TOP}" y2="${TOP}" />
      <text x="0%" y="${TOP - 6}">${written(high)}</text>
      <line class="axis" x1="0%" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}" />
      ${
        limit &&
        html`<line class="limit" x1="0%" x2="100%" y1="${y(limit.value)}" y2="${y(limit.value)}" /><text
            class="limit"
            x="100%"
            y="${Number(y(limit.value)) - 5}"
            text-anchor="end"
          >
            ${limit.word}
          </text>`
      }
      ${points.map(({ atMs, value }, i) => {
        const before = i > 0 ? points[i - 1] : undefined;
        return (
          before &&
          atMs - before.atMs <= 2 * 86_400_000 &&
          html`<line
            class="line"
            x1="${x(before.atMs)}"
            y1="${y(before.value)}"
            x2="${x(atMs)}"
            y2="${y(value)}"
          />`
        );
      })}
      ${last && html`<circle class="point" cx="${x(last.atMs)}" cy="${y(last.value)}" r="4" />`}
      <text x="0%" y="117">${formats.date(fromMs)}</text>
      <text x="100%" y="117" text-anchor="end">${formats.date(toMs)}</text>
    </svg>
  </figure>`;
}
