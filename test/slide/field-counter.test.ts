import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import type { CapturedFrame } from '../../src/capture/frame-source.js';
import { defaultModel, loadModel } from '../../src/classify/load-model.js';
import { countSlide } from '../../src/slide/count-slide.js';
import type { CountedField } from '../../src/slide/counted-field.js';
import { CounterThread } from '../../src/slide/counter/counter-thread.js';
import { packError, unpackError } from '../../src/slide/counter/counter-messages.js';
import { InlineFieldCounter } from '../../src/slide/counter/inline-field-counter.js';
import { ThreadedFieldCounter } from '../../src/slide/counter/threaded-field-counter.js';
import type { FieldCounter } from '../../src/slide/field-counter.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { fieldCounterContract } from './field-counter.contract.js';
import { photograph } from './field-counter-fixtures.js';

const inline = async (): Promise<FieldCounter> => new InlineFieldCounter(await loadModel(defaultModel));
const threaded = (): Promise<FieldCounter> => ThreadedFieldCounter.start(defaultModel);

fieldCounterContract('InlineFieldCounter', inline);
fieldCounterContract('ThreadedFieldCounter', threaded);

const shared = (image: RgbImage): RgbImage => {
  const data = new Uint8Array(new SharedArrayBuffer(image.data.length));
  data.set(image.data);
  return { ...image, data };
};

const untimed = (field: CountedField): Omit<CountedField, 'timing'> => {
  const { timing, ...rest } = field;
  expect(timing.imagingMs).toBeGreaterThanOrEqual(0);
  return rest;
};

describe('field counters', () => {
  it('say of each frame what the count of a slide says, frames in shared memory or not', async () => {
    const frames = [photograph(0), photograph(0, { defocus: 2.5 }), photograph(0.2), photograph(2)];
    const classifier = await loadModel(defaultModel);
    const expected: unknown[] = [];
    const names = frames.map((_, n) => `field-${n}`);
    async function* captured(): AsyncGenerator<CapturedFrame> {
      for (const [n, image] of frames.entries()) yield await Promise.resolve({ name: names[n], image });
    }
    const events = countSlide(
      {
        source: { expected: frames.length, frames: captured, close: () => Promise.resolve() },
        classifier,
        store: new MemorySlideStore(),
        moment: () => ({ bootId: 'boot', uptimeMs: 1, wallClockMs: 1 }),
      },
      { slideId: '0123456789abcdef0123456789abcdef', label: 'slide' },
    );
    for await (const event of events) if (event.type === 'field') expected.push(untimed(event.field));
    await classifier.close();
    for (const start of [inline, threaded]) {
      const counter = await start();
      await counter.open([], {});
      const verdicts = await Promise.all(
        frames.map((frame, ordinal) =>
          counter.count(ordinal % 2 === 0 ? shared(frame) : frame, { ordinal, name: names[ordinal] }),
        ),
      );
      await counter.close();
      expect(verdicts.map(({ field }) => untimed(field))).toEqual(expected);
    }
  });

  it('carry what a person can do about a fault over to the other thread', () => {
    const fault = new ModelError('a-code', 'What is wrong.', 'What to do.');
    const carried = unpackError(structuredClone(packError(fault)));
    expect(carried).toBeInstanceOf(ModelError);
    expect(carried).toMatchObject({ code: 'a-code', message: 'What is wrong.', remedy: 'What to do.' });
    expect(unpackError(packError(new RangeError('a bug')))).not.toBeInstanceOf(ModelError);
  });

  it('reject all that waits when the thread dies, and start another one with the next slide', async () => {
    const threads: CounterThread[] = [];
    const counter = await ThreadedFieldCounter.start(defaultModel, async (start) => {
      const thread = await CounterThread.start(start);
      threads.push(thread);
      return thread;
    });
    await counter.open([], {});
    const frame = photograph(0);
    const waiting = [counter.count(frame, { ordinal: 0, name: 'first' }), counter.glance(frame)];
    const settled = Promise.allSettled<unknown>(waiting);
    await threads[0].end();
    for (const outcome of await settled) {
      expect(outcome.status).toBe('rejected');
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toBeInstanceOf(ModelError);
        expect(outcome.reason).toMatchObject({ code: 'counter-stopped' });
      }
    }
    await expect(counter.glance(frame)).rejects.toMatchObject({ code: 'counter-stopped' });
    await counter.open([], {});
    expect((await counter.count(frame, { ordinal: 0, name: 'first' })).field.accepted).toBe(true);
    expect(threads).toHaveLength(2);
    await counter.close();
  });

  it('say at the start what is wrong with the model', async () => {
    const missing = await ThreadedFieldCounter.start('no-such-model.json').catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(ModelError);
    expect(missing).toMatchObject({ code: 'manifest-missing' });
  });
});
