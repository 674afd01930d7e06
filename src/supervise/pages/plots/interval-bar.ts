import type { SlideBody } from '../../../record/slide-body.js';
import { html, type Html } from '../../layout/html.js';
import type { Formats } from '../../words/formats.js';
import { along } from './svg.js';

const DECADES = [10, 100, 1000, 10_000, 100_000, 1_000_000];
/** WHO's limits of hyperparasitaemia, shares of red cells. */
const LIMITS = [0.02, 0.1];
const [LEFT, RIGHT] = [0.06, 0.94];

/**
 * The interval on a logarithmic axis from 10 to 1,000,000 parasites/µL, with the marks of 2 % and 10 % of red cells. A bar that
 * reaches below the axis is open to the left: that it starts at 10 is not said.
 */
export function intervalBar(
  { perMicrolitre, redCellsPerMicrolitre, verdict }: SlideBody['result'],
  formats: Formats,
  caption: string,
): Html {
  const place = (value: number): number =>
    LEFT + ((Math.log10(Math.min(1e6, Math.max(10, value))) - 1) / 5) * (RIGHT - LEFT);
  const open = perMicrolitre.low < 10;
  const left = open ? 0 : place(perMicrolitre.low);
  const right = place(perMicrolitre.high);
  return html`<figure class="interval">
    <svg width="100%" height="74" role="img" aria-label="${caption}">
      ${LIMITS.map((limit) => {
        const x = along(place(limit * redCellsPerMicrolitre.value));
        return html`<line class="limit" x1="${x}" x2="${x}" y1="16" y2="48" /><text
            class="limit"
            x="${x}"
            y="12"
            text-anchor="middle"
          >
            ${formats.percent(limit)}
          </text>`;
      })}
      <line class="axis" x1="0%" x2="100%" y1="48" y2="48" />
      ${DECADES.map((value, i) => {
        const x = along(place(value));
        return html`<line class="axis" x1="${x}" x2="${x}" y1="48" y2="54" /><text
            x="${x}"
            y="69"
            text-anchor="${i === 0 ? 'start' : i === DECADES.length - 1 ? 'end' : 'middle'}"
          >
            ${short(value)}
          </text>`;
      })}
      <rect
        class="bar ${verdict}"
        x="${along(left)}"
        width="${along(Math.max(0.008, right - left))}"
        y="27"
        height="14"
        rx="${open ? 0 : 7}"
      />
      ${
        verdict === 'positive' &&
        html`<circle class="point" cx="${along(place(perMicrolitre.value))}" cy="34" r="5" />`
      }
    </svg>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** 1k, 10k, 1M: the same in all four languages, and narrow enough for a phone. */
function short(value: number): string {
  return value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(value);
}
