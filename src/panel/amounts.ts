import type { Interval } from '../counting/result.js';
import { density, grouped, percent, twoDigits } from '../counting/rounding.js';
import type { Words } from './vocabulary.js';

/**
 * Numbers as the display writes them: rounded like everywhere else (two significant digits, limits outward), with the
 * language's signs, and a shorter way to write them where columns are few. Each function gives wordings, longest first; a
 * shorter one may be coarser but never narrower.
 */

/** "1,234.5" in the language's signs. */
export function local(text: string, { numbers }: Words): string {
  return text.replace(/[.,]/g, (sign) => (sign === '.' ? numbers.decimal : numbers.thousands));
}

/** A whole number with thousands separated. */
export function whole(value: number, words: Words): string {
  return local(grouped(value), words);
}

type Direction = 'nearest' | 'down' | 'up';

function tight(share: number, direction: Direction): string {
  return percent(share, direction).replace(' %', '');
}

/** Percent with at most three decimals, limits outward: for intervals whose two digits need more columns than there are. */
function coarse(share: number, direction: Direction): string {
  const scaled = Number((share * 1e5).toPrecision(12));
  const rounded =
    direction === 'nearest'
      ? Math.round(scaled)
      : direction === 'down'
        ? Math.floor(scaled)
        : Math.ceil(scaled);
  return String(Math.min(100, rounded / 1000));
}

/** "1.2% (0.80-1.9)": a share (0–1) with its interval. */
export function shareWithInterval({ value, low, high }: Interval, words: Words): string[] {
  const rough = share(coarse);
  return [share(tight), rough].map((text) => local(text, words));
  function share(write: typeof tight): string {
    return `${write(value, 'nearest')}% (${write(low, 'down')}-${write(high, 'up')})`;
  }
}

/** An upper bound of a share, "0.074%". */
export function shareBound(high: number, words: Words): string {
  return local(`${tight(high, 'up')}%`, words);
}

/** "60,000/µL". */
export function perMicrolitreValue(value: number, words: Words): string {
  return local(`${density(value, 'nearest')}/µL`, words);
}

/** An upper bound of a density, "3,700/µL". */
export function perMicrolitreBound(high: number, words: Words): string {
  return local(`${density(high, 'up')}/µL`, words);
}

/** Millions with two significant digits: 4,850,000 → "4.9M". */
export function millions(value: number, words: Words, direction: Direction = 'nearest'): string {
  return local(`${twoDigits(value / 1e6, direction)}M`, words);
}

/** "40,000-95,000/µL"; above a million also "0.95-1.2M/µL". */
export function perMicrolitreInterval({ low, high }: Interval, words: Words): string[] {
  const inMillions = (value: number, direction: Direction): number => {
    const scaled = Number((value / 1e4).toPrecision(12));
    return (direction === 'down' ? Math.floor(scaled) : Math.ceil(scaled)) / 100;
  };
  return [
    `${density(low, 'down')}-${density(high, 'up')}/µL`,
    `${inMillions(low, 'down')}-${inMillions(high, 'up')}M/µL`,
  ].map((text) => local(text, words));
}
