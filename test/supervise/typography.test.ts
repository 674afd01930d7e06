import { describe, expect, it } from 'vitest';
import { alertsWords } from '../../src/supervise/pages/words-alerts.js';
import { devicesWords } from '../../src/supervise/pages/words-devices.js';
import { overviewWords } from '../../src/supervise/pages/words-overview.js';
import { resultWords } from '../../src/supervise/pages/words-result.js';
import { samplesWords } from '../../src/supervise/pages/words-samples.js';
import { slideWords } from '../../src/supervise/pages/words-slide.js';
import { slidesWords } from '../../src/supervise/pages/words-slides.js';
import { auditWords } from '../../src/supervise/words/audit.js';
import { authWords } from '../../src/supervise/words/auth.js';
import { enrolledWords } from '../../src/supervise/words/enrolled.js';
import { errorWords } from '../../src/supervise/words/errors.js';
import { formatsOf } from '../../src/supervise/words/formats.js';
import { LANGUAGES } from '../../src/supervise/words/language.js';
import { navigationWords } from '../../src/supervise/words/navigation.js';
import { quarantineWords } from '../../src/supervise/words/quarantine.js';
import { usersWords } from '../../src/supervise/words/users.js';
import type { StateName } from '../../src/workflow/state.js';

function wordings(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    const at = `${place}.${name}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function')
      return [[at, String((value as (...about: string[]) => unknown)('1', '2', '3'))]];
    return wordings(value as object, at);
  });
}

const subjects = Object.entries({
  ...{ alertsWords, devicesWords, overviewWords, resultWords, samplesWords, slideWords, slidesWords },
  ...{ auditWords, authWords, enrolledWords, errorWords, navigationWords, quarantineWords, usersWords },
});

describe.each(subjects)('%s in French', (_, { fr }) => {
  it('have a narrow space that does not break before ; : ? ! % and inside «»', () => {
    for (const [place, text] of wordings(fr)) {
      expect(text, place).not.toMatch(/[ \u00a0][;:?!%»]|«[ \u00a0]/);
      expect(text, place).not.toMatch(/[^\u202f\s][;?!%»](?!\w)|[^\u202f\d/](?<!https?):(?=\s|$)|«[^\u202f]/);
    }
  });
});

it('the colon between a name and its value is each language’s', () => {
  expect(LANGUAGES.map((language) => formatsOf(language, 'UTC').colon)).toEqual([
    ': ',
    '\u202f: ',
    ': ',
    ': ',
  ]);
});

/** A state that is added to the workflow and not here does not compile. */
const states: Readonly<Record<StateName, true>> = {
  ...{ starting: true, 'self-test': true, error: true, ready: true, beginning: true, counting: true },
  ...{ finishing: true, result: true, resting: true, off: true },
  ...{ paused: true, 'powering-off': true, stopping: true },
};

it('every state that a device can name is said in words', () => {
  for (const language of LANGUAGES)
    expect(Object.keys(devicesWords[language].states).sort(), language).toEqual(Object.keys(states).sort());
});
