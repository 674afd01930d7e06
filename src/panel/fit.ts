/** One line in all its wordings, longest first. */
export type Line = readonly string[];

/** What a screen has to say besides the button's hint. */
export interface Content {
  /** One or two lines that are only ever read together. */
  readonly main: readonly [Line] | readonly [Line, Line];
  /** Four rows: what takes turns with the first main line, itself first. */
  readonly heads?: readonly Line[];
  /** More lines, most important first; each makes sense alone. */
  readonly more: readonly Line[];
}

/** The first wording that fits the columns; the last (shortest) one where none does, cut in its middle. */
export function fit(texts: readonly string[], columns: number): string {
  const fitting = texts.find((text) => cells(text) <= columns);
  return fitting ?? cutMiddle(texts.at(-1) ?? '', columns);
}

/** Character cells a text takes: every character of our font takes one. */
export function cells(text: string): number {
  return Array.from(text).length;
}

/** Slide labels are told apart by their beginning or their end: what must go, goes from the middle. */
export function cutMiddle(text: string, columns: number): string {
  const letters = Array.from(text);
  if (letters.length <= columns) return text;
  if (columns < 5) return letters.slice(0, columns).join('');
  const tail = Math.ceil((columns - 2) / 2);
  return [...letters.slice(0, columns - 2 - tail), '..', ...letters.slice(-tail)].join('');
}

/** A code like "camera-no-answer" in as many lines as it takes, broken behind its hyphens. */
export function codeLines(code: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of code.split(/(?<=-)/)) {
    if (line !== '' && cells(line + piece) > columns) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  return [...lines, line].map((text) => cutMiddle(text, columns));
}
