import fc, { type AsyncCommand } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveFrame } from '../../../src/capture/camera.js';
import { FramePool } from '../../../src/capture/cameras/frame-pool.js';

const SIZE = { width: 4, height: 2 };
const BYTES = SIZE.width * SIZE.height * 3;

/** Writes a frame as a camera does: every byte its number. */
function shoot(pool: FramePool, number: number, bytes = BYTES): LiveFrame {
  const data = pool.room(bytes).fill(number % 256);
  const frame = { number, uptimeMs: number * 100, image: { width: bytes / 6, height: 2, data } };
  pool.frame(frame);
  return frame;
}

const intact = (frame: LiveFrame): boolean => frame.image.data.every((value) => value === frame.number % 256);

/** What the pool should hold, told in the plainest way. */
interface Model {
  shot: number;
  dropped: number;
  /** Frames the test holds, as often as it holds them. */
  held: LiveFrame[];
  waiting: number | undefined;
}

const SLOTS = 3;

class Shoot implements AsyncCommand<Model, FramePool> {
  check = (): boolean => true;
  run(model: Model, pool: FramePool): Promise<void> {
    const kept = new Set(model.held).size;
    model.shot++;
    shoot(pool, model.shot);
    if (kept === SLOTS) model.dropped++;
    else {
      if (model.waiting !== undefined) model.dropped++;
      model.waiting = model.shot;
    }
    verify(model, pool);
    return Promise.resolve();
  }
  toString = (): string => 'shoot';
}

/** A camera that began a frame and broke off. */
class Break implements AsyncCommand<Model, FramePool> {
  check = (): boolean => true;
  run(model: Model, pool: FramePool): Promise<void> {
    const full = new Set(model.held).size + 1 === SLOTS + 1;
    const cornered = new Set(model.held).size === SLOTS - 1 && model.waiting !== undefined;
    pool.room(BYTES).fill(255);
    if (cornered && !full) {
      model.waiting = undefined; // room was made for a frame that then did not come
      model.dropped++;
    }
    verify(model, pool);
    return Promise.resolve();
  }
  toString = (): string => 'break';
}

class Look implements AsyncCommand<Model, FramePool> {
  check = (model: Model): boolean => model.waiting !== undefined;
  async run(model: Model, pool: FramePool): Promise<void> {
    const frame = await pool.next();
    if (frame === undefined) throw new Error('nothing although a frame waits');
    expect(frame.number).toBe(model.waiting);
    model.waiting = undefined;
    model.held.push(frame);
    verify(model, pool);
  }
  toString = (): string => 'look';
}

class Hold implements AsyncCommand<Model, FramePool> {
  constructor(private readonly pick: number) {}
  check = (model: Model): boolean => model.held.length > 0;
  run(model: Model, pool: FramePool): Promise<void> {
    const frame = model.held[this.pick % model.held.length];
    pool.hold(frame);
    model.held.push(frame);
    verify(model, pool);
    return Promise.resolve();
  }
  toString = (): string => 'hold';
}

class Release implements AsyncCommand<Model, FramePool> {
  constructor(private readonly pick: number) {}
  check = (model: Model): boolean => model.held.length > 0;
  run(model: Model, pool: FramePool): Promise<void> {
    const [frame] = model.held.splice(this.pick % model.held.length, 1);
    pool.release(frame);
    verify(model, pool);
    return Promise.resolve();
  }
  toString = (): string => 'release';
}

function verify(model: Model, pool: FramePool): void {
  expect(model.held.every(intact)).toBe(true);
  expect(pool.held).toBe(new Set(model.held).size);
  expect(pool.dropped).toBe(model.dropped);
  expect(pool.bytes).toBeLessThanOrEqual((SLOTS + 1) * BYTES);
}

describe('frame pool', () => {
  it('never overwrites a held frame, keeps within its memory, gives the newest and counts what it drops', async () => {
    const commands = fc.commands(
      [
        fc.constant(new Shoot()),
        fc.constant(new Shoot()),
        fc.constant(new Break()),
        fc.constant(new Look()),
        fc.nat(9).map((pick) => new Hold(pick)),
        fc.nat(9).map((pick) => new Release(pick)),
      ],
      { maxCommands: 60 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const model: Model = { shot: 0, dropped: 0, held: [], waiting: undefined };
        await fc.asyncModelRun(() => ({ model, real: new FramePool(SLOTS) }), list);
      }),
      { numRuns: 300 },
    );
  });

  it('hands a frame to who waits for it', async () => {
    const pool = new FramePool();
    const next = pool.next();
    const frame = shoot(pool, 1);
    expect(await next).toBe(frame);
    expect(pool.held).toBe(1);
  });

  it('ends the wait quietly when aborted, and gives the next frame to the next who asks', async () => {
    const pool = new FramePool();
    const stop = new AbortController();
    const next = pool.next(stop.signal);
    stop.abort();
    expect(await next).toBeUndefined();
    expect(await pool.next(stop.signal)).toBeUndefined();
    shoot(pool, 1);
    expect((await pool.next())?.number).toBe(1);
  });

  it('serves one at a time', async () => {
    const pool = new FramePool();
    void pool.next();
    await expect(pool.next()).rejects.toThrow(/waits/);
  });

  it('does not give what waited before a pause', async () => {
    const pool = new FramePool();
    shoot(pool, 1);
    pool.discard();
    shoot(pool, 2);
    expect((await pool.next())?.number).toBe(2);
    expect(pool.dropped).toBe(1);
  });

  it('takes another size as soon as old frames are free, held ones staying whole', async () => {
    const pool = new FramePool(2);
    shoot(pool, 1);
    const old = await pool.next();
    if (old === undefined) throw new Error('no frame');
    for (let number = 2; number < 8; number++) shoot(pool, number, BYTES * 2);
    expect(intact(old)).toBe(true);
    expect((await pool.next())?.image.data.length).toBe(BYTES * 2);
    pool.release(old);
    shoot(pool, 9, BYTES * 2);
    expect((await pool.next())?.number).toBe(9);
    expect(pool.bytes).toBe(2 * BYTES * 2);
  });

  it('tells a wrong use: a frame from elsewhere, one given back twice, one never looked at', async () => {
    const pool = new FramePool();
    const image = { ...SIZE, data: new Uint8Array(BYTES) };
    expect(() => pool.frame({ number: 1, uptimeMs: 0, image })).toThrow(/room/);
    const waiting = shoot(pool, 2);
    expect(() => pool.release(waiting)).toThrow(/not held/);
    await pool.next();
    pool.release(waiting);
    expect(() => pool.release(waiting)).toThrow(/not held/);
    expect(() => pool.hold(waiting)).toThrow(/not held/);
    expect(() => new FramePool(0)).toThrow(RangeError);
  });
});

it('tells of every frame that arrived, those that nobody looks at too', async () => {
  let arrived = 0;
  const pool = new FramePool(1, () => arrived++);
  shoot(pool, 1);
  shoot(pool, 2);
  const held = await pool.next();
  shoot(pool, 3);
  expect(held?.number).toBe(2);
  expect({ arrived, dropped: pool.dropped }).toEqual({ arrived: 3, dropped: 2 });
});
