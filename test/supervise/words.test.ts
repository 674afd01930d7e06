import { describe, expect, it } from 'vitest';
import { auditWords } from '../../src/supervise/words/audit.js';
import { authWords } from '../../src/supervise/words/auth.js';
import { enrolledWords } from '../../src/supervise/words/enrolled.js';
import { errorWords } from '../../src/supervise/words/errors.js';
import { formatsOf } from '../../src/supervise/words/formats.js';
import { acceptedLanguage, LANGUAGES } from '../../src/supervise/words/language.js';
import { navigationWords } from '../../src/supervise/words/navigation.js';
import { quarantineWords } from '../../src/supervise/words/quarantine.js';
import { usersWords } from '../../src/supervise/words/users.js';

/** Every wording of a dictionary with its place; a phrase about something is asked with a mark for that. */
function wordings(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    const at = `${place}.${name}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function')
      return [[at, String((value as (...about: string[]) => unknown)('«1»', '«2»'))]];
    return wordings(value as object, at);
  });
}

const subjects = {
  ...{ auditWords, authWords, enrolledWords, errorWords, navigationWords, quarantineWords, usersWords },
};

describe.each(Object.entries(subjects))('%s', (_, languages) => {
  const english = new Map(wordings(languages.en));

  it('say something in every language, about the same things', () => {
    for (const language of LANGUAGES)
      for (const [place, text] of wordings(languages[language])) {
        expect(text.trim(), `${language}${place}`).not.toBe('');
        expect(text, `${language}${place}`).not.toMatch(/undefined|\[object|\s$|^\s| {2}/);
        const marks = (words: string): string[] => (words.match(/«\d»/g) ?? []).sort();
        expect(marks(text), `${language}${place}`).toEqual(marks(english.get(place)!));
      }
  });

  it('are not English left standing', () => {
    // Names of things that are the same word.
    const same = new Set([
      'Navigation',
      'Menu',
      'Pages',
      'Site',
      'Administration',
      'Quarantine',
      '«1» bytes',
      'Message «1»',
      'Détails',
    ]);
    for (const language of ['fr', 'pt', 'sw'] as const)
      for (const [place, text] of wordings(languages[language]))
        if (!same.has(text)) expect(text, `${language}${place}`).not.toBe(english.get(place));
  });

  it('end a sentence as the English one does', () => {
    const end = (text: string): string => /[.?!:]$/.exec(text)?.[0] ?? '';
    for (const language of LANGUAGES)
      for (const [place, text] of wordings(languages[language]))
        if (english.get(place)!.length > 40)
          expect(end(text), `${language}${place}`).toBe(end(english.get(place)!));
  });
});

describe('the language asked for', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['fr', 'fr'],
    ['fr-CD,fr;q=0.9,en;q=0.8', 'fr'],
    ['de, nl;q=0.9', 'en'],
    ['en;q=0.5, sw;q=0.7', 'sw'],
    ['pt-BR', 'pt'],
    ['SW-ke', 'sw'],
    ['fr;q=0, pt;q=0.1', 'pt'],
    ['fr;q=x, pt', 'fr'],
    [`${'x,'.repeat(100_000)}fr`, 'en'],
  ])('of %j is %s', (header, language) => {
    expect(acceptedLanguage(header?.toString())).toBe(language);
  });
});

describe('numbers and times', () => {
  const at = Date.UTC(2026, 2, 7, 22, 5);
  const shown = LANGUAGES.map((language) => {
    const f = formatsOf(language, 'Africa/Nairobi');
    return [
      f.number(12345.67, 1),
      f.percent(0.0123),
      f.dateTime(at),
      f.day('2026-03-07'),
      f.ago(at - 3 * 86_400_000, at),
    ]
      .join(' | ')
      .replace(/[\u00a0\u202f]/g, ' ');
  });

  it('are written as each language does, in the zone that is set', () => {
    expect(shown).toEqual([
      '12,345.7 | 1.2% | 8 Mar 2026, 01:05 | 7 Mar 2026 | 3 days ago',
      '12 345,7 | 1,2 % | 8 mars 2026, 01:05 | 7 mars 2026 | il y a 3 jours',
      '12 345,7 | 1,2% | 8/03/2026, 01:05 | 7/03/2026 | há 3 dias',
      '12,345.7 | 1.2% | 8 Mac 2026, 01:05 | 7 Mac 2026 | siku 3 zilizopita',
    ]);
  });

  it('are counted by the language’s own rule', () => {
    const phrase = { one: '{} slide', other: '{} slides' };
    expect(LANGUAGES.map((language) => formatsOf(language, 'UTC').counted(phrase, 0))).toEqual([
      '0 slides',
      '0 slide',
      '0 slides',
      '0 slides',
    ]);
    expect(formatsOf('en', 'UTC').counted(phrase, 1200)).toBe('1,200 slides');
    expect(formatsOf('pt', 'UTC').counted(phrase, 1)).toBe('1 slide');
  });

  it('say how long ago in the largest unit that fits', () => {
    const f = formatsOf('en', 'UTC');
    const ago = (seconds: number): string => f.ago(at - seconds * 1000, at);
    expect([ago(20), ago(119), ago(3600), ago(86_399), ago(86_400), ago(-7200)]).toEqual([
      '0 minutes ago',
      '1 minute ago',
      '1 hour ago',
      '23 hours ago',
      '1 day ago',
      'in 2 hours',
    ]);
  });

  it('of a zone that is not there are refused', () => {
    expect(() => formatsOf('en', 'Mars/Olympus')).toThrow(RangeError);
  });
});
