import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UsageError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import { decodeImage } from '../capture/decode.js';
import { readModel } from '../classify/load-model.js';
import type { Clock } from '../clock/clock.js';
import type { FieldCounter } from '../slide/field-counter.js';
import type { Check, CheckOutcome } from './check.js';

/** A field that ships with the program, and what the shipped weights say of it. */
const goldenSchema = z.strictObject({
  weights: z.string(),
  redCells: z.number().int(),
  infected: z.number().int(),
  /** In the order of the field's objects; null where one was not put to the classifier. */
  scores: z.array(z.number().min(0).max(1).nullable()),
});

/**
 * The net's integers are the same on every processor; the last steps to a score are floating point, whose last bit may differ. A
 * wrong kernel moves scores by far more.
 */
const SCORE_TOLERANCE = 1e-4;
export type Golden = z.infer<typeof goldenSchema>;

export const goldenPicture = fileURLToPath(new URL('../../models/golden-field.png', import.meta.url));
export const goldenFacts = fileURLToPath(new URL('../../models/golden-field.json', import.meta.url));

/** What `FieldCounter.count` says of a picture, as it is held against the golden facts. */
export async function goldenOf(counter: FieldCounter, picture: RgbImage): Promise<Golden> {
  await counter.open([], {});
  const { field } = await counter.count(picture, { ordinal: 0, name: 'golden field' });
  return {
    weights: counter.model.sha256,
    redCells: field.redCells,
    infected: field.infected,
    scores: field.cells.map(({ score }) => (score === null ? null : Math.round(score * 1e6) / 1e6)),
  };
}

export interface GoldenCheckParts {
  readonly clock: Clock;
  readonly counter: FieldCounter;
  /** Manifest of the weights. */
  readonly manifest: string;
  /** Most outline blur a view may have, σ in cell diameters. */
  readonly mostBlur: number;
  /** Picture and facts of the golden field; those shipped unless told. */
  readonly picture?: string;
  readonly facts?: string;
}

/** The weights' file, the focus measure, and a whole count of a known field: is this the program that was tested? */
export function goldenChecks(parts: GoldenCheckParts): readonly Check[] {
  const { clock } = parts;
  return [
    {
      part: 'model',
      stopsCounting: true,
      run: () => clock.during(() => modelCheck(parts)),
    },
    {
      part: 'focus',
      stopsCounting: true,
      run: () => clock.during(() => focusCheck(parts)),
    },
    {
      part: 'golden-slide',
      stopsCounting: true,
      run: () => clock.during(() => goldenCheck(parts)),
    },
  ];
}

async function modelCheck({ manifest, counter }: GoldenCheckParts): Promise<CheckOutcome> {
  const { sha256 } = await readModel(manifest);
  if (sha256 !== counter.model.sha256) {
    return {
      state: 'failed',
      code: 'model-changed',
      said: 'The weights on the disk are no longer those that this program loaded.',
      remedy: 'Restart the device; if they were not exchanged on purpose, install the release again.',
    };
  }
  return { state: 'ok', said: `${counter.model.name}, SHA-256 ${sha256.slice(0, 12)}…` };
}

/** Sharp must pass and blurred must not: a focus measure that says the same of both is worse than none. */
async function focusCheck({ counter, mostBlur, picture }: GoldenCheckParts): Promise<CheckOutcome> {
  const sharp = await decodeImage(await shipped(picture ?? goldenPicture));
  const [good, bad] = [await counter.glance(sharp), await counter.glance(smeared(sharp))];
  const said = `${good.blur.toFixed(3)} sharp, ${bad.blur.toFixed(3)} blurred, limit ${mostBlur}`;
  if (good.blur <= mostBlur && bad.blur > mostBlur) return { state: 'ok', said };
  return {
    state: 'failed',
    code: 'focus-measure',
    said: `The focus measure does not tell a sharp picture from a blurred one (${said} cell diameters).`,
    remedy: 'Set workflow.mostBlur back to its default, or install the release again.',
  };
}

async function goldenCheck({ counter, picture, facts }: GoldenCheckParts): Promise<CheckOutcome> {
  const golden = parseGolden(await shipped(facts ?? goldenFacts), facts ?? goldenFacts);
  const now = await goldenOf(counter, await decodeImage(await shipped(picture ?? goldenPicture)));
  if (now.weights !== golden.weights) {
    return { state: 'absent', said: 'other weights than those the golden field was counted with' };
  }
  const differing = differences(now.scores, golden.scores);
  if (differing === 0 && now.infected === golden.infected && now.redCells === golden.redCells) {
    return {
      state: 'ok',
      said: `${now.infected} of ${now.redCells} red cells called infected, as on every machine`,
    };
  }
  return {
    state: 'failed',
    code: 'golden-slide',
    said:
      `The golden field gives ${now.infected} infected of ${now.redCells} red cells, it must give ` +
      `${golden.infected} infected of ${golden.redCells}; ${differing} scores differ.`,
    remedy:
      'Do not count slides with this device. Install the release again; if that does not help, exchange the card or the board.',
  };
}

function parseGolden(bytes: Buffer, file: string): Golden {
  try {
    return goldenSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw goldenFile(file, cause);
  }
}

async function shipped(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw goldenFile(file, cause);
  }
}

function goldenFile(file: string, cause: unknown): UsageError {
  return new UsageError(
    'golden-file',
    `${file} is missing or not as it was shipped.`,
    'Install the release again.',
    {
      cause,
    },
  );
}

/** The mean of 9 × 9 px around each pixel, in steps: rows, then columns. */
function smeared({ width, height, data }: RgbImage): RgbImage {
  const rows = boxAlong(data, width, height, 3, width * 3);
  return { width, height, data: boxAlong(rows, height, width, width * 3, 3) };
}

function boxAlong(data: Uint8Array, length: number, lines: number, step: number, line: number): Uint8Array {
  const reach = 4;
  const out = new Uint8Array(data.length);
  for (let l = 0; l < lines; l++) {
    for (let c = 0; c < 3; c++) {
      const from = l * line + c;
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let d = -reach; d <= reach; d++) {
          sum += data[from + Math.min(length - 1, Math.max(0, i + d)) * step];
        }
        out[from + i * step] = Math.round(sum / (2 * reach + 1));
      }
    }
  }
  return out;
}

/** How many objects were scored otherwise than they must be; all of them when there are more or fewer. */
function differences(now: Golden['scores'], golden: Golden['scores']): number {
  if (now.length !== golden.length) return Math.max(now.length, golden.length);
  return now.filter((score, i) => {
    const other = golden[i];
    return score === null || other === null ? score !== other : Math.abs(score - other) > SCORE_TOLERANCE;
  }).length;
}
