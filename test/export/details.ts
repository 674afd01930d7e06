import type { SlideDetail } from '../../src/registry/reading.js';
import type { SlideWord } from '../../src/registry/review-book.js';

type Verdict = SlideDetail['line']['verdict'];

const intervals: Readonly<Record<Verdict, { value: number; low: number; high: number }>> = {
  positive: { value: 0.012, low: 0.009, high: 0.016 },
  'not-seen': { value: 0, low: 0, high: 0.0021 },
  unclear: { value: 0.0004, low: 0, high: 0.003 },
  'no-result': { value: 0, low: 0, high: 1 },
};

/** A slide as the registry gives it. */
export function detail(
  verdict: Verdict,
  changes: Partial<SlideDetail['line']> = {},
  words: readonly SlideWord[] = [],
): SlideDetail {
  const parasitaemia = intervals[verdict];
  const perMicrolitre = {
    value: parasitaemia.value * 5e6,
    low: parasitaemia.low * 5e6,
    high: parasitaemia.high * 5e6,
  };
  const line: SlideDetail['line'] = {
    slide: '0123456789abcdef0123456789abcdef',
    device: 'rf-abcdefghij23',
    deviceName: 'Clinic 3',
    site: 'kisumu',
    label: '0042',
    date: { ms: Date.UTC(2026, 2, 31, 23, 59), trust: 'network', receivedAtMs: Date.UTC(2026, 3, 2) },
    verdict,
    parasitaemia,
    perMicrolitre,
    redCells: 5000,
    infected: verdict === 'positive' ? 62 : 0,
    fields: 21,
    fieldsRefused: 2,
    severity: 'none',
    dirtyStain: false,
    status: words.length > 0 ? 'final' : 'preliminary',
    standing: verdict,
    ...changes,
  };
  const moment = { bootId: 'boot', uptimeMs: 1, wallClockMs: 1, trust: 'none' as const };
  return {
    line,
    statements: [
      {
        slide: line.slide,
        label: line.label,
        revision: 1,
        author: 'device',
        note: '',
        result: {
          verdict,
          fields: line.fields,
          redCells: line.redCells,
          infected: line.infected,
          parasitaemia,
          perMicrolitre,
          redCellsPerMicrolitre: { value: 5e6, source: 'assumed' },
          severity: 'none',
          stopped: 'cell-limit',
          wording: [`The device said ${verdict}.`, 'Screening aid: confirm by microscopist.'],
        },
        begun: moment,
        finished: moment,
        dates: { begun: { kind: 'unknown' }, finished: { kind: 'unknown' } },
        model: { name: 'ringform-cells', sha256: 'd8'.repeat(32) },
        fields: [],
        unreadable: 0,
      },
    ],
    cells: [],
    fieldPictures: [],
    words,
  };
}

export function word(changes: Partial<SlideWord> = {}): SlideWord {
  return {
    decision: 'confirmed',
    reviewer: 'amina',
    note: '',
    blind: false,
    atMs: Date.UTC(2026, 3, 3),
    ...changes,
  };
}
