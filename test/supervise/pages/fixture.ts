import { seededRandom, type Random } from '../../../src/base/random.js';
import type { EnrolledDevice } from '../../../src/registry/device-book.js';
import type { Quarantined, VerifiedRecord } from '../../../src/registry/intake.js';
import type { Registry } from '../../../src/registry/registry.js';
import { FixtureDevice, type Draft } from './fixture-chain.js';
import { renderFixtureField, type FixtureField } from './fixture-pictures.js';
import { fixtureSlideBody, slideIdOf, type FixtureSlide } from './fixture-slide.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A district as its collector heard it: signed records in the order of their coming, and what lies in quarantine. */
export interface District {
  readonly devices: readonly EnrolledDevice[];
  readonly records: readonly VerifiedRecord[];
  readonly quarantined: readonly Quarantined[];
  /** Slides that pages are looked at with, by what they are an example of. */
  readonly slides: Readonly<Record<Example, string>>;
}
export type Example = 'severe' | 'positive' | 'unclear' | 'notSeen' | 'dirty' | 'noResult' | 'undated';

interface Post {
  readonly number: number;
  readonly name: string;
  readonly site: string;
  /** Share of its patients that have parasites. */
  readonly prevalence: number;
  readonly perDay: number;
  readonly charge: number;
  readonly clock: 'rtc' | 'network' | 'none';
  /** Not heard of for so long, ms. */
  readonly silent?: number;
  readonly dotted?: number;
  readonly drift?: boolean;
  readonly fault?: { part: string; code: string };
}

const POSTS: readonly Post[] = [
  {
    number: 1,
    name: 'Lake clinic 1',
    site: 'lake',
    prevalence: 0.34,
    perDay: 5,
    charge: 0.82,
    clock: 'network',
  },
  { number: 2, name: 'Lake clinic 2', site: 'lake', prevalence: 0.3, perDay: 3, charge: 0.14, clock: 'rtc' },
  { number: 3, name: 'Hill post', site: 'hill', prevalence: 0.08, perDay: 2, charge: 0.66, clock: 'none' },
  {
    number: 4,
    name: 'Port hospital',
    site: 'port',
    prevalence: 0.16,
    perDay: 7,
    charge: 0.95,
    clock: 'network',
    drift: true,
  },
  {
    number: 5,
    name: 'Port mobile',
    site: 'port',
    prevalence: 0.2,
    perDay: 2,
    charge: 0.4,
    clock: 'rtc',
    silent: 9 * DAY,
  },
  {
    number: 6,
    name: 'River school',
    site: 'river',
    prevalence: 0.12,
    perDay: 2,
    charge: 0.55,
    clock: 'rtc',
    dotted: 0.27,
  },
  {
    number: 7,
    name: 'River boat',
    site: 'river',
    prevalence: 0.25,
    perDay: 1,
    charge: 0.71,
    clock: 'rtc',
    fault: { part: 'light', code: 'light-flicker' },
  },
];

/**
 * Two weeks, or so many days, of four sites with seven devices: patients with and without parasites, a severe one, dirty stain, refused fields, a
 * device without a clock, one not heard of, one with a low battery, one whose focus and lamp drift, a gap in a chain, a
 * message in quarantine. The same in every run but for `nowMs`.
 */
export async function fixtureDistrict(nowMs: number, days = 14): Promise<District> {
  const random = seededRandom(20261123);
  const infected = await renderFixtureField(11, 0.06, 0.03);
  const clean = await renderFixtureField(12, 0, 0.3);
  const records: VerifiedRecord[] = [];
  const devices: EnrolledDevice[] = [];
  const slides: Partial<Record<Example, string>> = {};
  let seed = 1;
  for (const post of POSTS) {
    const device = new FixtureDevice(post.number, post.name, post.site, nowMs - 90 * DAY, nowMs);
    devices.push(device.enrolled);
    const until = nowMs - (post.silent ?? 20 * 60_000);
    let counted = 0;
    for (let day = days - 1; day >= 0; day--) {
      const times = timesOf(random, nowMs - day * DAY, post.perDay).filter((at) => at < until);
      for (const begunAtMs of times) {
        const spec = ordinarySlide(post, random, seed++, ++counted, begunAtMs, day, { infected, clean });
        records.push(...(await sealSlide(device, spec, random, day < 2)));
      }
      const at = nowMs - day * DAY - 30 * 60_000;
      if (at < until) records.push(device.seal(health(device, post, at, counted, day, random)));
    }
    for (const [example, spec] of examplesOf(post, nowMs, infected, clean)) {
      slides[example] = slideIdOf(spec.seed);
      records.push(...(await sealSlide(device, spec, random, true)));
    }
    // Lost on the way: a number that never came.
    if (post.number === 7) device.seal(health(device, post, nowMs - 3 * HOUR, counted, 0, random));
    if (post.silent === undefined)
      records.push(device.seal(health(device, post, nowMs - 25 * 60_000, counted, 0, random)));
  }
  records.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
  const [lake] = devices;
  const forged = Buffer.from('{"v":1,"kind":"slide","device":"<script>alert(1)</script>"}');
  const quarantined: Quarantined[] = [
    {
      reason: 'bad-signature',
      detail: 'The signature is not that of the enrolled key.',
      topic: `ringform/1/lake/${lake.id}/results`,
      device: lake.id,
      message: forged,
      bytes: forged.length,
      receivedAtMs: nowMs - 5 * HOUR,
    },
  ];
  return { devices, records, quarantined, slides: slides as Record<Example, string> };
}

/** Puts a district into a registry as a collector would. @throws Error when a record is not accepted. */
export async function fillRegistry(registry: Registry, district: District): Promise<void> {
  for (const { enrolledAtMs, ...device } of district.devices) await registry.enrol(device, enrolledAtMs);
  for (let i = 0; i < district.records.length; i += 100) {
    const outcomes = await registry.take(district.records.slice(i, i + 100));
    outcomes.forEach((outcome, k) => {
      if (outcome.as !== 'accepted')
        throw new Error(`${district.records[i + k].record.id}: ${JSON.stringify(outcome)}`);
    });
  }
  await registry.putAside(district.quarantined);
}

function timesOf(random: Random, midday: number, perDay: number): number[] {
  const count = Math.round(perDay * (0.4 + 1.2 * random.uniform()));
  return Array.from({ length: count }, () => midday - random.uniform() * 8 * HOUR).sort((a, b) => a - b);
}

function ordinarySlide(
  post: Post,
  random: Random,
  seed: number,
  counted: number,
  begunAtMs: number,
  day: number,
  pictures: { infected: FixtureField; clean: FixtureField },
): FixtureSlide {
  const ill = random.uniform() < post.prevalence;
  const parasitaemia = ill ? 10 ** (-2.2 + 1.1 * random.uniform()) : 0;
  const ages = ['0-4', '5-14', '15+', undefined] as const;
  const age = ages[Math.floor(random.uniform() * ages.length)];
  const sex = ([undefined, 'female', 'male'] as const)[Math.floor(random.uniform() * 3)];
  return {
    seed,
    label: counted.toString().padStart(4, '0'),
    begunAtMs,
    clock: post.clock,
    parasitaemia,
    quiet: !ill && random.uniform() < 0.4,
    fields: random.uniform() < 0.05 ? 3 : 18 + Math.floor(random.uniform() * 6),
    refused: random.uniform() < 0.2 ? 2 : 0,
    charge: post.charge,
    ...(post.dotted !== undefined && { dotted: post.dotted }),
    ...(post.drift && { blur: day < 4 ? 0.061 : 0.037, level: day < 4 ? 148 : 219 }),
    ...(day < 2 && { shows: ill ? pictures.infected : pictures.clean }),
    ...(age && { ageBand: age }),
    ...(sex && { sex }),
  };
}

function examplesOf(
  post: Post,
  nowMs: number,
  infected: FixtureField,
  clean: FixtureField,
): [Example, FixtureSlide][] {
  const base = (seed: number, label: string, hours: number): FixtureSlide => ({
    seed: 9000 + seed,
    label,
    begunAtMs: nowMs - hours * HOUR,
    clock: post.clock,
    parasitaemia: 0,
    charge: post.charge,
  });
  if (post.number === 1)
    return [
      [
        'positive',
        {
          ...base(1, 'A-0417', 4),
          parasitaemia: 0.043,
          shows: infected,
          ageBand: '5-14',
          sex: 'female',
          refused: 2,
        },
      ],
      [
        'severe',
        {
          ...base(2, 'A-0418', 3),
          parasitaemia: 0.13,
          shows: infected,
          ageBand: '0-4',
          sex: 'male',
          redCellsPerMicrolitre: 3_900_000,
        },
      ],
    ];
  if (post.number === 4)
    return [
      [
        'unclear',
        { ...base(3, 'P-1201', 2.5), parasitaemia: 0.002, shows: clean, refused: 4, refusedFor: 'exposure' },
      ],
      ['noResult', { ...base(4, 'P-1202', 2), fields: 2, refused: 1, refusedFor: 'density' }],
    ];
  if (post.number === 6)
    return [['dirty', { ...base(5, 'R-0033', 6), dotted: 0.31, shows: clean, refused: 3 }]];
  if (post.number === 3)
    return [['undated', { ...base(6, 'H-0090', 5), parasitaemia: 0.05, shows: infected }]];
  if (post.number === 2) return [['notSeen', { ...base(7, 'B-0007', 1), quiet: true }]];
  return [];
}

/** The slide's record and, where its pictures are wanted, those of a field and of the cells worth a look. */
async function sealSlide(
  device: FixtureDevice,
  spec: FixtureSlide,
  random: Random,
  pictures: boolean,
): Promise<VerifiedRecord[]> {
  const body = fixtureSlideBody(device, spec) as {
    slide: string;
    fields: { ordinal: number; suspects: { cell: number; box: number[]; score: number }[] }[];
  };
  const atMs = spec.begunAtMs + 4 * 60_000;
  const receivedAtMs = atMs + random.uniform() * 2 * HOUR;
  const common = { atMs, receivedAtMs, clock: spec.clock };
  const sealed = [device.seal({ ...common, kind: 'slide', body })];
  if (!pictures || !spec.shows) return sealed;
  const field = body.fields.find(({ suspects }) => suspects.length > 0);
  if (!field) return sealed;
  const { slide } = body;
  const picture = { slide, ordinal: field.ordinal, mediaType: 'image/jpeg' };
  const data = (jpeg: Uint8Array): string => Buffer.from(jpeg).toString('base64');
  sealed.push(
    device.seal({
      ...common,
      kind: 'thumbnail',
      body: { ...picture, of: 'field', data: data(spec.shows.small) },
    }),
  );
  for (const { cell, box } of field.suspects.slice(0, 9)) {
    const [x, y, width, height] = box;
    const jpeg = await spec.shows.cut({ x, y, width, height });
    sealed.push(
      device.seal({ ...common, kind: 'thumbnail', body: { ...picture, of: 'cell', cell, data: data(jpeg) } }),
    );
  }
  return sealed;
}

function health(
  device: FixtureDevice,
  post: Post,
  atMs: number,
  finished: number,
  day: number,
  random: Random,
): Draft {
  const charge = Math.min(1, Math.max(0.05, post.charge + 0.1 * (random.uniform() - 0.5)));
  const age = 30 - day;
  return {
    kind: 'health',
    atMs,
    receivedAtMs: atMs + random.uniform() * HOUR * (post.number === 3 ? 20 : 0.2),
    clock: post.clock,
    body: {
      name: post.name,
      doing: 'ready',
      power: {
        charge: Number(charge.toFixed(3)),
        millivolts: Math.round(3400 + 700 * charge),
        state: charge < 0.15 ? 'critical' : charge < 0.3 ? 'saving' : 'normal',
        charging: post.number === 4,
        ...(post.number !== 4 && { minutesLeft: Math.round(900 * charge) }),
      },
      disk: { freeBytes: post.number === 6 ? 90e6 : 21.4e9, totalBytes: 29.7e9 },
      clock: {
        trust: post.clock,
        anchors: post.clock === 'none' ? [] : [{ sequence: 1, at: device.moment(atMs, post.clock) }],
      },
      outbox: {
        waiting: { results: post.number === 3 ? 14 : 0, health: 1, thumbnails: post.number === 3 ? 220 : 12 },
        refused: 0,
        dropped: [],
        droppedUnsealed: 0,
      },
      faults: post.fault ? [post.fault] : [],
      optics: {
        blur: Number((post.drift && age > 26 ? 0.061 : 0.037 + 0.004 * random.uniform()).toFixed(4)),
        level: Math.round(post.drift && age > 26 ? 148 : 212 + 6 * random.uniform()),
        slide: slideIdOf(1),
      },
      slides: { finished },
    },
  };
}
