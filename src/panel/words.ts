import type { Counted, Language, Phrase, Words } from './vocabulary.js';
import { english } from './words-en.js';
import { french } from './words-fr.js';
import { portuguese } from './words-pt.js';
import { swahili } from './words-sw.js';

const languages: Readonly<Record<Language, Words>> = {
  en: english,
  fr: french,
  pt: portuguese,
  sw: swahili,
};

export function wordsOf(language: Language): Words {
  return languages[language];
}

/** All wordings of a phrase, longest first, with `{}` replaced. */
export function wordings(phrase: Phrase, about?: string): readonly string[] {
  const texts = typeof phrase === 'string' ? [phrase] : phrase;
  return about === undefined ? texts : texts.map((text) => text.replace('{}', about));
}

/** The wording of a counted phrase for n things, n written as given. */
export function counted(phrase: Counted, n: number, written: string, language: Language): readonly string[] {
  const one = new Intl.PluralRules(language).select(n) === 'one';
  return wordings(one ? phrase.one : phrase.other, written);
}
