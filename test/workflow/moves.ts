import fc from 'fast-check';
import type { Glance } from '../../src/imaging/glance.js';
import { POWER_STATES } from '../../src/power/power-state.js';
import type { DeviceEvent, FieldOutcome } from '../../src/workflow/events.js';
import { PARTS, type PauseReason } from '../../src/workflow/screen.js';
import { power, resultOf, type Driver } from './driver.js';

/** Something that happens to a device: an event out of the blue, time, a person, a frame, or the answer to an effect. */
export type Move =
  | { readonly move: 'event'; readonly event: DeviceEvent }
  | { readonly move: 'wait'; readonly ms: number }
  | { readonly move: 'jump'; readonly minutes: number }
  | { readonly move: 'press'; readonly ms: number }
  | { readonly move: 'views'; readonly glances: readonly Partial<Glance>[] }
  | { readonly move: 'fresh-view' }
  | { readonly move: 'answer' }
  /** Whatever is out of order works again. */
  | { readonly move: 'mend' };

export function make(device: Driver, move: Move): void {
  switch (move.move) {
    case 'event':
      device.send(move.event);
      return;
    case 'wait':
      device.wait(move.ms);
      return;
    case 'jump':
      device.midnightOffset += move.minutes;
      return;
    case 'press':
      device.press(move.ms);
      return;
    case 'views':
      for (const glance of move.glances) device.glance(glance);
      return;
    case 'fresh-view':
      device.freshView();
      return;
    case 'answer':
      device.answer();
      return;
    case 'mend':
      mend(device);
      return;
  }
}

/** The battery is full, the disk works, the button is up. The camera speaks for itself. */
export function mend(device: Driver): void {
  device.send({ type: 'button-up' });
  device.send({ type: 'power', picture: power('normal') });
  for (const why of ['storage', 'storage-full', 'battery'] as const) {
    device.send({ type: 'trouble-over', why });
  }
}

/** Objects as JSON makes them. */
const PLAIN = { noNullPrototype: true };
const share = (): fc.Arbitrary<number> => fc.double({ min: 0, max: 1, noNaN: true });
const why = fc.constantFrom<PauseReason[]>('camera', 'storage', 'storage-full', 'battery');
const stop = fc.constantFrom('precision-reached' as const, 'cell-limit' as const);
const tally = fc
  .record({ fields: fc.nat(9), infected: fc.nat(20) })
  .map(({ fields, infected }) => ({ fields, redCells: 200 * fields + infected, infected }));
const slide = fc.record({ id: fc.constantFrom('x', 'y'), label: fc.constant('L') }, PLAIN);

const glance: fc.Arbitrary<Partial<Glance>> = fc.record(
  {
    blur: fc.constantFrom(0.03, 0.065, 0.1, 1),
    level: fc.constantFrom(30, 60, 200),
    clipped: fc.constantFrom(0, 0.9),
    coverage: fc.constantFrom(0, 0.5, 0.9),
    usableShare: fc.constantFrom(0.05, 0.8),
    moved: fc.constantFrom(null, 0, 0.009, 0.01, 0.3),
    overlapWithTaken: fc.constantFrom(0, 0.3, 0.31, 1),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const outcome: fc.Arbitrary<FieldOutcome> = fc.oneof(
  fc.record({ accepted: fc.constant(true), seenBefore: share() }, PLAIN),
  fc.record(
    {
      accepted: fc.constant(false),
      failed: fc.constantFrom('usable-area', 'focus', 'exposure', 'saturation', 'density', 'stain'),
      crowded: fc.boolean(),
      seenBefore: share(),
    },
    PLAIN,
  ),
);

const fault = fc.record(
  {
    part: fc.constantFrom(...PARTS),
    code: fc.constant('code'),
    stopsCounting: fc.boolean(),
  },
  PLAIN,
);

const booted: fc.Arbitrary<DeviceEvent> = fc
  .record(
    {
      open: fc.tuple(slide, tally).map(([one, counted]) => ({ ...one, tally: counted })),
      unseen: fc.tuple(slide, tally).map(([one, counted]) => ({ ...one, result: resultOf(counted) })),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map((found) => ({ type: 'booted', nextLabel: 'N', ...found }));

const picture = fc
  .record({ state: fc.constantFrom(...POWER_STATES), mayBegin: fc.boolean(), charge: share() })
  // Shutdown is common in this list only so far as to leave most runs something to do before it.
  .chain(({ state, mayBegin, charge }) =>
    fc
      .nat(9)
      .map((n) =>
        power(state === 'shutdown' && n > 0 ? 'saving' : state, { mayBeginSlide: mayBegin, charge }),
      ),
  );

/** Every event there is, with no regard to whether it makes sense now. */
export const anyEvent: fc.Arbitrary<DeviceEvent> = fc.oneof(
  booted,
  fc.array(fault, { maxLength: 2 }).map((faults): DeviceEvent => ({ type: 'self-tested', faults })),
  fc.constantFrom<DeviceEvent[]>(
    { type: 'button-down' },
    { type: 'button-up' },
    { type: 'camera-up' },
    { type: 'camera-failed', code: 'camera-died' },
    { type: 'tick' },
  ),
  fc.record({ type: fc.constant('slide-started' as const), slide, nextLabel: fc.constant('M') }),
  fc
    .record({ outcome, tally, stop: fc.option(stop, { nil: undefined }) })
    .map(({ stop: reason, ...rest }): DeviceEvent => ({
      type: 'field-counted',
      ...rest,
      ...(reason && { stop: reason }),
    })),
  tally.map((counted): DeviceEvent => ({ type: 'slide-finished', result: resultOf(counted) })),
  picture.map((one): DeviceEvent => ({ type: 'power', picture: one })),
  why.map((one): DeviceEvent => ({ type: 'trouble', why: one, code: 'code' })),
  why.map((one): DeviceEvent => ({ type: 'trouble-over', why: one })),
);

/** Most moves are those of a sensible device and person, so that runs get somewhere before something odd happens. */
export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Move>({ move: 'answer' }) },
  { weight: 1, arbitrary: fc.constant<Move>({ move: 'mend' }) },
  { weight: 6, arbitrary: fc.constant<Move>({ move: 'fresh-view' }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(50, 100, 200, 300, 1900, 2000, 4500)
      .map((ms): Move => ({ move: 'press', ms })),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(fc.nat(5000), fc.nat(400_000)).map((ms): Move => ({ move: 'wait', ms })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(glance, { minLength: 1, maxLength: 4 })
      .map((glances): Move => ({ move: 'views', glances })),
  },
  { weight: 3, arbitrary: anyEvent.map((event): Move => ({ move: 'event', event })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -900, max: 900 }).map((minutes): Move => ({ move: 'jump', minutes })),
  },
);

/** Rare ends of a life: asked to stop, or a press long enough to power off. */
export const ending: fc.Arbitrary<Move> = fc.constantFrom<Move[]>(
  { move: 'event', event: { type: 'stop-asked' } },
  { move: 'press', ms: 6000 },
  { move: 'event', event: { type: 'power', picture: power('shutdown') } },
);

const start: fc.Arbitrary<Move[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: booted.map((event): Move[] => [{ move: 'event', event }, { move: 'answer' }]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(booted, fault).map(([event, one]): Move[] => [
      { move: 'event', event },
      { move: 'event', event: { type: 'self-tested', faults: [one] } },
    ]),
  },
  { weight: 1, arbitrary: fc.constant<Move[]>([]) },
);

/** A life of a device: start-up, then up to 60 moves. */
export const life: fc.Arbitrary<readonly Move[]> = fc
  .tuple(start, fc.array(anyMove, { maxLength: 50, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest]);
