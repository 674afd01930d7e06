import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millions, perMicrolitreInterval, shareWithInterval } from '../../src/panel/amounts.js';
import { cells } from '../../src/panel/fit.js';
import { displayable, dotsOf } from '../../src/panel/font.js';
import { glyphSlots, inEveryRom } from '../../src/panel/hd44780-glyphs.js';
import { type Page, pageOf } from '../../src/panel/page.js';
import { LANGUAGES, type Language, type Phrase } from '../../src/panel/vocabulary.js';
import { wordings, wordsOf } from '../../src/panel/words.js';
import type { ButtonHint, Screen } from '../../src/workflow/screen.js';
import {
  anyScreen,
  counting,
  everyScreen,
  noResult,
  notSeen,
  resultOf,
  screenOf,
  severe,
  dirty,
  unclear,
} from './screens.js';

const sizes = [
  { columns: 16, rows: 2 },
  { columns: 16, rows: 4 },
  { columns: 20, rows: 4 },
  { columns: 18, rows: 3 },
] as const;
type Size = (typeof sizes)[number];

const language = fc.constantFrom(...LANGUAGES);
const size = fc.constantFrom(...sizes);

function pagesOf(screen: Screen, spoken: Language, at: Size): Page[] {
  const { turns } = pageOf(screen, spoken, at, 0);
  return Array.from({ length: turns }, (_, turn) => pageOf(screen, spoken, at, turn));
}

const fill = (text: string): string => text.trimEnd();
const says = (page: Page, texts: readonly string[]): boolean =>
  page.lines.some((line) => texts.some((text) => line.startsWith(text)));

/** The screen with a label that fits everywhere, so that whatever is cut is a word or a number. */
function withShortLabel(screen: Screen): Screen {
  const { view } = screen;
  if (view.screen === 'ready') return { ...screen, view: { ...view, nextLabel: 'A-17' } };
  return 'label' in view ? { ...screen, view: { ...view, label: 'A-17' } } : screen;
}

describe('pages', () => {
  it('fill the display exactly, in characters it has, whatever the screen and its label', () => {
    fc.assert(
      fc.property(anyScreen, language, size, (screen, spoken, at) => {
        for (const page of pagesOf(screen, spoken, at)) {
          expect(page.lines.length).toBe(at.rows);
          for (const line of page.lines) {
            expect(cells(line)).toBe(at.columns);
            for (const character of Array.from(line)) expect(dotsOf(character), character).toBeDefined();
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('cut no word and no number in any language', () => {
    fc.assert(
      fc.property(anyScreen, language, size, (screen, spoken, at) => {
        for (const page of pagesOf(withShortLabel(screen), spoken, at)) {
          for (const line of page.lines) expect(line.replace('...', '')).not.toContain('..');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('need no more drawn characters than an HD44780 has room for', () => {
    const most = (screen: Screen): number =>
      Math.max(
        ...LANGUAGES.flatMap((spoken) =>
          sizes.flatMap((at) =>
            pagesOf(screen, spoken, at).map(
              (page) => new Set(Array.from(page.lines.join('')).filter((char) => !inEveryRom(char))).size,
            ),
          ),
        ),
      );
    for (const [name, screen] of everyScreen) expect(most(screen), name).toBeLessThanOrEqual(glyphSlots);
    fc.assert(
      fc.property(anyScreen, (screen) => {
        expect(most(withShortLabel(screen))).toBeLessThanOrEqual(glyphSlots);
      }),
      { numRuns: 300 },
    );
  });

  it('say what the button does: always on four rows, on two in every other page and all the while it is held', () => {
    const held: readonly ButtonHint[] = [
      'release-to-end',
      'release-to-cancel',
      'keep-holding-for-power-off',
      'powering-off',
    ];
    fc.assert(
      fc.property(anyScreen, language, size, (screen, spoken, at) => {
        const hint = wordings(wordsOf(spoken).hints[screen.hint]);
        const saying = pagesOf(screen, spoken, at).map((page) =>
          hint.includes(fill(page.lines.at(-1) ?? '')),
        );
        if (at.rows > 2 || held.includes(screen.hint)) expect(saying).not.toContain(false);
        else
          saying.forEach((says, turn) =>
            expect(says || saying[(turn + 1) % saying.length], `pages ${turn}`).toBe(true),
          );
      }),
      { numRuns: 1000 },
    );
  });

  it('come in every language and never leave a phrase that needs more than 16 columns', () => {
    const phrases = (value: unknown): Phrase[] =>
      typeof value === 'string'
        ? [value]
        : Array.isArray(value)
          ? [value as readonly string[]]
          : Object.values(value as object).flatMap(phrases);
    for (const spoken of LANGUAGES) {
      const { numbers, ...rest } = wordsOf(spoken);
      expect(numbers.decimal).not.toBe(numbers.thousands);
      const all = phrases(rest);
      expect(all.length).toBeGreaterThan(80);
      for (const phrase of all) {
        const shortest = wordings(phrase).at(-1) ?? '';
        expect(cells(shortest.replace('{}', '25')), shortest).toBeLessThanOrEqual(16);
        expect(displayable(shortest), shortest).toBe(shortest);
        const lengths = wordings(phrase).map(cells);
        expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
      }
    }
  });

  it('refuse a display too small to be safe', () => {
    const [, screen] = everyScreen[0];
    expect(() => pageOf(screen, 'en', { columns: 8, rows: 2 }, 0)).toThrow(RangeError);
  });
});

describe('a result', () => {
  const resultScreen = (result: typeof notSeen, hint: ButtonHint = 'accept-result'): Screen =>
    screenOf({ screen: 'result', label: 'A-17', result }, hint);

  it('never says "none seen" without its bound on the same page', () => {
    fc.assert(
      fc.property(anyScreen, language, size, (screen, spoken, at) => {
        const words = wordsOf(spoken);
        for (const page of pagesOf(withShortLabel(screen), spoken, at)) {
          if (!says(page, wordings(words.notSeen))) continue;
          const second = fill(page.lines[1] ?? '');
          const starts = wordings(words.below).map((text) => text.replace('{}', ''));
          expect(starts.some((start) => second.startsWith(start)) && second.endsWith('/µL'), second).toBe(
            true,
          );
        }
      }),
      { numRuns: 1000 },
    );
    expect(says(pageOf(resultScreen(notSeen), 'en', sizes[0], 0), ['None seen'])).toBe(true);
  });

  it('rounds the bound of "none seen" up, and says that malaria is not excluded', () => {
    const pages = pagesOf(resultScreen(notSeen), 'en', sizes[2]);
    expect(pages[0]?.lines.map(fill).slice(0, 3)).toEqual([
      expect.stringMatching(/^No parasites seen/),
      'below 4,200/µL',
      'Malaria not excluded',
    ]);
  });

  it('says of a dirty stain that a new slide is to be made, and of no other', () => {
    for (const spoken of LANGUAGES) {
      for (const at of sizes) {
        const words = wordsOf(spoken);
        for (const phrase of [words.dirtyStain, words.newSlide]) {
          const told = (result: typeof dirty): boolean =>
            pagesOf(resultScreen(result), spoken, at).some((page) => says(page, wordings(phrase)));
          expect([told(dirty), told(unclear)]).toEqual([true, false]);
        }
      }
    }
  });

  it('says with "unclear" that an expert must look, and with "positive" how much', () => {
    for (const spoken of LANGUAGES) {
      for (const at of sizes) {
        const words = wordsOf(spoken);
        for (const page of pagesOf(resultScreen(unclear), spoken, at)) {
          if (says(page, wordings(words.unclear)))
            expect(says(page, wordings(words.mustLook)), page.lines.join('|')).toBe(true);
        }
        const positive = wordings(words.positive.none);
        for (const page of pagesOf(resultScreen(resultOf()), spoken, at)) {
          if (says(page, positive)) expect(page.lines[1]).toMatch(/^1[.,]2% \(0[.,]80-1[.,]9\)/);
        }
      }
    }
  });

  it('shows all of it in turns: per µL, limits, cells, fields, what was assumed, how it ended, that it must be confirmed', () => {
    for (const at of sizes) {
      const all = pagesOf(resultScreen(severe), 'en', at).flatMap((page) => page.lines.map(fill));
      for (const part of [
        /^POSITIVE SEVERE/,
        /^13% \(11-16\)/,
        /^Tell clinician/,
        /^650,000\/µL/,
        /^(550,000-800,000|0\.55-0\.8M)\/µL/,
        /^5,040 red cells/,
        /^21 fields/,
        /5M assumed/,
        /imit reached/,
        /^Screening aid/,
        /^Expert/,
        /^A-17/,
      ]) {
        expect(
          all.some((line) => part.test(line)),
          `${part} on ${at.columns}×${at.rows}`,
        ).toBe(true);
      }
    }
  });

  it('lights the same lamp whatever it says', () => {
    const lamps = [resultOf(), severe, notSeen, unclear, noResult].map(
      (result) => pageOf(resultScreen(result), 'en', sizes[2], 0).lamps,
    );
    for (const lit of lamps) expect(lit).toEqual({ green: 'off', amber: 'on', red: 'off' });
  });
});

describe('counting', () => {
  const linesOf = (changes: Parameters<typeof counting>[0], at: Size): string[] =>
    pagesOf(screenOf(counting(changes), 'end-slide'), 'en', at).flatMap((page) => page.lines.map(fill));

  it('shows fields, cells and the share with its interval', () => {
    for (const at of sizes) {
      const all = linesOf({}, at).join('\n');
      expect(all).toMatch(/12 fields/);
      expect(all).toMatch(/3,120/);
      expect(all).toMatch(/1\.2% \(0\.80-1\.9\)/);
    }
  });

  it('fills the focus bar only when the view is sharp enough', () => {
    const bar = (blur: number): number =>
      (linesOf({ blur }, sizes[2])[2] ?? '').split('').filter((character) => character === '■').length;
    expect(bar(0.04)).toBe(14);
    expect(bar(0.0401)).toBe(13);
    expect(bar(1)).toBe(0);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          expect(bar(Math.min(a, b))).toBeGreaterThanOrEqual(bar(Math.max(a, b)));
        },
      ),
    );
  });
});

describe('status', () => {
  it('shows the battery in every round of pages', () => {
    for (const [name, screen] of everyScreen.filter(([, { hint }]) => !hint.startsWith('release'))) {
      if (screen.view.screen === 'counting' && screen.view.activity === 'focus') continue; // the bar takes its place
      const first = pagesOf(screen, 'en', sizes[2]).map((page) => page.lines[0] ?? '');
      expect(
        first.some((line) => /[▁▂▄▆█↯?]$/.test(line)),
        name,
      ).toBe(true);
    }
  });

  it('marks a clock that is not to be trusted and results that wait', () => {
    const icons = (changes: Partial<Screen['status']>): string =>
      pageOf(
        screenOf({ screen: 'starting' }, 'none', { status: { clockTrusted: true, ...changes } }),
        'en',
        sizes[2],
        0,
      )
        .lines[0].slice(8)
        .trim();
    expect(icons({})).toBe('');
    expect(icons({ clockTrusted: false })).toBe('◷');
    expect(icons({ waitingToSend: 0 })).toBe('✓');
    expect(icons({ waitingToSend: 0, putAside: 1 })).toBe('!');
    expect(icons({ waitingToSend: 2, battery: { charge: 0.1, charging: false, state: 'normal' } })).toBe(
      '↑▁',
    );
    expect(icons({ battery: { charging: true, state: 'normal' } })).toBe('↯');
    expect(icons({ battery: { charging: false, state: 'normal' } })).toBe('?');
  });

  it('promises no more time than there is', () => {
    const at = (minutesLeft: number): string =>
      pagesOf(
        screenOf({ screen: 'resting', minutesToNext: 5, slidesDone: 1 }, 'none', {
          status: { clockTrusted: true, battery: { charging: false, state: 'normal', minutesLeft } },
        }),
        'en',
        sizes[2],
      )
        .flatMap((page) => page.lines.map(fill))
        .join('\n');
    expect(at(119.9)).toContain('1 h left');
    expect(at(59.9)).toContain('59 min left');
  });
});

describe('amounts', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const interval = fc
    .tuple(share, share, share, fc.integer({ min: 0, max: 6 }))
    .map(([a, b, c, magnitude]) => [a, b, c].map((x) => x * 10 ** -magnitude).sort((x, y) => x - y))
    .map(([low = 0, value = 0, high = 0]) => ({ low, value, high }));

  it('never draw an interval narrower than it is', () => {
    fc.assert(
      fc.property(interval, (given) => {
        for (const text of shareWithInterval(given, wordsOf('en'))) {
          const [, low, high] = /\(([\d.e-]+?)-([\d.]+)\)$/.exec(text) ?? [];
          expect(Number(low)).toBeLessThanOrEqual(given.low * 100 * (1 + 1e-9));
          expect(Number(high)).toBeGreaterThanOrEqual(Math.min(100, given.high * 100) * (1 - 1e-9));
        }
        const perMicrolitre = { value: given.value * 5e6, low: given.low * 5e6, high: given.high * 5e6 };
        for (const text of perMicrolitreInterval(perMicrolitre, wordsOf('en'))) {
          const [, low, high, unit] = /^([\d.,]+)-([\d.,]+)(M?)\/µL$/.exec(text) ?? [];
          const scale = unit === 'M' ? 1e6 : 1;
          const number = (digits = ''): number => Number(digits.replaceAll(',', '')) * scale;
          expect(number(low)).toBeLessThanOrEqual(perMicrolitre.low * (1 + 1e-9));
          expect(number(high)).toBeGreaterThanOrEqual(perMicrolitre.high * (1 - 1e-9));
        }
      }),
    );
  });

  it("write the language's own signs: no French reader sees 1,200 for 1200", () => {
    const interval = { value: 12_000, low: 1200, high: 20_000 };
    expect(perMicrolitreInterval(interval, wordsOf('fr'))[0]).toBe('1 200-20 000/µL');
    expect(perMicrolitreInterval(interval, wordsOf('sw'))[0]).toBe('1,200-20,000/µL');
    expect(millions(4_850_000, wordsOf('pt'))).toBe('4,9M');
  });
});

describe('the font', () => {
  it('has every printable ASCII character except those that differ between ROMs, no two alike', () => {
    const seen = new Map<string, string>();
    for (let code = 0x20; code < 0x7e; code++) {
      const character = String.fromCharCode(code);
      if (character === '\\') continue;
      const dots = dotsOf(character)?.join();
      expect(dots, character).toBeDefined();
      expect(seen.get(dots ?? ''), `${character} looks like another`).toBeUndefined();
      seen.set(dots ?? '', character);
    }
  });

  it('puts accents on letters, and takes them off where it cannot', () => {
    expect(dotsOf('é')).not.toEqual(dotsOf('e'));
    expect(dotsOf('é')?.slice(2)).toEqual(dotsOf('e')?.slice(2));
    expect(displayable('Čå~é漢')).toBe('Ca?é?');
  });
});
