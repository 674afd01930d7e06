import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/supervise/server.js';
import { NOW, PASSWORD, serveDistrict, type ServedDistrict } from '../supervise/pages/served.js';

const CHROMIUM = '/usr/bin/chromium';
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

/** Run in the page: its width, and what a finger must hit that is less than 44 px high. */
const MEASURE = `({
  wide: document.documentElement.scrollWidth,
  small: [...document.querySelectorAll('main a, main button, main summary, main select, main label.decision')]
    .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < 44)
    .map((element) => element.outerHTML.slice(0, 80)),
})`;

if (!existsSync(CHROMIUM))
  process.stderr.write(`No ${CHROMIUM}: the pages are not looked at in a browser.\n`);

describe.skipIf(!existsSync(CHROMIUM))('the supervisors’ pages in a browser', () => {
  let served: ServedDistrict;
  let server: RunningServer;
  let browser: Browser;
  const complaints: string[] = [];
  const open: BrowserContext[] = [];

  beforeAll(async () => {
    served = await serveDistrict();
    server = await startServer(served.parts, { host: '127.0.0.1', port: 0 });
    // Chromium refuses its sandbox to root.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  }, 180_000);
  afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
    // Errors of scripts and of the content security policy are written to the console.
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await served.close();
  });

  async function visit(role: string, size: keyof typeof sizes, script = true): Promise<Page> {
    const context = await browser.newContext({ viewport: sizes[size], javaScriptEnabled: script });
    open.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => {
      // Streams and pictures end with the page that asked for them.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address)) complaints.push(`asks another host: ${request.url()}`);
    });
    await page.goto(`${server.address}/login`);
    await page.fill('input[name=name]', role);
    await page.fill('input[name=password]', PASSWORD);
    await Promise.all([page.waitForURL(`${server.address}/`), page.click('main form button')]);
    return page;
  }

  it('fit a phone and a desk: nothing cut off, nothing too small to touch', async () => {
    const { slides, devices } = served.district;
    const paths = [
      '/?days=30',
      '/trends?days=90',
      '/alerts',
      '/slides?standing=positive',
      '/review',
      '/devices',
      `/devices/${devices[3].id}`,
      `/slides/${slides.severe}`,
      `/slides/${slides.unclear}`,
      '/samples',
    ];
    for (const size of ['phone', 'desktop'] as const) {
      const page = await visit('reviewer', size);
      for (const path of paths) {
        await page.goto(server.address + path);
        const { wide, small } = await page.evaluate<{ wide: number; small: string[] }>(MEASURE);
        expect(wide, `${path} on a ${size}`).toBeLessThanOrEqual(sizes[size].width);
        if (size === 'phone') expect(small, path).toEqual([]);
      }
    }
  }, 120_000);

  it('fit a phone in every language', async () => {
    for (const language of ['fr', 'pt', 'sw'] as const) {
      const user = (await served.registry.user('reviewer'))!;
      await served.registry.putUser({ ...user, name: `in-${language}`, language }, 'test', NOW);
      const page = await visit(`in-${language}`, 'phone');
      const { severe } = served.district.slides;
      for (const path of [
        '/?days=30',
        '/alerts',
        `/slides/${severe}`,
        `/devices/${served.district.devices[3].id}`,
      ]) {
        await page.goto(server.address + path);
        const { wide, small } = await page.evaluate<{ wide: number; small: string[] }>(MEASURE);
        expect(wide, `${path} in ${language}`).toBeLessThanOrEqual(sizes.phone.width);
        expect(small, `${path} in ${language}`).toEqual([]);
      }
    }
  }, 120_000);

  it('lead from the overview to a slide, and take a cell’s label without loading the page again', async () => {
    const page = await visit('reviewer', 'phone');
    const { severe } = served.district.slides;
    await page.locator('.alert.bad').first().click();
    await page.locator(`a[href="/slides/${severe}"]`).click();
    await page.waitForURL(`**/slides/${severe}`);
    const cell = page.locator('.cell').first();
    const id = (await cell.getAttribute('id'))!;
    await page.evaluate(`document.body.setAttribute('data-same-page', '')`);
    await cell.getByRole('button', { name: 'Parasite', exact: true }).click();
    await page.locator(`#${id} [aria-pressed=true]`).waitFor();
    expect(await page.locator(`#${id} .words`).innerText()).toContain('Parasite – reviewer');
    expect(await page.locator('body[data-same-page]').count()).toBe(1);
    const [ordinal, number] = /F(\d+)C(\d+)/.exec(id)!.slice(1).map(Number);
    const detail = (await served.registry.slide(severe))!;
    const kept = detail.cells.find((one) => one.ordinal === ordinal && one.cell === number)!;
    expect(kept.words.map(({ label, reviewer }) => [label, reviewer])).toEqual([['parasitized', 'reviewer']]);
  });

  it('review a slide, with and without script', async () => {
    const { dirty, noResult } = served.district.slides;
    for (const [slide, script] of [
      [dirty, true],
      [noResult, false],
    ] as const) {
      const page = await visit('reviewer', 'desktop', script);
      await page.goto(`${server.address}/slides/${slide}`);
      await page.locator('label.decision', { hasText: 'Unusable slide' }).click();
      await page.fill('#note', 'deposits everywhere');
      await page.getByRole('button', { name: 'Make the result final' }).click();
      await page.waitForURL('**?saved=1');
      expect(await page.locator('.head .stands').innerText()).toMatch(
        /Unusable slide\s+✓ Reviewed by reviewer/,
      );
      expect((await served.registry.slide(slide))!.line).toMatchObject({
        standing: 'unusable',
        status: 'final',
      });
    }
  });

  it('label a cell without script', async () => {
    const { positive } = served.district.slides;
    const page = await visit('reviewer', 'phone', false);
    await page.goto(`${server.address}/slides/${positive}`);
    const id = (await page.locator('.cell').first().getAttribute('id'))!;
    await page.locator(`#${id}`).getByRole('button', { name: 'Unsure' }).click();
    await page.waitForURL(`**/slides/${positive}#${id}`);
    expect(await page.locator(`#${id} .words`).innerText()).toContain('Unsure – reviewer');
  });

  it('say that something new has come, and move nothing until asked', async () => {
    const page = await visit('viewer', 'phone');
    const news = page.locator('#news');
    expect(await news.isVisible()).toBe(false);
    const figures = await page.locator('.figures').innerText();
    await served.registry.reviewSlide(served.district.slides.notSeen, {
      ...{ decision: 'negative', reviewer: 'reviewer', note: '', blind: false, atMs: NOW },
    });
    await news.waitFor({ state: 'visible' });
    expect(await news.innerText()).toContain('Something has changed');
    expect(await page.locator('.figures').innerText()).toBe(figures);
    await news.getByRole('link', { name: 'Show' }).click();
    await page.waitForLoadState();
    expect(await page.locator('#news').isVisible()).toBe(false);
    expect(await page.locator('.figures').innerText()).not.toBe(figures);
  });

  it('read a sample blinded from draw to outcome', async () => {
    const page = await visit('reviewer', 'phone');
    await page.goto(`${server.address}/samples`);
    await page.fill('#size', '2');
    await page.fill('#seed', '11');
    await page.selectOption('#site', 'port');
    await page.getByRole('button', { name: 'Draw a sample' }).click();
    await page.getByRole('link', { name: 'Read the next slide' }).click();
    for (let i = 0; i < 2; i++) {
      await page.locator('label.decision', { hasText: 'Negative' }).click();
      await page.getByRole('button', { name: 'Send and go on' }).click();
      await page.waitForURL('**/read?after=*');
    }
    await page.getByText('You have read all slides').waitFor();
    await page.getByRole('link', { name: 'Agreement with the device' }).click();
    expect(await page.locator('table').innerText()).toContain('of 2');
  });

  it('print a slide on one sheet, with what a report needs', async () => {
    const { severe } = served.district.slides;
    const page = await visit('viewer', 'desktop');
    await page.goto(`${server.address}/slides/${severe}`);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('main').innerText();
    for (const text of [
      'A-0418',
      '480,000',
      '350,000–800,000',
      'measured 3,900,000',
      'd84b14de6b38',
      'Screening aid',
      'Signature',
    ])
      expect(paper).toContain(text);
    expect(paper).not.toContain('History');
  });

  it('print the overview with the colours that its plot is read by, and no site torn in two', async () => {
    const page = await visit('viewer', 'desktop');
    await page.goto(server.address);
    await page.emulateMedia({ media: 'print' });
    const computed = (what: string, property: string, part = ''): Promise<string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('${what}')].map((one) => getComputedStyle(one, '${part}').${property})`,
      );
    expect(await computed('.key', 'printColorAdjust', '::before')).toEqual(['exact', 'exact', 'exact']);
    const torn = await computed('.sites li', 'breakInside');
    expect(torn.length).toBeGreaterThan(1);
    expect(new Set(torn)).toEqual(new Set(['avoid']));
  });
});
