import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brotliCompressSync } from 'node:zlib';
import type { Role } from '../../../src/registry/user-book.js';
import { ROLES } from '../../../src/registry/user-book.js';
import { buildServer } from '../../../src/supervise/server.js';
import { LANGUAGES } from '../../../src/supervise/words/language.js';
import { PASSWORD, PlainBrowser, serveDistrict, type ServedDistrict } from './served.js';

let served: ServedDistrict;
let app: FastifyInstance;
const as = {} as Record<Role, PlainBrowser>;

beforeAll(async () => {
  served = await serveDistrict();
  app = await buildServer(served.parts);
  for (const role of ROLES) as[role] = await new PlainBrowser(app).login(role);
}, 180_000);
afterAll(async () => {
  await app.close();
  await served.close();
});

/** A slide that no other test speaks of. */
async function freshSlide(standing: 'positive' | 'unclear' | 'not-seen' = 'unclear'): Promise<string> {
  const { lines } = await served.registry.slides(
    { standing, status: 'preliminary', site: 'port' },
    { limit: 60 },
  );
  return lines.at(-1)!.slide;
}

describe('every page', () => {
  it('is there for each role, and for nobody without a login', async () => {
    const { slides, devices } = served.district;
    const pages = [
      '/',
      '/?days=1',
      '/trends',
      '/trends?site=lake&days=365',
      '/alerts',
      '/slides',
      '/slides?standing=positive&site=lake&status=preliminary&label=A&from=2026-11-01&to=2026-11-23',
      '/review',
      '/review?standing=unclear',
      '/devices',
      '/samples',
      ...devices.map(({ id }) => `/devices/${id}`),
      ...Object.values(slides).map((id) => `/slides/${id}`),
      `/slides/${slides.severe}?cells=all`,
    ];
    for (const url of pages) {
      const stranger = await app.inject({ url });
      expect([stranger.statusCode, stranger.headers.location?.startsWith('/login')], url).toEqual([
        303,
        true,
      ]);
      for (const role of ROLES) {
        const answer = await as[role].get(url);
        expect(answer.statusCode, `${url} as ${role}`).toBe(200);
        expect(answer.body, url).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });

  it('has all words in all languages', async () => {
    const { registry, district, parts } = served;
    const shown = new Map<string, Set<string>>();
    for (const language of LANGUAGES) {
      const user = (await registry.user('admin'))!;
      await registry.putUser({ ...user, name: `in-${language}`, language }, 'test', parts.now());
      const browser = new PlainBrowser(app);
      await browser.get('/login');
      await browser.post('/login', { name: `in-${language}`, password: PASSWORD });
      for (const url of [
        '/',
        '/alerts',
        '/devices',
        '/review',
        '/samples',
        `/slides/${district.slides.unclear}`,
      ]) {
        const { body } = await browser.get(url);
        expect(body, url).toContain(`<html lang="${language}"`);
        // A number that was not put in its place.
        expect(body.replace(/data-(one|other)="[^"]*"/g, ''), `${url} in ${language}`).not.toContain('{}');
        const heading = /<h1>([^<]*)<\/h1>/.exec(body)![1];
        shown.set(url, (shown.get(url) ?? new Set()).add(heading));
      }
    }
    for (const url of ['/', '/alerts', '/devices', '/samples']) expect(shown.get(url)!.size, url).toBe(4);
  });

  it('is missing where there is nothing, and refuses what is no address of it', async () => {
    const { viewer } = as;
    for (const url of [
      `/slides/${'0'.repeat(32)}`,
      '/slides/%27;drop%20table%20slides;--',
      `/slides/${served.district.slides.severe}/cells/0/999999.jpg`,
      `/slides/${served.district.slides.severe}/fields/77.jpg`,
      '/devices/rf-aaaaaaaaaaaa',
      '/devices/%3Cscript%3E',
      '/samples/99',
    ])
      expect((await viewer.get(url)).statusCode, url).toBe(404);
    for (const url of [
      '/slides?before=%27%20or%201=1',
      '/slides?standing=sick&status=x',
      '/?days=1e9',
      '/slides?from=2026-02-30',
    ])
      expect((await viewer.get(url)).statusCode, url).toBe(200);
    expect((await viewer.get('/slides?from=2026-02-30')).body).toContain('Write days as');
    expect((await viewer.get('/slides?site=a&site=b')).statusCode).toBe(400);
    expect((await viewer.get(`/slides?label=${'x'.repeat(101)}`)).statusCode).toBe(400);
  });

  it('comes over a slow link in less than 100 kB, all files included', async () => {
    const page = await as.reviewer.get('/');
    const assets = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address);
    expect(assets.length).toBeGreaterThanOrEqual(3);
    let bytes = brotliCompressSync(page.body).length;
    for (const url of assets) {
      const answer = await app.inject({ url, headers: { 'accept-encoding': 'br' } });
      expect(answer.statusCode).toBe(200);
      bytes += answer.rawPayload.length;
    }
    expect(bytes).toBeLessThan(20_000);
  });
});

describe('the list of slides', () => {
  it('goes on from page to page, each slide once', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/slides?site=lake';
    while (url !== undefined) {
      const { body } = await as.viewer.get(url);
      seen.push(...[...body.matchAll(/<a href="\/slides\/([0-9a-f]{32})"/g)].map(([, id]) => id));
      url = /href="([^"]*)"\s+rel="next"/.exec(body)?.[1].replaceAll('&amp;', '&');
    }
    const all = await served.registry.slides({ site: 'lake' }, { limit: 1000 });
    expect(seen).toEqual(all.lines.map(({ slide }) => slide));
    expect(seen.length).toBeGreaterThan(80);
  });
});

describe('pictures', () => {
  it('are JPEG as they came, kept by the browser of who may see them, and not shown to others', async () => {
    const { severe } = served.district.slides;
    const detail = (await served.registry.slide(severe))!;
    const { ordinal, cell } = detail.cells.find(({ hasPicture }) => hasPicture)!;
    for (const url of [
      `/slides/${severe}/cells/${ordinal}/${cell}.jpg`,
      `/slides/${severe}/fields/${detail.fieldPictures[0]}.jpg`,
    ]) {
      const answer = await as.viewer.get(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('image/jpeg');
      expect(answer.headers['cache-control']).toBe('private, max-age=86400');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.rawPayload.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
      expect((await app.inject({ url })).statusCode).toBe(303);
    }
  });
});

describe('a review', () => {
  it('is not a viewer’s to give', async () => {
    const { slides } = served.district;
    const before = await served.registry.slide(slides.positive);
    for (const path of ['review', 'cells', 'patient']) {
      const answer = await as.viewer.post(`/slides/${slides.positive}/${path}`, { decision: 'negative' });
      expect(answer.statusCode, path).toBe(403);
    }
    for (const path of ['/samples', '/samples/1/read'])
      expect((await as.viewer.post(path, {})).statusCode, path).toBe(403);
    expect(await served.registry.slide(slides.positive)).toEqual(before);
    expect((await as.viewer.get(`/slides/${slides.positive}`)).body).not.toContain('action="/slides/');
  });

  it('needs the token of its form', async () => {
    const slide = await freshSlide();
    const answer = await as.reviewer.post(`/slides/${slide}/review`, {
      decision: 'negative',
      token: 'guessed',
    });
    expect(answer.statusCode).toBe(403);
    expect((await served.registry.slide(slide))!.words).toEqual([]);
  });

  it('makes a slide final; the device’s own result stays', async () => {
    const slide = await freshSlide();
    const before = (await served.registry.slide(slide))!;
    const answer = await as.reviewer.post(`/slides/${slide}/review`, {
      decision: 'positive',
      count: '12,000',
      note: 'rings',
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/slides/${slide}?saved=1`]);
    const after = (await served.registry.slide(slide))!;
    expect(after.line).toMatchObject({ standing: 'positive', status: 'final', verdict: before.line.verdict });
    expect(after.statements).toEqual(before.statements);
    expect(after.words).toMatchObject([
      { decision: 'positive', reviewer: 'reviewer', note: 'rings', blind: false, perMicrolitre: 12_000 },
    ]);
    const { body } = await as.viewer.get(`/slides/${slide}`);
    expect(body).toContain('Reviewed by reviewer');
    expect(body).toContain('12,000 parasites per µL');
    const audit = await served.registry.audit({ limit: 3 });
    expect(audit.map(({ who, on }) => [who, on])).toContainEqual(['reviewer', slide]);
  });

  it('that is incomplete is answered with what is wrong, and changes nothing', async () => {
    const slide = await freshSlide();
    const none = await as.reviewer.post(`/slides/${slide}/review`, {});
    expect([none.statusCode, none.body.includes('Choose a decision.')]).toEqual([422, true]);
    const count = await as.reviewer.post(`/slides/${slide}/review`, { decision: 'positive', count: 'some' });
    expect([count.statusCode, count.body.includes('whole number')]).toEqual([422, true]);
    expect((await served.registry.slide(slide))!.words).toEqual([]);
  });

  it('of a cell is kept with who said it, and leads back to the cell', async () => {
    const { severe } = served.district.slides;
    const { ordinal, cell } = (await served.registry.slide(severe))!.cells.find(
      ({ hasPicture }) => hasPicture,
    )!;
    const form = { ordinal: String(ordinal), cell: String(cell), label: 'not-a-red-cell' };
    const answer = await as.reviewer.post(`/slides/${severe}/cells`, form);
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      `/slides/${severe}#F${ordinal}C${cell}`,
    ]);
    const part = await as.admin.post(
      `/slides/${severe}/cells`,
      { ...form, label: 'unsure' },
      { 'x-part': 'cell' },
    );
    expect(part.statusCode).toBe(200);
    expect(part.body.trim()).toMatch(/^<li class="cell"[^]*aria-pressed="true"[^]*Unsure[^]*<\/li>$/);
    expect(part.body).not.toContain('<html');
    const { words } = (await served.registry.slide(severe))!.cells.find(
      (one) => one.ordinal === ordinal && one.cell === cell,
    )!;
    expect(words.map(({ reviewer, label, blind }) => [reviewer, label, blind])).toEqual([
      ['reviewer', 'not-a-red-cell', false],
      ['admin', 'unsure', false],
    ]);
    const wrong = await as.reviewer.post(`/slides/${severe}/cells`, { ...form, label: 'alien' });
    expect([wrong.statusCode, wrong.body.includes('Choose one of the four')]).toEqual([422, true]);
    const nowhere = await as.reviewer.post(`/slides/${severe}/cells`, { ...form, cell: '999999' });
    expect([nowhere.statusCode, nowhere.body.includes('no such cell')]).toEqual([422, true]);
  });

  it('sets age and sex, and takes them back', async () => {
    const slide = await freshSlide('not-seen');
    await as.reviewer.post(`/slides/${slide}/patient`, { age: '0-4', sex: 'female' });
    expect((await served.registry.slide(slide))!.line).toMatchObject({ ageBand: '0-4', sex: 'female' });
    await as.reviewer.post(`/slides/${slide}/patient`, { age: '', sex: 'robot' });
    const { line } = (await served.registry.slide(slide))!;
    expect([line.ageBand, line.sex]).toEqual([undefined, undefined]);
  });
});

describe('a sample', () => {
  it('is drawn, read without the device’s word, and compared', async () => {
    const wrong = await as.reviewer.post('/samples', {
      from: '2026-11-23',
      to: '2026-11-01',
      size: '5',
      seed: '1',
    });
    expect([wrong.statusCode, wrong.body.includes('Give two days')]).toEqual([422, true]);
    const empty = await as.reviewer.post('/samples', {
      from: '2020-01-01',
      to: '2020-01-02',
      size: '5',
      seed: '1',
    });
    expect([empty.statusCode, empty.body.includes('No slides in this period')]).toEqual([422, true]);
    const drawn = await as.reviewer.post('/samples', {
      site: 'lake',
      from: '2026-11-01',
      to: '2026-11-20',
      size: '4',
      seed: '7',
    });
    expect(drawn.statusCode).toBe(303);
    const at = drawn.headers.location!;
    expect((await as.viewer.get(at)).body).toMatch(/Seed<\/dt>\s*<dd>7<\/dd>/);
    const { slides } = (await served.registry.samples())[0];
    expect(slides).toHaveLength(4);

    // One of them was reviewed by the reader with the device's word in view: it is no longer theirs to read blinded.
    await as.reviewer.get('/samples');
    await as.reviewer.post(`/slides/${slides[3]}/review`, { decision: 'confirmed' });
    for (let i = 0; i < 3; i++) {
      const { body } = await as.reviewer.get(`${at}/read`);
      const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
      const slide = /name="slide" value="([0-9a-f]{32})"/.exec(main)![1];
      const { line, statements } = (await served.registry.slide(slide))!;
      expect(main).toContain(line.label);
      // Nothing of what the device said: no verdict, no count, no picture chosen or marked by it, no way to its page.
      for (const word of [
        statements[0].result.wording[0],
        'No parasites seen',
        'Unclear',
        `/slides/${slide}"`,
        '<svg',
        'cells/',
      ])
        expect(main).not.toContain(word);
      const count = String(Math.max(1, Math.round(line.perMicrolitre.value)));
      await as.reviewer.post(`${at}/read`, { slide, decision: 'positive', ...(i === 0 && { count }) });
    }
    const done = await as.reviewer.get(`${at}/read`);
    expect(done.body).toContain('You have read all slides');
    expect(done.body).toContain('1 slide is left to others');
    const outcome = (await served.registry.sampleOutcome(Number(at.split('/').at(-1))))!;
    expect([outcome.read, outcome.counted]).toEqual([3, 1]);
    // A blinded reading never changes what stands.
    for (const slide of slides.slice(0, 3))
      expect((await served.registry.slide(slide))!.line.status).toBe('preliminary');
    const page = (await as.viewer.get(at)).body;
    expect(page).toContain('Wilson');
    expect(page).toContain('Device and reader agree');

    const again = await as.reviewer.post(`${at}/read`, { slide: slides[3], decision: 'negative' });
    expect(again.statusCode).toBe(303);
    expect((await served.registry.slide(slides[3]))!.words.some(({ blind }) => blind)).toBe(false);
    const foreign = await as.reviewer.post(`${at}/read`, {
      slide: served.district.slides.severe,
      decision: 'negative',
    });
    expect(foreign.statusCode).toBe(404);
  });
});
