import fc from 'fast-check';
import type { SlideResult } from '../../src/counting/result.js';
import { resultWording } from '../../src/counting/wording.js';
import {
  ACTIVITIES,
  type ButtonHint,
  PARTS,
  type Screen,
  type ShownStatus,
  type View,
} from '../../src/workflow/screen.js';

export const status: ShownStatus = {
  battery: { charge: 0.84, charging: false, state: 'normal', minutesLeft: 400 },
  waitingToSend: 3,
  clockTrusted: true,
};

export function screenOf(view: View, hint: ButtonHint, changes: Partial<Screen> = {}): Screen {
  return { view, hint, status, brightness: 1, ...changes };
}

export function resultOf(changes: Partial<SlideResult> = {}): SlideResult {
  const share = changes.parasitaemia ?? { value: 0.012, low: 0.008, high: 0.019 };
  const result = {
    fields: 21,
    redCells: 5040,
    infected: 60,
    verdict: 'positive' as const,
    parasitaemia: share,
    perMicrolitre: { value: share.value * 5e6, low: share.low * 5e6, high: share.high * 5e6 },
    redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' as const },
    severity: 'none' as const,
    stopped: 'cell-limit' as const,
    ...changes,
  };
  return { ...result, wording: resultWording(result, 1000) };
}

const label = '2026-11-23-004';

export const notSeen = resultOf({
  verdict: 'not-seen',
  infected: 0,
  parasitaemia: { value: 0, low: 0, high: 0.00084 },
});
export const dirty = resultOf({
  verdict: 'unclear',
  infected: 90,
  parasitaemia: { value: 0.004, low: 0, high: 0.016 },
  stain: { dotted: 0.33, dirty: true, falsePositives: 2 },
});
export const unclear = resultOf({
  verdict: 'unclear',
  infected: 4,
  parasitaemia: { value: 0.0005, low: 0, high: 0.0021 },
});
export const severe = resultOf({
  severity: 'above-10-percent',
  parasitaemia: { value: 0.13, low: 0.11, high: 0.16 },
});
export const noResult = resultOf({
  verdict: 'no-result',
  redCells: 412,
  fields: 2,
  infected: 1,
  parasitaemia: { value: 0.002, low: 0, high: 0.02 },
});

export function counting(
  changes: Partial<Extract<View, { screen: 'counting' }>> = {},
): Extract<View, { screen: 'counting' }> {
  return {
    screen: 'counting',
    label,
    activity: 'focus',
    tally: { fields: 12, redCells: 3120, infected: 38 },
    share: { value: 0.012, low: 0.008, high: 0.019 },
    waiting: 1,
    blur: 0.08,
    mostBlur: 0.04,
    resumed: false,
    ...changes,
  };
}

const result = (value: SlideResult): View => ({ screen: 'result', label, result: value });

/** Every screen, each as a person may meet it. */
export const everyScreen: readonly (readonly [name: string, screen: Screen])[] = [
  ['starting', screenOf({ screen: 'starting' }, 'none')],
  ['self-test', screenOf({ screen: 'self-test' }, 'none')],
  ['ready', screenOf({ screen: 'ready', nextLabel: label, faults: [] }, 'start-slide')],
  [
    'ready with a fault',
    screenOf(
      {
        screen: 'ready',
        nextLabel: label,
        faults: [{ part: 'gauge', code: 'gauge-no-answer', stopsCounting: false }],
      },
      'start-slide',
      { status: { clockTrusted: false, battery: { charging: true, state: 'normal' } } },
    ),
  ],
  ['counting, nothing yet', screenOf(firstView(), 'end-slide')],
  ...ACTIVITIES.map(
    (activity) =>
      [`counting, ${activity}`, screenOf(counting({ activity }), 'end-slide')] as [string, Screen],
  ),
  ['counting, held', screenOf(counting(), 'release-to-end')],
  ['counting, held long', screenOf(counting(), 'keep-holding-for-power-off')],
  ['finishing', screenOf({ screen: 'finishing', label, waiting: 2 }, 'none')],
  ['positive', screenOf(result(resultOf()), 'accept-result')],
  ['positive and severe', screenOf(result(severe), 'accept-result')],
  ['not seen', screenOf(result(notSeen), 'accept-result')],
  ['not seen, held', screenOf(result(notSeen), 'release-to-cancel')],
  ['unclear', screenOf(result(unclear), 'accept-result')],
  ['no result', screenOf(result(noResult), 'accept-result')],
  ['paused', screenOf({ screen: 'paused', why: 'camera', code: 'camera-no-answer' }, 'try-again')],
  ['paused, full', screenOf({ screen: 'paused', why: 'storage-full', code: 'disk-full' }, 'try-again')],
  [
    'error',
    screenOf(
      {
        screen: 'error',
        faults: [{ part: 'golden-slide', code: 'golden-slide-differs', stopsCounting: true }],
      },
      'try-again',
    ),
  ],
  ['resting', screenOf({ screen: 'resting', minutesToNext: 25, slidesDone: 3 }, 'none')],
  ['battery low', screenOf({ screen: 'battery-low', charge: 0.08 }, 'none')],
  ['powering off', screenOf({ screen: 'powering-off', why: 'battery' }, 'powering-off')],
];

function firstView(): View {
  return {
    screen: 'counting',
    label,
    activity: 'starting-camera',
    tally: { fields: 0, redCells: 0, infected: 0 },
    waiting: 0,
    mostBlur: 0.04,
    resumed: true,
  };
}

const share01 = fc.double({ min: 0, max: 1, noNaN: true });
/** Shares over many magnitudes, in order low ≤ value ≤ high, as an interval. */
const interval = fc
  .tuple(share01, share01, share01, fc.integer({ min: 0, max: 5 }))
  .map(([a, b, c, magnitude]) => {
    const [low = 0, value = 0, high = 0] = [a, b, c].map((x) => x * 10 ** -magnitude).sort((x, y) => x - y);
    return { low, value, high };
  });

const tally = fc.record({
  fields: fc.integer({ min: 0, max: 999 }),
  redCells: fc.integer({ min: 0, max: 99_999 }),
  infected: fc.integer({ min: 0, max: 9_999 }),
});

const anyResult: fc.Arbitrary<SlideResult> = fc
  .tuple(
    tally,
    interval,
    fc.constantFrom('positive', 'not-seen', 'unclear', 'no-result'),
    fc.constantFrom('none', 'above-2-percent', 'above-10-percent'),
    fc.constantFrom('precision-reached', 'cell-limit', 'no-more-fields', 'ended-early', 'still-counting'),
    fc.boolean(),
    fc.integer({ min: 100_000, max: 10_000_000 }),
    fc.boolean(),
  )
  .map(([counts, share, verdict, severity, stopped, assumed, cells, dirt]) => {
    const perMicrolitre = assumed ? 5_000_000 : cells;
    return {
      ...counts,
      verdict,
      severity,
      stopped,
      ...(dirt && { stain: { dotted: 0.3, dirty: true, falsePositives: 1.8 } }),
      parasitaemia: share,
      perMicrolitre: {
        value: share.value * perMicrolitre,
        low: share.low * perMicrolitre,
        high: share.high * perMicrolitre,
      },
      redCellsPerMicrolitre: { value: perMicrolitre, source: assumed ? 'assumed' : 'measured' },
      wording: [],
    };
  });

const faults = fc.array(
  fc.record({
    part: fc.constantFrom(...PARTS),
    code: fc.constantFrom('camera-no-answer', 'golden-slide-differs', 'i2c-no-bus', 'gpio-write'),
    stopsCounting: fc.boolean(),
  }),
  { maxLength: 4 },
);
const anyLabel = fc.oneof(fc.constant(label), fc.string({ unit: 'binary', maxLength: 40 }));

const anyView: fc.Arbitrary<View> = fc.oneof(
  fc.constant<View>({ screen: 'starting' }),
  fc.record({ screen: fc.constant('ready' as const), nextLabel: anyLabel, faults }),
  fc
    .record({
      activity: fc.constantFrom(...ACTIVITIES),
      label: anyLabel,
      tally,
      share: fc.option(interval, { nil: undefined }),
      waiting: fc.nat(9),
      blur: fc.option(share01, { nil: undefined }),
      resumed: fc.boolean(),
    })
    .map(({ share, blur, ...rest }): View => ({
      screen: 'counting',
      mostBlur: 0.04,
      ...rest,
      ...(share && { share }),
      ...(blur !== undefined && { blur }),
    })),
  fc.record({ screen: fc.constant('finishing' as const), label: anyLabel, waiting: fc.nat(9) }),
  fc.record({ screen: fc.constant('result' as const), label: anyLabel, result: anyResult }),
  fc.record({
    screen: fc.constant('paused' as const),
    why: fc.constantFrom('camera' as const, 'storage' as const, 'storage-full' as const, 'battery' as const),
    code: fc.constantFrom('camera-no-answer', 'disk-full'),
  }),
  fc.record({ screen: fc.constant('error' as const), faults }),
  fc.record({
    screen: fc.constant('resting' as const),
    minutesToNext: fc.nat(1440),
    slidesDone: fc.nat(999),
  }),
  fc.record({ screen: fc.constant('battery-low' as const), charge: share01 }),
  fc.record({
    screen: fc.constant('powering-off' as const),
    why: fc.constantFrom('button' as const, 'battery' as const, 'asked' as const),
  }),
);

const hints: readonly ButtonHint[] = [
  'start-slide',
  'end-slide',
  'accept-result',
  'try-again',
  'release-to-end',
  'release-to-cancel',
  'keep-holding-for-power-off',
  'powering-off',
  'none',
];

export const anyScreen: fc.Arbitrary<Screen> = fc.record({
  view: anyView,
  hint: fc.constantFrom(...hints),
  status: fc.record(
    {
      battery: fc.record({
        charge: share01,
        charging: fc.boolean(),
        state: fc.constant('normal' as const),
        minutesLeft: fc.nat(100_000),
      }),
      waitingToSend: fc.nat(9999),
      putAside: fc.integer({ min: 1, max: 9999 }),
      clockTrusted: fc.boolean(),
    },
    { requiredKeys: ['clockTrusted'] },
  ),
  brightness: share01,
});
