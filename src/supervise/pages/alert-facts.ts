import type { Alert } from '../../registry/reading.js';
import { bytesText } from './amounts.js';
import type { Look } from './look.js';
import { devicesWords } from './words-devices.js';

/**
 * What an alert's facts say, in a few words; empty where they say nothing. A density is not among them: it stands nowhere without
 * its interval, which the slide's page has.
 */
export function alertFacts({ kind, facts }: Alert, { visit }: Look): string {
  const { formats, language } = visit;
  const words = devicesWords[language];
  const given = (name: string, write: (value: number) => string): string => {
    const value = facts[name];
    return typeof value === 'number' && Number.isFinite(value) ? write(value) : '';
  };
  const text = (name: string): string => String(facts[name] ?? '');
  const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
  const change = (part: string, from: string, to: string, digits: number): string =>
    join(
      given(from, (before) =>
        given(
          to,
          (now) => `${words.parts[part]} ${formats.number(before, digits)} → ${formats.number(now, digits)}`,
        ),
      ),
    );
  switch (kind) {
    case 'severe':
      return join(
        text('label'),
        `>\u00a0${formats.percent(facts['severity'] === 'above-10-percent' ? 0.1 : 0.02, 0)}`,
      );
    case 'battery-low':
      return given('charge', (value) => formats.percent(value, 0));
    case 'registry-fault':
      return text('code');
    case 'fault': {
      const part = text('part');
      return join(words.parts[part] ?? part, text('code'));
    }
    case 'chain-gap':
      return given('missing', (value) => formats.number(value));
    case 'quarantine':
      return given('messages', (value) => formats.number(value));
    case 'dirty-stain':
      return given('slides', (value) => formats.number(value));
    case 'disk-low':
      return given('freeBytes', (free) =>
        words.freeOf(
          bytesText(formats, free),
          given('totalBytes', (all) => bytesText(formats, all)),
        ),
      );
    case 'optics-drift':
      return join(
        facts['what'] === 'light' ? '' : change('focus', 'blurBefore', 'blur', 3),
        facts['what'] === 'focus' ? '' : change('light', 'levelBefore', 'level', 0),
      );
    case 'device-late':
    case 'clock-unknown':
      return '';
  }
}
