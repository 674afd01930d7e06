import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadsheetSafe } from '../../src/base/spreadsheet-text.js';
import { slidesCsv } from '../../src/report/slides-csv.js';
import { summaries } from '../../src/report/slide-summary.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { newField, resultFor, slideId, slideStart } from '../store/fixtures.js';

async function csvOf(store: MemorySlideStore): Promise<string> {
  const all = [];
  for await (const summary of summaries(store)) all.push(summary);
  return slidesCsv(all);
}

const records = (csv: string, delimiter = ','): Record<string, string>[] =>
  parse(csv, { bom: true, columns: true, delimiter });

/** What a spreadsheet would take for a formula. */
const FORMULA = /^\s*[=+\-@＝＋－＠\t\r]/u;

describe('the slides as a table for a spreadsheet', () => {
  it('has one line a slide, newest first, with figures only where there is a result', async () => {
    const store = new MemorySlideStore();
    await store.startSlide({ ...slideStart(1), at: { ...slideStart(1).at, trust: 'network' } });
    await store.commitField(slideId(1), newField(0));
    const tally = await store.commitField(slideId(1), newField(1, 1, 12, false));
    await store.finishSlide(slideId(1), resultFor(tally), slideStart(1).at);
    await store.startSlide(slideStart(2));
    const csv = await csvOf(store);
    expect(csv.split('\r\n')).toHaveLength(4);
    const [open, finished] = records(csv);
    expect(open).toMatchObject({ label: 'slide 2', state: 'open', stopped: 'still-counting', verdict: '' });
    expect([open['percent_low'], open['percent_value'], open['per_ul_high']]).toEqual(['', '', '']);
    expect(finished).toMatchObject({
      id: slideId(1),
      date_trust: 'network',
      date: new Date(slideStart(1).at.wallClockMs).toISOString(),
      fields: '2',
      fields_counted: '1',
      red_cells: String(tally.redCells),
      percent_low: '0.71',
      percent_value: '1.25',
      percent_high: '2.1',
      per_ul_value: '62500',
      verdict: 'positive',
      stopped: 'cell-limit',
      quality: '1x Refocus.',
    });
  });

  it('gives no date where no clock could be believed, but the span it lies in', async () => {
    const store = new MemorySlideStore();
    const at = (bootId: string, wallClockMs: number, trust: 'none' | 'rtc') => ({
      ...{ bootId, uptimeMs: 60_000, wallClockMs, trust },
    });
    await store.startSlide({ ...slideStart(1), at: at('a', Date.UTC(2026, 0, 1), 'rtc') });
    await store.startSlide({ ...slideStart(2), at: at('b', Date.UTC(1999, 0, 1), 'none') });
    await store.startSlide({ ...slideStart(3), at: at('c', Date.UTC(2026, 0, 3), 'rtc') });
    const csv = await csvOf(store);
    expect(csv).not.toContain('1999');
    expect(records(csv)[1]).toMatchObject({
      date: '',
      date_trust: 'between',
      not_before: '2026-01-01T00:01:00.000Z',
      not_after: '2026-01-02T23:59:00.000Z',
    });
  });

  it('holds no text that a spreadsheet would calculate, split as it may', async () => {
    const nasty = fc.array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '＝',
        ';',
        ',',
        '|',
        '"',
        "'",
        ' ',
        '\t',
        '\n',
        '\r',
        'A',
        '1',
        '\u2028',
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (letters) => {
        const store = new MemorySlideStore();
        await store.startSlide({ ...slideStart(1), label: letters.join('') });
        const csv = await csvOf(store);
        // By the rules, and by programs that split at every separator, quotes or not.
        const cells = [
          ...records(csv).flatMap((row) => Object.values(row)),
          ...csv.replace('\uFEFF', '').split(/[,;|\t\r\n"]+/),
        ];
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
        expect(records(csv)).toHaveLength(1);
      }),
    );
  });

  it('leaves an ordinary label as it is', () => {
    for (const label of ['0007', 'Kisumu 12-b', 'ward 3; bed 4', 'É-1'])
      expect(spreadsheetSafe(label)).toBe(label);
  });
});
