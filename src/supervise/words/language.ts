import type { User } from '../../registry/user-book.js';

export type Language = User['language'];
export const LANGUAGES = ['en', 'fr', 'pt', 'sw'] as const satisfies readonly Language[];

/** One subject's words in all languages. A key or a language that is missing does not compile. */
export type InAllLanguages<Words> = Readonly<Record<Language, Words>>;

/** Every language by its own name. */
export const languageNames: InAllLanguages<string> = {
  en: 'English',
  fr: 'Français',
  pt: 'Português',
  sw: 'Kiswahili',
};

/** Whose numbers and dates: day before month in all of them. */
export const locales: InAllLanguages<string> = { en: 'en-GB', fr: 'fr-FR', pt: 'pt-PT', sw: 'sw-TZ' };

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/**
 * The language a browser asks for: the best weighted of those we speak, in the order given where weights are equal
 * (RFC 9110, 12.5.4); English when it wants none of them.
 */
export function acceptedLanguage(header: string | undefined): Language {
  const wishes = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((wish) => {
      const [range, ...parameters] = wish.trim().toLowerCase().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wishes.map(({ language }) => language).find(isLanguage) ?? 'en';
}
