import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUARANTINE_REASONS } from '../../src/registry/intake.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { Registry } from '../../src/registry/registry.js';
import { RecordingLog } from '../../src/service/log.js';
import { defaultPageSettings } from '../../src/supervise/app/settings.js';
import { addUser } from '../../src/supervise/auth/keep-user.js';
import { startServer, type RunningServer } from '../../src/supervise/server.js';
import {
  browserProgram,
  layoutTrouble,
  openBrowser,
  picture,
  sizes,
  watch,
} from './security-browser-fixture.js';

const skipped = browserProgram === undefined;

const everywhere = [
  ...['/', '/slides', '/review', '/alerts', '/devices', '/trends', '/samples', '/account'],
  ...['/admin/users', '/admin/devices', '/admin/quarantine', '/admin/audit'],
];

describe.skipIf(skipped)(`in a browser${skipped ? ' (no Chromium: skipped)' : ''}`, () => {
  let folder: string;
  let registry: Registry;
  let server: RunningServer;
  let browser: Browser;
  const nowMs = Date.UTC(2026, 10, 20, 9, 30);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ringform-browser-'));
    registry = await openRegistry(path.join(folder, 'registry.sqlite'));
    await fill(registry, nowMs);
    server = await startServer(
      {
        ...{ registry, log: new RecordingLog(), pages: [] },
        now: () => nowMs,
        settings: {
          ...defaultPageSettings,
          title: 'Lake district',
          timeZone: 'Africa/Nairobi',
          loginsPerAddress: 1000,
        },
        retake: () =>
          Promise.resolve({
            as: 'still-refused',
            reason: 'unknown-device',
            detail: 'no device rf-abcdefghijkl',
          }),
      },
      { host: '127.0.0.1', port: 0 },
    );
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await registry.close();
    await rm(folder, { recursive: true });
  });

  const cases = [
    ['phone', 'en', 'light'],
    ['desktop', 'en', 'light'],
    ['phone', 'sw', 'dark'],
    ['desktop', 'fr', 'dark'],
    ['phone', 'fr', 'light'],
    ['phone', 'pt', 'dark'],
  ] as const;

  it.each(cases)('signing in and administration, %s, %s, %s', async (size, language, colorScheme) => {
    const name = `admin ${size} ${language}`;
    const { password } = await addUser(registry, { name, role: 'admin', language }, 'test', nowMs);
    const context = await browser.newContext({ viewport: sizes[size], colorScheme, locale: language });
    try {
      const page = await context.newPage();
      const trouble = watch(page, server.address);
      const seen = async (what: string): Promise<void> => {
        trouble.push(...(await layoutTrouble(page)));
        await picture(page, `${size}-${language}-${what}`);
      };
      await page.goto(`${server.address}/admin/quarantine`);
      expect(new URL(page.url()).pathname).toBe('/login');
      await seen('login');
      await page.fill('[name=name]', name.toUpperCase());
      await page.fill('[name=password]', password);
      await page.click('main button');
      expect(new URL(page.url()).pathname).toBe('/admin/quarantine');
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      await seen('quarantine');
      await page.click('main th a');
      await seen('message');
      await page.click('main button >> nth=0');
      expect(await page.isVisible('.notice.warn')).toBe(true);
      await page.click('nav summary');
      await page.keyboard.press('Escape');
      expect(await page.isVisible('nav details div')).toBe(false);
      await page.click('nav summary');
      await picture(page, `${size}-${language}-menu`);
      for (const to of everywhere)
        expect(await page.isVisible(`nav a[href="${to}"] >> visible=true`), `the way to ${to}`).toBe(true);
      await page.click('nav a[href="/admin/users"]');
      await seen('users');
      await page.fill('main [name=name]', `new ${size} ${language}`);
      await page.click('main form button');
      expect(await page.textContent('.secret')).toMatch(/^[a-z2-9-]{19}$/);
      await seen('password');
      for (const to of ['/admin/audit', '/admin/devices', '/account']) {
        await page.goto(server.address + to);
        await seen(to.split('/').at(-1)!);
      }
      await page.goto(`${server.address}/admin/devices`);
      await page.click('td .button');
      await seen('revoke');
      await page.goto(`${server.address}/account`);
      await page.click('nav summary');
      await page.click('nav form button');
      expect(new URL(page.url()).pathname).toBe('/login');
      await seen('signed-out');
      expect(trouble).toEqual([]);
    } finally {
      await context.close();
    }
  });

  it('a script that got into a page would not run', async () => {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`${server.address}/login`);
      const refused = await page.evaluate(`new Promise((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        setTimeout(() => resolve('ran: ' + window.ran), 2000);
      })`);
      expect(refused).toBe('script-src-elem');
    } finally {
      await context.close();
    }
  });
});

async function fill(registry: Registry, nowMs: number): Promise<void> {
  const names = ['Lake clinic 1', 'Hill post', 'Port hospital, maternity and under-fives ward'];
  for (const [i, name] of names.entries())
    await registry.enrol(
      {
        id: `rf-abcdefghijk${'lmn'[i]}`,
        name,
        site: ['lake', 'hill', 'port'][i],
        publicKey: `key ${i}`,
        enrolledBy: 'root (command line)',
      },
      nowMs - (30 - i) * 86_400_000,
    );
  await registry.revoke('rf-abcdefghijkn', 'amina', nowMs - 86_400_000);
  await registry.putAside(
    QUARANTINE_REASONS.map((reason, i) => {
      const message =
        reason === 'invalid-text'
          ? Buffer.from([0xff, 0xfe, ...Buffer.from('ringform'), 0x80, 0x81])
          : Buffer.from(
              `eyJhbGciOiJFZERTQSJ9..c2ln${i}\n{"v":1,"kind":"slide","label":"<b>7</b>","note":"${'x'.repeat(300)}"}`,
            );
      return {
        ...{ reason, message, bytes: message.length, detail: `what was found of ${reason}` },
        ...{
          topic: 'ringform/1/lake/rf-abcdefghijkl/results',
          device: 'rf-abcdefghijkl',
          receivedAtMs: nowMs - i * 3_600_000,
        },
      };
    }),
  );
}
