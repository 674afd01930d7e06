import { describe, expect, it } from 'vitest';
import { InputError, StorageError } from '../../src/base/errors.js';
import type { CapturedFrame, FrameSource } from '../../src/capture/frame-source.js';
import { RenderedMicroscope } from '../../src/capture/rendered-microscope.js';
import { loadModel, spotModel } from '../../src/classify/load-model.js';
import { stoppingPolicy } from '../../src/counting/stopping.js';
import { countSlide, type SlideEvent } from '../../src/slide/count-slide.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { newSlideId } from '../../src/store/slide-id.js';

const optics = { width: 900, height: 700, micrometresPerPixel: 0.15 };
const moment = (): { bootId: string; uptimeMs: number; wallClockMs: number } => ({
  bootId: 'test',
  uptimeMs: 0,
  wallClockMs: 0,
});

const microscope = (fields: number, faults = {}): RenderedMicroscope =>
  new RenderedMicroscope({ slide: { seed: 11, parasitaemia: 0.05 }, fields, optics, faults });

async function eventsOf(source: FrameSource, extra: object = {}, store = new MemorySlideStore()) {
  const classifier = await loadModel(spotModel);
  const slideId = newSlideId();
  const events: SlideEvent[] = [];
  try {
    const settings = { slideId, label: 'test', ...extra };
    for await (const event of countSlide({ source, classifier, store, moment }, settings)) events.push(event);
  } finally {
    await classifier.close();
  }
  return { events, store, slideId };
}

/** A source that gives the same frames, with something unreadable between them. */
function withBrokenFrame(source: FrameSource): FrameSource {
  return {
    async *frames(signal): AsyncGenerator<CapturedFrame> {
      yield { name: 'broken.jpg', error: new InputError('damaged-image', 'cut short', 'take it again') };
      yield* source.frames(signal);
    },
    close: () => source.close(),
  };
}

describe('counting a slide from frames to the store', () => {
  it('commits every field before it tells of it, and ends with the result of what is stored', async () => {
    const store = new MemorySlideStore();
    const classifier = await loadModel(spotModel);
    const slideId = newSlideId();
    let told = 0;
    for await (const event of countSlide(
      { source: microscope(3), classifier, store, moment },
      { slideId, label: 'x' },
    )) {
      if (event.type !== 'field') continue;
      told++;
      expect(await store.fields(slideId)).toHaveLength(told);
    }
    await classifier.close();
    const slide = await store.slide(slideId);
    const latest = await store.latestResult(slideId);
    expect(told).toBe(3);
    expect(slide).toMatchObject({ state: 'finished' });
    expect(latest?.result).toMatchObject({ stopped: 'no-more-fields', redCells: slide?.tally.redCells });
    expect(slide?.tally.redCells).toBeGreaterThan(100);
  });

  it('goes on after a frame that cannot be read, and keeps a note of it', async () => {
    const { events, store, slideId } = await eventsOf(withBrokenFrame(microscope(1)));
    expect(events.map(({ type }) => type)).toEqual(['unreadable', 'field', 'finished']);
    expect(await store.unreadable(slideId)).toMatchObject([
      { ordinal: 0, name: 'broken.jpg', code: 'damaged-image' },
    ]);
    expect(await store.fields(slideId)).toMatchObject([{ ordinal: 1 }]);
  });

  it('stops by the rule it was given and says so', async () => {
    const classifier = await loadModel(spotModel);
    const stopping = stoppingPolicy(classifier.model.falsePositiveRate, {
      cellLimit: 150,
      minimumCells: 100,
    });
    await classifier.close();
    const { events } = await eventsOf(microscope(20), { stopping });
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'finished', result: { stopped: 'cell-limit' } });
    expect(events.length).toBeLessThan(20);
  });

  it('leaves faulty fields out of the count', async () => {
    const source = microscope(6, { defocused: 0.5, empty: 0.3 });
    const { events } = await eventsOf(source);
    const bad = new Set(source.plan.filter(({ fault }) => fault !== undefined).map(({ name }) => name));
    const fields = events.filter((event) => event.type === 'field').map(({ field }) => field);
    expect(bad.size).toBeGreaterThan(1);
    expect(fields.filter(({ accepted }) => !accepted).map(({ name }) => name)).toEqual([...bad]);
  });

  it('ends with the disk’s own error when a commit fails, and what was committed stays', async () => {
    class FullStore extends MemorySlideStore {
      override async commitField(...args: Parameters<MemorySlideStore['commitField']>) {
        if (args[1].ordinal === 1) throw new StorageError('disk-full', 'full', 'free room');
        return super.commitField(...args);
      }
    }
    const store = new FullStore();
    await expect(eventsOf(microscope(3), {}, store)).rejects.toMatchObject({ code: 'disk-full' });
    const [open] = await store.openSlides();
    expect(open).toMatchObject({ nextOrdinal: 1 });
    expect(await store.fields(open.id)).toHaveLength(1);
  });
});
