import type { ButtonHint, Screen, ShownStatus } from '../workflow/screen.js';
import { contentOf } from './content.js';
import { type Content, cells, fit } from './fit.js';
import { displayable } from './font.js';
import { type LampModes, lampsOf } from './lamps-of.js';
import type { Language } from './vocabulary.js';
import { wordings, wordsOf } from './words.js';

/** What a display draws: as many lines as it has rows, each exactly as many characters as it has columns. */
export interface Page {
  readonly lines: readonly string[];
  /** 0–1; 0 is dark. */
  readonly brightness: number;
  readonly lamps: LampModes;
  /** How many pages this screen takes in turns; `turn` counts modulo this. */
  readonly turns: number;
}

export interface PageSize {
  readonly columns: number;
  readonly rows: number;
}

/** While the button is down, what letting go does is all that matters: no turns. */
const heldHints: ReadonlySet<ButtonHint> = new Set([
  'release-to-end',
  'release-to-cancel',
  'keep-holding-for-power-off',
  'powering-off',
]);

/**
 * A screen as characters, pure. 16 columns and 2 rows at least. `turn` counts up every few seconds: what does not fit at once
 * comes in turns, most important first. With three rows and more the hint always stands in the last line; with two it stands
 * there in every second page at the least, and all the time while the button is held.
 */
export function pageOf(screen: Screen, language: Language, size: PageSize, turn: number): Page {
  const { columns, rows } = size;
  if (columns < 16 || rows < 2) throw new RangeError(`no pages for ${columns} × ${rows} characters`);
  const words = wordsOf(language);
  const hint = wordings(words.hints[screen.hint]);
  const content = contentOf(screen, language, size);
  const pages =
    rows === 2 ? flatPages(content, hint, heldHints.has(screen.hint)) : tallPages(content, hint, rows);
  const chosen = pages[turn % pages.length] ?? [];
  const icons = iconsOf(screen.status);
  const lines = Array.from({ length: rows }, (_, row) => {
    const texts = chosen[row] ?? [''];
    return row === 0
      ? withIcons(texts.map(displayable), icons, columns, texts === content.main[0])
      : pad(fit(texts.map(displayable), columns), columns);
  });
  return { lines, brightness: screen.brightness, lamps: lampsOf(screen), turns: pages.length };
}

type Lines = readonly (readonly string[])[];

function tallPages(
  { main, heads = [main[0]], more }: Content,
  hint: readonly string[],
  rows: number,
): Lines[] {
  const room = rows - 1 - main.length;
  if (room < 1) {
    // Three rows: what is only read together has its own pages.
    const pages: Lines[] = [[...main, hint]];
    for (let index = 0; index < more.length; index += 2) {
      if (index > 0) pages.push([...main, hint]);
      pages.push([more[index] ?? [''], more[index + 1] ?? [''], hint]);
    }
    return pages;
  }
  const count = Math.max(heads.length, Math.ceil(more.length / room));
  return Array.from({ length: count }, (_, page) => {
    const first = (page * room) % Math.max(1, Math.ceil(more.length / room) * room);
    const shown = more.slice(first, first + room);
    const blank = Array.from({ length: room - shown.length }, () => ['']);
    return [heads[page % heads.length] ?? main[0], ...main.slice(1), ...shown, ...blank, hint];
  });
}

function flatPages({ main, more }: Content, hint: readonly string[], held: boolean): Lines[] {
  // Of two lines the second carries the bound or the part; the first alone could be misread.
  if (held) return [[main[1] ?? main[0], hint]];
  const [first, second] = main;
  if (!second)
    return more.length === 0
      ? [[first, hint]]
      : more.flatMap((line) => [
          [first, hint],
          [first, line],
        ]);
  const pages: Lines[] = [];
  for (let index = 0; index === 0 || index < more.length; index += 2) {
    pages.push([first, second]);
    const pair = more.slice(index, index + 2);
    for (const line of pair) pages.push([line, hint]);
    if (pair.length === 0) pages.push([second, hint]);
  }
  return pages;
}

/** The right end of the first line: battery outermost, so that it always stands in the same place. */
function iconsOf({ battery, waitingToSend, putAside, clockTrusted }: ShownStatus): string[] {
  const icons: string[] = [];
  if (battery) icons.push(battery.charging ? '↯' : batteryIcon(battery.charge));
  if (!clockTrusted) icons.push('◷');
  if (putAside !== undefined) icons.push('!');
  else if (waitingToSend !== undefined) icons.push(waitingToSend > 0 ? '↑' : '✓');
  return icons;
}

const batteryLevels = ['▁', '▂', '▄', '▆', '█'] as const;

function batteryIcon(charge: number | undefined): string {
  if (charge === undefined) return '?';
  return batteryLevels[Math.min(4, Math.max(0, Math.floor(charge * 5)))] ?? '?';
}

/**
 * As many icons as leave the text whole. A title is shortened rather than that the battery goes; what takes turns below it
 * keeps its best wording, the icons come back with the next title.
 */
function withIcons(
  texts: readonly string[],
  icons: readonly string[],
  columns: number,
  isTitle: boolean,
): string {
  const besideBattery = texts.find((wording) => cells(wording) + 2 <= columns);
  const text = (isTitle && icons.length > 0 ? besideBattery : undefined) ?? fit(texts, columns);
  let shown = icons.length;
  while (shown > 0 && cells(text) + 1 + shown > columns) shown--;
  return pad(text, columns - shown) + icons.slice(0, shown).reverse().join('');
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - cells(text)));
}
