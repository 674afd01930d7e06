import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import type { CapturedFrame, FrameSource } from '../../src/capture/frame-source.js';

/**
 * What every FrameSource keeps, whatever it reads from. `open` gives a fresh source that, left alone, yields the same
 * frames each time: at least 3 of them and a few at most.
 */
export function frameSourceContract(name: string, open: () => Promise<FrameSource>): void {
  const all = async (source: FrameSource, signal?: AbortSignal): Promise<CapturedFrame[]> => {
    const frames: CapturedFrame[] = [];
    for await (const frame of source.frames(signal)) frames.push(frame);
    return frames;
  };

  describe(`${name} keeps the contract of a frame source`, () => {
    it('gives as many frames as it expects, each an H×W×3 image or an InputError', async () => {
      const source = await open();
      const frames = await all(source);
      expect(frames.length).toBeGreaterThanOrEqual(3);
      if (source.expected !== undefined) expect(frames.length).toBe(source.expected);
      for (const frame of frames) {
        expect(frame.name).not.toBe('');
        if ('error' in frame) {
          expect(frame.error).toBeInstanceOf(InputError);
          expect(frame.error.remedy).not.toBe('');
        } else {
          expect(frame.image.width).toBeGreaterThan(0);
          expect(frame.image.height).toBeGreaterThan(0);
          expect(frame.image.data.length).toBe(frame.image.width * frame.image.height * 3);
        }
      }
      await source.close();
    });

    it('names its frames, no two alike', async () => {
      const source = await open();
      const names = (await all(source)).map((frame) => frame.name);
      expect(new Set(names).size).toBe(names.length);
      await source.close();
    });

    it('gives the same frames when opened again', async () => {
      const [first, second] = [await open(), await open()];
      expect(await all(second)).toEqual(await all(first));
      await first.close();
      await second.close();
    });

    it('keeps a frame as it was while later ones are read', async () => {
      const source = await open();
      const frames: CapturedFrame[] = [];
      const asTheyCame: (Uint8Array | undefined)[] = [];
      for await (const frame of source.frames()) {
        frames.push(frame);
        asTheyCame.push('image' in frame ? frame.image.data.slice() : undefined);
      }
      expect(frames.map((frame) => ('image' in frame ? frame.image.data : undefined))).toEqual(asTheyCame);
      await source.close();
    });

    it('gives nothing when the signal was aborted before', async () => {
      const source = await open();
      expect(await all(source, AbortSignal.abort())).toEqual([]);
      await source.close();
    });

    it('gives no further frame once aborted, and ends quietly', async () => {
      const source = await open();
      const stop = new AbortController();
      let seen = 0;
      for await (const frame of source.frames(stop.signal)) {
        expect(frame.name).not.toBe('');
        if (++seen === 2) stop.abort();
      }
      expect(seen).toBe(2);
      await source.close();
    });

    it('can be left early and closed, twice too', async () => {
      const source = await open();
      let seen = 0;
      for await (const frame of source.frames()) {
        expect(frame.name).not.toBe('');
        seen++;
        break;
      }
      expect(seen).toBe(1);
      await source.close();
      await source.close();
    });
  });
}
