import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../../src/registry/reading.js';
import { RecordingLog } from '../../../src/service/log.js';
import { createLive } from '../../../src/supervise/pages/live/live-pages.js';
import { NewsWatch, type News } from '../../../src/supervise/pages/live/news.js';
import { Streams } from '../../../src/supervise/pages/live/streams.js';
import { startServer, type RunningServer } from '../../../src/supervise/server.js';
import { NOW, PASSWORD, serveDistrict, type ServedDistrict } from './served.js';

describe('watching for news', () => {
  function watched(): {
    watch: NewsWatch;
    set: (version: number, slides: number) => void;
    counted: () => number;
  } {
    let [version, slides, counted] = [1, 10, 0];
    const registry = {
      version: () => Promise.resolve(version),
      sites: () => {
        counted++;
        return Promise.resolve([{ slides }]);
      },
    } as unknown as Reading;
    return {
      watch: new NewsWatch(registry, new RecordingLog(), () => 0, 5),
      set: (to, all) => ([version, slides] = [to, all]),
      counted: () => counted,
    };
  }

  it('counts slides only when something has changed', async () => {
    const { watch, set, counted } = watched();
    expect(await watch.current()).toEqual({ version: 1, slides: 10 });
    await watch.current();
    expect(counted()).toBe(1);
    set(2, 13);
    expect(await watch.current()).toEqual({ version: 2, slides: 13 });
    expect(counted()).toBe(2);
  });

  it('tells all who listen, once a change', async () => {
    const { watch, set } = watched();
    await watch.current();
    const heard: number[] = [];
    await new Promise<void>((resolve) => {
      const stop = watch.listen(({ slides }) => heard.push(slides));
      watch.listen(({ slides }) => {
        heard.push(slides);
        stop();
        resolve();
      });
      set(2, 11);
    });
    expect(heard).toEqual([11, 11]);
  });
});

describe('streams', () => {
  const limits = { all: 3, perUser: 3, heartbeatMs: 60_000, lifetimeMs: 60_000 };
  const reader = { user: 'amina', mayStay: () => Promise.resolve(true) };

  /** A response whose reader takes nothing. */
  function stuck(): ServerResponse & Writable {
    const response = new Writable({ highWaterMark: 1024, write: () => undefined });
    return response as unknown as ServerResponse & Writable;
  }

  it('give up a reader who does not read, instead of keeping all that came for them', () => {
    const streams = new Streams(limits, () => undefined);
    const response = stuck();
    let tell: (news: News) => void = () => undefined;
    streams.start(reader, response, (take) => {
      tell = take;
      return () => undefined;
    });
    let told = 0;
    for (; !response.destroyed && told < 100_000; told++) tell({ version: told, slides: told });
    expect(response.destroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(66 * 1024);
  });

  it('keep nothing of a reader who went while being answered', () => {
    const streams = new Streams(limits, () => undefined);
    const response = stuck();
    response.destroy();
    streams.start(reader, response, () => () => undefined);
    expect(streams.size).toBe(0);
  });

  it('let a reader stay while the registry cannot say, and say that it could not', async () => {
    const troubles: unknown[] = [];
    const streams = new Streams(limits, (error) => troubles.push(error));
    const down = new Error('the registry does not answer');
    const response = stuck();
    streams.start({ user: 'amina', mayStay: () => Promise.reject(down) }, response, () => () => undefined);
    await streams.review();
    expect([troubles, response.writableEnded]).toEqual([[down], false]);
    streams.endAll();
    expect([streams.size, response.writableEnded]).toEqual([0, true]);
  });
});

describe('/live', () => {
  let served: ServedDistrict;
  beforeAll(async () => (served = await serveDistrict('en', () => NOW, 1)), 180_000);
  afterAll(() => served.close());
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A server whose streams end when told; `limits` small enough to be met. */
  async function running(): Promise<{ server: RunningServer; cookie: string }> {
    const limits = { all: 3, perUser: 2, heartbeatMs: 30, lifetimeMs: 60_000 };
    const live = createLive(served.parts, limits, 10);
    const server = await startServer(
      { ...served.parts, pages: [live.pages] },
      { host: '127.0.0.1', port: 0 },
    );
    ends.push(() => server.close());
    return { server, cookie: await loggedIn(server.address, 'viewer') };
  }

  async function loggedIn(address: string, name: string): Promise<string> {
    const first = await fetch(`${address}/login`);
    const token = /name="token" value="([^"]*)"/.exec(await first.text())![1];
    const before = first.headers.getSetCookie().map((text) => text.split(';')[0]);
    const answer = await fetch(`${address}/login`, {
      ...{ method: 'POST', redirect: 'manual' },
      headers: { cookie: before.join('; ') },
      body: new URLSearchParams({ token, name, password: PASSWORD }),
    });
    expect(answer.status).toBe(303);
    return [...before, ...answer.headers.getSetCookie().map((text) => text.split(';')[0])].join('; ');
  }

  function stream(address: string, cookie: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      get(`${address}/live`, { headers: { cookie } }, resolve).on('error', reject);
    });
  }

  /** All that came until it holds `text`. */
  function until(message: IncomingMessage, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let all = '';
      message.on('data', (chunk: Buffer) => {
        all += chunk.toString();
        if (all.includes(text)) resolve(all);
      });
      message.on('end', () => reject(new Error(`ended without ${text}: ${all}`)));
    });
  }

  const ended = (message: IncomingMessage): Promise<void> =>
    new Promise((resolve) => {
      message.on('end', resolve).on('close', resolve).resume();
    });

  it('needs a login', async () => {
    const { server } = await running();
    const answer = await fetch(`${server.address}/live`);
    expect(answer.status).toBe(401);
    await answer.body?.cancel();
  });

  it('says what there is, that it is still there, and what has come', async () => {
    const { server, cookie } = await running();
    const message = await stream(server.address, cookie);
    expect(message.headers['content-type']).toContain('text/event-stream');
    expect(message.headers['cache-control']).toBe('no-store');
    const first = await until(message, ': still here');
    const { version, slides } = JSON.parse(/data: (.*)/.exec(first)![1]) as {
      version: number;
      slides: number;
    };
    expect(version).toBe(await served.registry.version());
    const news = until(message, 'event: news');
    await served.registry.reviewSlide(served.district.slides.unclear, {
      ...{ decision: 'positive', reviewer: 'reviewer', note: '', blind: false, atMs: served.parts.now() },
    });
    const second = JSON.parse(/data: (.*)/.exec(await news)![1]) as { version: number; slides: number };
    expect(second.version).toBeGreaterThan(version);
    expect(second.slides).toBe(slides);
    message.destroy();
  });

  it('gives up a user’s oldest stream for a newer one, and no more than so many in all', async () => {
    const { server, cookie } = await running();
    const first = await stream(server.address, cookie);
    const gone = ended(first);
    const second = await stream(server.address, cookie);
    const third = await stream(server.address, cookie);
    await gone;
    const other = await stream(server.address, await loggedIn(server.address, 'reviewer'));
    expect(other.statusCode).toBe(200);
    const full = await stream(server.address, await loggedIn(server.address, 'admin'));
    expect([full.statusCode, full.headers['retry-after']]).toEqual([503, '60']);
    for (const message of [second, third, other, full]) message.destroy();
  });

  it('ends at once for who logs out, is disabled or gets another role, and goes on for others', async () => {
    const { server, cookie } = await running();
    const other = await stream(server.address, await loggedIn(server.address, 'admin'));
    const leave = async (cookie: string): Promise<void> => {
      const page = await fetch(`${server.address}/account`, { headers: { cookie } });
      const token = /name="token" value="([^"]*)"/.exec(await page.text())![1];
      const answer = await fetch(`${server.address}/logout`, {
        ...{ method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ token }) },
      });
      expect(answer.status).toBe(303);
    };
    const first = await stream(server.address, cookie);
    const gone = ended(first);
    await leave(cookie);
    await gone;
    const reviewer = (await served.registry.user('reviewer'))!;
    for (const change of [{ role: 'viewer' as const }, { disabled: true }]) {
      const message = await stream(server.address, await loggedIn(server.address, 'reviewer'));
      const shut = ended(message);
      // As the command line does it: nobody tells this process.
      await served.registry.putUser({ ...reviewer, ...change }, 'test', NOW);
      await shut;
      await served.registry.putUser(reviewer, 'test', NOW);
    }
    await until(other, ': still here');
    other.destroy();
  });

  it('ends with the server', async () => {
    const { server, cookie } = await running();
    const message = await stream(server.address, cookie);
    const gone = ended(message);
    await server.close();
    await gone;
  });
});
