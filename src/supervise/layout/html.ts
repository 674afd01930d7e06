import { escapeHtml } from '../../report/escape.js';

/** Markup that is safe to send: made by `html`, or declared so by `markup`. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a template takes. Nothing is written for undefined, null and false, so that `${condition && html`…`}` reads well. */
export type HtmlValue = Html | string | number | undefined | null | false | readonly HtmlValue[];

/**
 * Template of HTML: strings and numbers that are put in are escaped, `Html` is not, lists are joined. A value may stand in text
 * or inside a QUOTED attribute; nowhere else (not as a tag's or attribute's name, not unquoted, not in script or style).
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = literals[0];
  values.forEach((value, i) => (text += written(value) + literals[i + 1]));
  return new Html(text);
}

function written(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if (value instanceof Html) return value.toString();
  return value.map(written).join('');
}

/** Declares text to be markup: for what this program itself wrote (drawings, the blank). Never for anything that came from outside. */
export function markup(text: string): Html {
  return new Html(text);
}

/** A path with its query, encoded; parameters that are undefined or empty are left out. Write it into a quoted attribute. */
export function address(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
