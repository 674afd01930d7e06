import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where Debian and others put it; undefined: tests that want a browser are skipped. */
export const browserProgram = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

export const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserProgram!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** Everything in a page that must not be: errors, refused styles and scripts, requests to other hosts, failed ones. */
export function watch(page: Page, origin: string): string[] {
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      trouble.push(`console: ${message.text()} (${page.url()})`);
  });
  page.on('pageerror', (error) => trouble.push(`script: ${error.message} (${page.url()})`));
  page.on('requestfailed', (request) => {
    // The tab's mark is given up when the next page is asked for before it came.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') trouble.push(`failed: ${request.url()}: ${why}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) trouble.push(`another host: ${request.url()}`);
  });
  return trouble;
}

/** What is wrong with how a page lies on the screen: wider than it, or controls too small for a finger. */
export function layoutTrouble(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const found = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.push(location.pathname + ' is ' + wide + ' px too wide');
    for (const control of document.querySelectorAll('main button, main input:not([type=hidden]):not([type=checkbox]), main select')) {
      const { height } = control.getBoundingClientRect();
      if (height > 0 && height < 36) found.push(location.pathname + ': ' + control.outerHTML.slice(0, 60) + ' is ' + height + ' px high');
    }
    for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
      if (!field.labels?.length) found.push(location.pathname + ': no label for ' + field.name);
    return found;
  })()`);
}

/** Kept for looking at where RINGFORM_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['RINGFORM_SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
