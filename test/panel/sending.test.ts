import { describe, expect, it } from 'vitest';
import { contentOf } from '../../src/panel/content.js';
import { cells } from '../../src/panel/fit.js';
import { LANGUAGES } from '../../src/panel/vocabulary.js';
import type { Screen } from '../../src/workflow/screen.js';

const ready = (status: Partial<Screen['status']>): Screen => ({
  view: { screen: 'ready', nextLabel: '0002', faults: [] },
  hint: 'start-slide',
  status: { clockTrusted: true, ...status },
  brightness: 1,
});
const lines = (status: Partial<Screen['status']>, language: (typeof LANGUAGES)[number] = 'en'): string[] =>
  contentOf(ready(status), language, { columns: 20, rows: 4 }).more.map(([longest]) => longest);

describe('what keeps results from being sent', () => {
  it('is a fault with its code where somebody must act', () => {
    const said = lines({ waitingToSend: 3, sendingTrouble: 'broker-refused' });
    expect(said).toContain('FAULT: sending');
    expect(said).toContain('broker-refused');
    expect(said).toContain('Call supervisor');
    expect(said).toContain('3 to send');
  });

  it('is a word where it is only waited for, and nothing where nothing waits', () => {
    for (const code of ['broker-unreachable', 'not-acknowledged', 'connection-lost']) {
      const said = lines({ waitingToSend: 3, sendingTrouble: code });
      expect(said).toContain('No answer yet');
      expect(said.join()).not.toContain('FAULT');
    }
    expect(lines({ waitingToSend: 0, sendingTrouble: 'broker-refused' }).join()).not.toContain('FAULT');
  });

  it('is never called all sent where the other side would not take a result', () => {
    const said = lines({ waitingToSend: 0, putAside: 2 });
    expect(said).toContain('Not taken: 2');
    expect(said).toContain('Call supervisor');
    expect(said).not.toContain('All sent');
    expect(lines({ waitingToSend: 1, putAside: 2 })).toEqual(
      expect.arrayContaining(['1 to send', 'Not taken: 2']),
    );
    expect(lines({ waitingToSend: 0 })).toContain('All sent');
  });

  it('fits the smallest display in every language', () => {
    for (const language of LANGUAGES)
      for (const sendingTrouble of ['broker-refused', 'broker-unreachable'])
        for (const line of contentOf(ready({ waitingToSend: 1, putAside: 12, sendingTrouble }), language, {
          ...{ columns: 16, rows: 2 },
        }).more)
          expect(
            line.some((wording) => cells(wording) <= 16),
            `${language}: ${line.join(' | ')}`,
          ).toBe(true);
  });
});
