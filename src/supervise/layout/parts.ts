import { html, type Html, type HtmlValue } from './html.js';

/** Colour of a statement; never the only carrier of its meaning. */
export type Tone = 'good' | 'warn' | 'bad' | 'none';

export function badge(text: string, tone: Tone = 'none'): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

export function notice(body: HtmlValue, tone: Tone = 'none'): Html {
  return html`<div class="notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">${body}</div>`;
}

/** A big number with what it counts; a link where it leads somewhere. */
export function figure(value: string, what: string, options: { tone?: Tone; href?: string } = {}): Html {
  const { tone = 'none', href } = options;
  const inside = html`<b>${value}</b><span>${what}</span>`;
  return href === undefined
    ? html`<div class="figure ${tone}">${inside}</div>`
    : html`<a class="figure ${tone}" href="${href}">${inside}</a>`;
}

export function figures(all: readonly Html[]): Html {
  return html`<div class="figures">${all}</div>`;
}

export function card(heading: string | undefined, body: HtmlValue): Html {
  return html`<section class="card">${heading !== undefined && html`<h2>${heading}</h2>`} ${body}</section>`;
}

export interface Column {
  readonly heading: string;
  /** Right-aligned, in figures of equal width. */
  readonly number?: boolean;
}

/**
 * A table that becomes a list on a phone, each value with its column's heading before it; the first cell heads its row.
 *
 * @param rows cells in the order of the columns.
 */
export function table(columns: readonly Column[], rows: readonly (readonly HtmlValue[])[]): Html {
  return html`<div class="scroll">
    <table class="stacked">
      <thead>
        <tr>
          ${columns.map(({ heading, number }) => html`<th scope="col" class="${number ? 'n' : ''}">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, i) => tableCell(columns[i], cell, i))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function tableCell({ heading, number }: Column, cell: HtmlValue, i: number): Html {
  // One element for the value, however many it is made of: on a phone it stands opposite its heading.
  if (i === 0) return html`<th scope="row"><span>${cell}</span></th>`;
  if (cell === '') return html`<td></td>`;
  if (heading === '') return html`<td>${cell}</td>`;
  return html`<td data-label="${heading}" class="${number ? 'n' : ''}"><span>${cell}</span></td>`;
}

/** Names and values. */
export function facts(pairs: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  return html`<dl>
    ${pairs.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** A moment, for people and for machines. */
export function moment(ms: number, formats: { iso(ms: number): string; dateTime(ms: number): string }): Html {
  return html`<time datetime="${formats.iso(ms)}">${formats.dateTime(ms)}</time>`;
}
