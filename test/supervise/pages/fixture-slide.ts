import { readFileSync } from 'node:fs';
import { seededRandom, type Random } from '../../../src/base/random.js';
import { slideResult } from '../../../src/counting/slide-result.js';
import type { RateEstimate } from '../../../src/counting/rate-estimate.js';
import { addField, emptyTally } from '../../../src/counting/tally.js';
import type { FixtureDevice } from './fixture-chain.js';
import type { FixtureField } from './fixture-pictures.js';

const card = JSON.parse(
  readFileSync(new URL('../../../models/ringform-cells.json', import.meta.url), 'utf8'),
) as {
  name: string;
  version: string;
  weights: { sha256: string };
  operating: { value: number; sensitivity: RateEstimate; falsePositiveRate: RateEstimate };
};

/** A slide as it lay under a fixture's microscope. */
export interface FixtureSlide {
  readonly seed: number;
  readonly label: string;
  readonly begunAtMs: number;
  readonly clock: 'rtc' | 'network' | 'none';
  /** True share of infected red cells. */
  readonly parasitaemia: number;
  /** One of the patients whose cells the classifier never takes for infected. */
  readonly quiet?: boolean;
  /** Share of red cells with dots. */
  readonly dotted?: number;
  readonly fields?: number;
  /** Fields that are refused, and for what. */
  readonly refused?: number;
  readonly refusedFor?: 'focus' | 'density' | 'exposure';
  readonly charge?: number;
  readonly ageBand?: '0-4' | '5-14' | '15+';
  readonly sex?: 'female' | 'male';
  /** The patient's own count, red cells per µL. */
  readonly redCellsPerMicrolitre?: number;
  /** Median outline blur of its fields, σ in cell diameters; their brightness, 0–255. */
  readonly blur?: number;
  readonly level?: number;
  /** Rendered field that every field of it shows; without it boxes are made up. */
  readonly shows?: FixtureField;
}

/** 32 hexadecimal digits from a number. */
export function slideIdOf(number: number): string {
  return number.toString(16).padStart(8, '0').repeat(4);
}

/** The body of the slide's record as the device makes it: counted field by field, its result by the device's own rules. */
export function fixtureSlideBody(device: FixtureDevice, spec: FixtureSlide): Record<string, unknown> {
  const random = seededRandom(spec.seed);
  const { sensitivity, falsePositiveRate } = card.operating;
  const dotted = spec.dotted ?? 0.05;
  const alarms =
    falsePositiveRate.value * (0.25 + 0.5 * random.uniform()) * (1 + 4 * Math.max(0, dotted - 0.12));
  const false0 = spec.quiet ? 0 : alarms;
  const called = spec.parasitaemia * sensitivity.value + (1 - spec.parasitaemia) * false0;
  let tally = emptyTally;
  const fields: unknown[] = [];
  const count = spec.fields ?? 21;
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const bad = ordinal < (spec.refused ?? 0);
    const redCells = 200 + Math.floor(random.uniform() * 80);
    const infected = binomial(random, redCells, called);
    const dots = { cells: redCells, dotted: binomial(random, redCells, dotted) };
    if (!bad) tally = addField(tally, { redCells, infected, dots });
    fields.push({
      ordinal,
      width: spec.shows?.width ?? 2028,
      height: spec.shows?.height ?? 1520,
      accepted: !bad,
      cellDiameter: spec.shows ? 51.4 : 85.7,
      redCells: bad ? 0 : redCells,
      infected: bad ? 0 : infected,
      seenBefore: 0,
      quality: qualityOf(spec, random, bad),
      suspects: bad ? [] : suspectsOf(spec, random, infected),
    });
  }
  const result = slideResult(tally, {
    sensitivity,
    falsePositiveRate,
    stopped: count < 15 ? 'ended-early' : 'no-more-fields',
    ...(spec.redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre: spec.redCellsPerMicrolitre }),
  });
  const finished = spec.begunAtMs + count * 9000;
  return {
    slide: slideIdOf(spec.seed),
    label: spec.label,
    ...(spec.ageBand && { ageBand: spec.ageBand }),
    ...(spec.sex && { sex: spec.sex }),
    revision: 1,
    author: 'device',
    note: '',
    result,
    begun: device.moment(spec.begunAtMs, spec.clock),
    finished: device.moment(finished, spec.clock),
    dates: {
      begun: device.dated(spec.begunAtMs, spec.clock),
      finished: device.dated(finished, spec.clock),
    },
    model: {
      name: `${card.name} ${card.version}`,
      sha256: card.weights.sha256,
      threshold: card.operating.value,
    },
    fields,
    unreadable: 0,
    power: {
      millivolts: 3400 + Math.round(700 * (spec.charge ?? 0.8)),
      charge: spec.charge ?? 0.8,
      state: (spec.charge ?? 0.8) < 0.15 ? 'critical' : (spec.charge ?? 0.8) < 0.3 ? 'saving' : 'normal',
    },
  };
}

function qualityOf(spec: FixtureSlide, random: Random, bad: boolean): unknown[] {
  const why = bad ? (spec.refusedFor ?? 'focus') : undefined;
  const near = (value: number): number => Number((value * (0.97 + 0.06 * random.uniform())).toPrecision(4));
  return [
    { check: 'usable-area', value: 1, ok: true },
    { check: 'focus', value: near(why === 'focus' ? 0.081 : (spec.blur ?? 0.038)), ok: why !== 'focus' },
    { check: 'exposure', value: near(why === 'exposure' ? 51 : (spec.level ?? 214)), ok: why !== 'exposure' },
    { check: 'saturation', value: near(0.01), ok: true },
    { check: 'density', value: near(why === 'density' ? 0.84 : 0.41), ok: why !== 'density' },
    { check: 'stain', value: near(0.22), ok: true },
  ];
}

/** Suspects on the cells that the shown picture truly has; scores from the threshold up, crowded at 1 as real ones are. */
function suspectsOf(spec: FixtureSlide, random: Random, infected: number): unknown[] {
  const least = card.operating.value;
  const sure = spec.parasitaemia > 0;
  const boxes = spec.shows ? [...spec.shows.infected, ...spec.shows.uninfected] : [];
  return Array.from({ length: Math.min(60, infected) }, (_, i) => {
    const u = random.uniform();
    const box = boxes.length > 0 ? boxes[i % boxes.length] : undefined;
    return {
      cell: i * 3,
      box: box
        ? [box.x, box.y, box.width, box.height].map((edge) => Math.round(edge))
        : [1900 * random.uniform(), 1400 * random.uniform(), 86, 84].map(Math.round),
      score: Number((least + (1 - least) * (sure ? 1 - u * u * u : u * 0.8)).toFixed(4)),
    };
  }).sort((a, b) => b.score - a.score);
}

function binomial(random: Random, n: number, p: number): number {
  let k = 0;
  for (let i = 0; i < n; i++) if (random.uniform() < p) k++;
  return k;
}
