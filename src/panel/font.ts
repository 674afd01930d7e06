import { accentArt, accentedBodies, cedillaRow, fontArt } from './font-art.js';

/** Dots of one character: 8 rows from the top, 5 bits each, the leftmost dot in bit 4. */
export type Dots = readonly number[];

export const dotColumns = 5;
export const dotRows = 8;

function rowBits(row: string): number {
  return parseInt(row.replaceAll('.', '0').replaceAll('#', '1'), 2);
}

function plainGlyphs(): Map<string, Dots> {
  const glyphs = new Map<string, Dots>();
  for (const [characters, art] of fontArt) {
    const rows = art
      .trim()
      .split('\n')
      .map((row) => row.split(' '));
    Array.from(characters).forEach((character, place) => {
      const dots = rows.map((row) => rowBits(row[place] ?? ''));
      glyphs.set(character, dots.length < dotRows ? [...dots, 0] : dots);
    });
  }
  return glyphs;
}

const plain = plainGlyphs();

/** A letter with its accent, put together from the two; undefined when the font has no such letter or accent. */
function accented(character: string): Dots | undefined {
  const [base = '', mark = '', ...others] = Array.from(character.normalize('NFD'));
  if (others.length > 0) return undefined;
  const body = new Map(Object.entries(accentedBodies)).get(base);
  const dots = body ? body.trim().split('\n').map(rowBits).concat(0) : plain.get(base);
  if (!dots) return undefined;
  if (mark === '\u0327') return base === 'c' ? [...dots.slice(0, 7), rowBits(cedillaRow)] : undefined;
  const accent = new Map(Object.entries(accentArt)).get(mark);
  // An accent on a tall letter would sit on its stem.
  if (!accent || dots[0] || dots[1]) return undefined;
  return [rowBits(accent[0]), rowBits(accent[1]), ...dots.slice(2)];
}

const drawn = new Map<string, Dots | undefined>();

/** Dots of a character, or undefined when the font does not have it. */
export function dotsOf(character: string): Dots | undefined {
  const known = plain.get(character);
  if (known) return known;
  if (!drawn.has(character)) drawn.set(character, accented(character));
  return drawn.get(character);
}

/**
 * A text (a slide's label may hold anything) in characters that the font has: others lose their accent or become "?".
 * One character in, one out, where the input is in normal form C.
 */
export function displayable(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((character) => {
      if (dotsOf(character)) return character;
      const base = character.normalize('NFD').charAt(0);
      return dotsOf(base) ? base : '?';
    })
    .join('');
}
