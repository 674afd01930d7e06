import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { csvHead, csvLine } from '../../src/export/slides-csv.js';
import { detail, word } from './details.js';

const read = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });

it('one line a slide, with what the device said beside what stands', () => {
  const slides = [
    detail('positive', { standing: 'negative' }, [
      word({ decision: 'negative', note: 'two platelets, no ring' }),
      word({ decision: 'positive', blind: true, atMs: Date.UTC(2027, 0) }),
    ]),
    detail('no-result', { date: { trust: 'unknown', receivedAtMs: 0 } }),
  ];
  const [first, second] = read(csvHead() + slides.map(csvLine).join(''));
  expect(first).toMatchObject({
    standing: 'negative',
    device_verdict: 'positive',
    decision: 'negative',
    reviewer: 'amina',
    review_note: 'two platelets, no ring',
    per_ul_value: '60000',
    date: '2026-03-31T23:59:00.000Z',
    red_cells_per_ul_source: 'assumed',
  });
  expect(second).toMatchObject({ per_ul_value: '', percent_high: '', date: '', date_trust: 'unknown' });
});

it('text that people typed begins no formula and breaks no line', () => {
  const [line] = read(
    csvHead() +
      csvLine(
        detail('positive', { label: '=HYPERLINK("http://x")', deviceName: 'a\r\nb' }, [
          word({ note: '+1;"-2' }),
        ]),
      ),
  );
  expect(line['label']).toBe('\'=HYPERLINK("http://x")');
  expect(line['device_name']).toBe('a b');
  expect(line['review_note']).toBe("'+1;\"'-2");
});
