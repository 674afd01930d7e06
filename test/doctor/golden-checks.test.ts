import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModel, loadModel, spotModel } from '../../src/classify/load-model.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { configSchema } from '../../src/config/schema.js';
import type { CheckResult } from '../../src/doctor/check.js';
import {
  goldenChecks,
  goldenFacts,
  goldenPicture,
  type Golden,
  type GoldenCheckParts,
} from '../../src/doctor/golden-checks.js';
import { InlineFieldCounter } from '../../src/slide/counter/inline-field-counter.js';
import type { FieldCounter } from '../../src/slide/field-counter.js';
import { temporaryFolder } from '../store/fixtures.js';
import { examine, found } from './fixtures.js';

const { infected, redCells } = JSON.parse(readFileSync(goldenFacts, 'utf8')) as Golden;
const { mostBlur } = configSchema.shape.workflow.parse({});

describe('model, focus measure and golden slide', () => {
  let counter: FieldCounter;
  beforeAll(async () => {
    counter = new InlineFieldCounter(await loadModel(defaultModel));
  });
  afterAll(() => counter.close());

  const judged = async (more: Partial<GoldenCheckParts> = {}): Promise<readonly CheckResult[]> => {
    const clock = new VirtualClock();
    return examine(clock, ...goldenChecks({ clock, counter, manifest: defaultModel, mostBlur, ...more }));
  };
  const codes = async (more: Partial<GoldenCheckParts>): Promise<readonly unknown[]> =>
    (await judged(more)).map(found);

  it('pass with what ships', async () => {
    const results = await judged();
    expect(results.map(found)).toEqual(['ok', 'ok', 'ok']);
    expect(results[2].said).toBe(`${infected} of ${redCells} red cells called infected, as on every machine`);
  });

  it('weights changed on the disk since they were loaded', async () => {
    const folder = temporaryFolder();
    const manifest = join(folder, basename(defaultModel));
    copyFileSync(defaultModel, manifest);
    const { weights } = JSON.parse(readFileSync(defaultModel, 'utf8')) as { weights: { file: string } };
    const bytes = readFileSync(join(dirname(defaultModel), weights.file));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(folder, weights.file), bytes);
    const [model] = await judged({ manifest });
    expect(found(model)).toBe('weights-hash');
    expect(model.stopsCounting).toBe(true);
  });

  it('another whole model lies there than the one at work', async () => {
    expect((await codes({ manifest: spotModel }))[0]).toBe('model-changed');
  });

  it.each([
    ['that lets nothing pass', 0.01],
    ['that lets everything pass', 0.9],
  ])('a focus limit %s', async (_, limit) => {
    expect((await codes({ mostBlur: limit }))[1]).toBe('focus-measure');
  });

  it('facts that another machine would have given', async () => {
    const facts = join(temporaryFolder(), 'facts.json');
    const told = JSON.parse(readFileSync(goldenFacts, 'utf8')) as Record<string, unknown>;
    const scores = (told['scores'] as (number | null)[]).map((score, i) =>
      i % 2 === 0 || score === null ? score : Math.abs(score - 0.0002),
    );
    writeFileSync(facts, JSON.stringify({ ...told, scores }));
    const [, , golden] = await judged({ facts });
    expect(found(golden)).toBe('golden-slide');
    expect(golden.stopsCounting).toBe(true);
    expect(golden.said).toContain(`${infected} infected of ${redCells}`);
  });

  it('lets a last bit differ, as the exponential of another machine may', async () => {
    const facts = join(temporaryFolder(), 'facts.json');
    const told = JSON.parse(readFileSync(goldenFacts, 'utf8')) as Record<string, unknown>;
    const scores = (told['scores'] as (number | null)[]).map((score) => score && Math.abs(score - 0.00001));
    writeFileSync(facts, JSON.stringify({ ...told, scores }));
    expect((await codes({ facts }))[2]).toBe('ok');
  });

  it('facts of other weights prove nothing', async () => {
    const facts = join(temporaryFolder(), 'facts.json');
    const told = JSON.parse(readFileSync(goldenFacts, 'utf8')) as Record<string, unknown>;
    writeFileSync(facts, JSON.stringify({ ...told, weights: 'f'.repeat(64) }));
    expect((await codes({ facts }))[2]).toBe('absent');
  });

  it.each([
    ['missing', undefined],
    ['no JSON', 'golden'],
    ['of another form', '{"redCells": 79}'],
  ])('facts %s', async (_, text) => {
    const facts = join(temporaryFolder(), 'facts.json');
    if (text !== undefined) writeFileSync(facts, text);
    expect((await codes({ facts }))[2]).toBe('golden-file');
  });

  it('a picture that is missing or cut short', async () => {
    const picture = join(temporaryFolder(), 'field.png');
    expect(await codes({ picture })).toEqual(['ok', 'golden-file', 'golden-file']);
    writeFileSync(picture, readFileSync(goldenPicture).subarray(0, 2000));
    const [, focus, golden] = await judged({ picture });
    expect([focus.state, golden.state]).toEqual(['failed', 'failed']);
  });
});
