import type { LightMyRequestResponse } from 'fastify';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { RefusedError, StorageError } from '../../src/base/errors.js';
import type { PageModule } from '../../src/supervise/app/context.js';
import { html } from '../../src/supervise/layout/html.js';
import { startServer } from '../../src/supervise/server.js';
import { defaultPageSettings } from '../../src/supervise/app/settings.js';
import { Browser, said, testServer, type TestServer } from './security-fixture.js';

let server: TestServer | undefined;
const started = async (...options: Parameters<typeof testServer>): Promise<TestServer> =>
  (server = await testServer(...options));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Pages that fail in every way, and one that everybody may see changed. */
const trials: PageModule = (app, context) => {
  app.get('/thrown', () => {
    throw new Error('the secret of the boiler room');
  });
  app.get('/storage', () => {
    throw new StorageError('disk-full', 'The disk is full.', 'Make room.');
  });
  app.get('/gone', () => {
    throw new RefusedError('no-such-slide', 'There is none.', 'Look at the list.');
  });
  app.get('/reviewing', { config: { role: 'reviewer' } }, (request, reply) =>
    context.send(request, reply, { title: 'reviewing', body: html`` }),
  );
  app.post('/changing', async (request) => {
    await context.note(request, 'export', 'everything');
    return 'changed';
  });
  app.get('/long', (request, reply) =>
    context.send(request, reply, { title: 'long', body: html`${'long '.repeat(20_000)}` }),
  );
};

describe('headers', () => {
  it('let browsers run and load nothing but our own files, frame nothing and keep nothing', async () => {
    const { app, browser } = await started();
    const amina = await browser('amina', 'viewer');
    const pages = [await amina.get('/account'), await app.inject('/login'), await amina.get('/nothing')];
    for (const { headers } of pages) {
      const policy = String(headers['content-security-policy']).split(';');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy.join()).not.toMatch(/unsafe|http|\*|data:/);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['server']).toBeUndefined();
      // Over plain HTTP it would mean nothing.
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('of a page over TLS behind a trusted proxy: cookies for TLS and this host alone, and TLS from now on', async () => {
    const { app, person } = await started({ trustedProxies: '127.0.0.1' });
    const browser = new Browser(app, { 'x-forwarded-proto': 'https' });
    const answer = await browser.login('amina', await person('amina', 'viewer'));
    const names = answer.cookies.filter(({ value }) => value !== '').map(({ name }) => name);
    expect(names).toEqual(['__Host-ringform-session', '__Host-ringform-known']);
    for (const cookie of answer.cookies)
      expect(cookie).toMatchObject({ secure: true, path: '/', httpOnly: true });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await browser.get('/account')).statusCode).toBe(200);
    // A cookie of the plain page's name is not looked at over TLS.
    const planted = new Browser(app, { 'x-forwarded-proto': 'https' });
    planted.cookies.set('ringform-session', browser.cookies.get('__Host-ringform-session')!);
    expect((await planted.get('/account')).statusCode).toBe(303);
  });

  it('are not believed from a proxy that is not trusted', async () => {
    const { app, person } = await started();
    const browser = new Browser(app, { 'x-forwarded-proto': 'https' });
    const answer = await browser.login('amina', await person('amina', 'viewer'));
    expect(answer.cookies.length).toBeGreaterThan(0);
    expect(answer.cookies.every(({ secure }) => !secure)).toBe(true);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });
});

describe('who may what', () => {
  it('nobody anything without login: also what does not exist', async () => {
    const { app } = await started({}, { pages: [trials] });
    for (const url of ['/', '/account', '/admin/users', '/reviewing', '/nothing', '/thrown'])
      expect((await app.inject(url)).headers.location, url).toMatch(/^\/login/);
    const posted = await app.inject({ method: 'POST', url: '/changing' });
    expect([303, 403]).toContain(posted.statusCode);
  });

  it('viewers, reviewers and administrators what is theirs', async () => {
    const { browser } = await started({}, { pages: [trials] });
    const statuses = async (role: 'viewer' | 'reviewer' | 'admin'): Promise<number[]> => {
      const person = await browser(role, role);
      const urls = [
        ...['/account', '/reviewing', '/admin/users', '/admin/users/edit?name=viewer', '/admin/audit'],
        ...['/admin/quarantine', '/admin/devices'],
      ];
      const all: number[] = [];
      for (const url of urls) all.push((await person.get(url)).statusCode);
      return all;
    };
    expect(await statuses('viewer')).toEqual([200, 403, 403, 403, 403, 403, 403]);
    expect(await statuses('reviewer')).toEqual([200, 200, 403, 403, 403, 403, 403]);
    expect(await statuses('admin')).toEqual([200, 200, 200, 200, 200, 200, 200]);
  });

  it('no viewer an administrator’s form, even with a token of their own', async () => {
    const { registry, browser } = await started();
    const amina = await browser('amina', 'viewer');
    for (const [action, fields] of [
      ['/admin/users', { name: 'new', role: 'admin', language: 'en' }],
      ['/admin/users/edit', { name: 'amina', role: 'admin', active: 'yes' }],
      ['/admin/users/password', { name: 'amina' }],
      ['/admin/quarantine/1/dismiss', {}],
      ['/admin/devices/revoke', { id: 'rf-abcdefghijkl' }],
    ] as const)
      expect((await amina.send('/account', action, fields)).statusCode, action).toBe(403);
    expect((await registry.users()).map(({ name, role }) => [name, role])).toEqual([['amina', 'viewer']]);
  });
});

describe('a form that another site sends', () => {
  it('is refused without the token, with another’s, and when the browser says where it comes from', async () => {
    const { registry, browser } = await started({}, { pages: [trials] });
    const [amina, mallory] = [await browser('amina', 'viewer'), await browser('mallory', 'viewer')];
    const token = async (who: Browser): Promise<string> =>
      /name="token" value="([^"]+)"/.exec((await who.get('/account')).body)![1];
    const changed = async (): Promise<number> =>
      (await registry.audit()).filter(({ what }) => what === 'export').length;
    for (const [fields, headers] of [
      [{}, {}],
      [{ token: '' }, {}],
      [{ token: await token(mallory) }, {}],
      [{ token: await token(amina) }, { 'sec-fetch-site': 'cross-site' }],
      [{ token: await token(amina) }, { 'sec-fetch-site': 'same-site' }],
    ] as const) {
      const answer = await amina.post('/changing', fields, headers);
      expect(answer.statusCode).toBe(403);
      expect(said(answer)).toContain('This form is no longer valid');
    }
    expect(await changed()).toBe(0);
    const own = await amina.post(
      '/changing',
      { token: await token(amina) },
      { 'sec-fetch-site': 'same-origin' },
    );
    expect(own.body).toBe('changed');
    expect(await changed()).toBe(1);
    // A script of our own pages gives it in a header.
    expect((await amina.post('/changing', {}, { 'x-form-token': await token(amina) })).statusCode).toBe(200);
  });
});

describe('what fails', () => {
  const cases = [
    ['/nothing', 404, 'Ukurasa haupatikani'],
    ['/gone', 404, 'Ukurasa haupatikani'],
    ['/storage', 503, 'Data hazipatikani kwa sasa'],
    ['/thrown', 500, 'Kuna hitilafu imetokea'],
    ['/reviewing', 403, 'Huna ruhusa'],
    ['/admin/audit?before=x', 403, 'Huna ruhusa'],
  ] as const;

  it('is said in the reader’s language, with an id that the log has, and nothing of its inside', async () => {
    const { log, browser } = await started({}, { pages: [trials] });
    const amina = await browser('amina', 'viewer', 'sw');
    for (const [url, status, words] of cases) {
      log.lines.length = 0;
      const answer = await amina.get(url);
      expect(answer.statusCode, url).toBe(status);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toContain(words);
      expect(answer.body).not.toMatch(/boiler|disk|\bat .*\.ts|node_modules/);
      const id = /<code>([0-9a-f]{8})<\/code>/.exec(answer.body)![1];
      expect(log.lines.filter((line) => line['request'] === id)).toHaveLength(1);
    }
  });

  it('is logged with its cause when it is our fault', async () => {
    const { log, browser } = await started({}, { pages: [trials] });
    await (await browser('amina', 'viewer')).get('/thrown');
    const line = log.lines.find(({ level }) => level === 'error')!;
    expect((line.error as Error).message).toBe('the secret of the boiler room');
  });

  it('with an unreadable address is 400, and with a bad query', async () => {
    const { app, browser } = await started();
    expect((await app.inject('/%E0%A4%A')).statusCode).toBe(400);
    const boss = await browser('boss', 'admin', 'fr');
    const answer = await boss.get('/admin/audit?before=x');
    expect(answer.statusCode).toBe(400);
    expect(said(answer)).toContain('Demande illisible');
  });

  it('in a form too large is 413; what is no form is 400', async () => {
    const { browser } = await started({}, { pages: [trials] });
    const amina = await browser('amina', 'viewer');
    expect((await amina.post('/changing', { x: 'x'.repeat(70_000) })).statusCode).toBe(413);
    expect((await amina.post('/changing', {}, { 'content-type': 'application/json' })).statusCode).toBe(400);
    expect((await amina.post('/changing', {}, { 'content-type': 'multipart/form-data' })).statusCode).toBe(
      400,
    );
  });

  it('after too many requests is 429 with the time to wait, and assets still come', async () => {
    const { app, registry } = await started({ requestsPerMinute: 5 });
    const answers: LightMyRequestResponse[] = [];
    for (let i = 0; i < 7; i++)
      answers.push(await app.inject({ url: '/login', headers: { 'accept-language': 'pt' } }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(Number(answers[6].headers['retry-after'])).toBeGreaterThan(0);
    expect(said(answers[6])).toContain('Demasiados pedidos');
    expect(said(answers[6])).toContain('Tente de novo dentro de 1 min.');
    const style = /href="(\/assets\/page\.[^"]+)"/.exec(answers[0].body)![1];
    expect((await app.inject(style)).statusCode).toBe(200);
    expect(await registry.audit()).toEqual([]);
  });
});

describe('language before login', () => {
  it('is the browser’s wish, until another is chosen', async () => {
    const { app } = await started();
    const browser = new Browser(app, { 'accept-language': 'de, sw;q=0.5, fr-CD;q=0.8, en;q=0.1' });
    expect((await browser.get('/login')).body).toContain('<html lang="fr">');
    const answer = await browser.get('/language?to=pt&from=//evil.example');
    expect(answer.headers.location).toBe('/');
    expect((await browser.get('/login')).body).toContain('<html lang="pt">');
    await browser.get('/language?to=xx');
    expect((await browser.get('/login')).body).toContain('<html lang="pt">');
  });
});

describe('over the wire', () => {
  it('pages are compressed as the browser takes it', async () => {
    const { browser } = await started({}, { pages: [trials] });
    const amina = await browser('amina', 'viewer');
    const plain = (await amina.get('/long', { 'accept-encoding': 'identity' })).body;
    expect(plain.length).toBeGreaterThan(100_000);
    const br = await amina.get('/long', { 'accept-encoding': 'gzip, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(br.rawPayload.length).toBeLessThan(10_000);
    expect(brotliDecompressSync(br.rawPayload).toString()).toContain('long long');
    const gz = await amina.get('/long', { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gz.rawPayload).toString()).toContain('long long');
  });

  it('the first page with all that belongs to it is far below 100 KB', async () => {
    const { app } = await started();
    const take = (url: string): Promise<LightMyRequestResponse> =>
      app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    const page = await take('/login');
    const body =
      page.headers['content-encoding'] === 'br'
        ? brotliDecompressSync(page.rawPayload).toString()
        : page.body;
    const assets = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url]) => url);
    expect(assets.length).toBeGreaterThanOrEqual(2);
    let bytes = page.rawPayload.length;
    for (const url of assets) {
      const asset = await take(url);
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(asset.headers['content-encoding']).toBe('br');
      bytes += asset.rawPayload.length;
    }
    expect(bytes).toBeLessThan(15_000);
  });

  it('nothing is served of a name that is not an asset’s', async () => {
    const { app } = await started();
    for (const url of ['/assets/page.css', '/assets/..%2fpackage.json', '/assets/x', '/assets/%00'])
      expect((await app.inject(url)).statusCode, url).toBe(404);
  });
});

describe('a server that listens', () => {
  it('says where, ends at once with open connections, and names a port that is taken', async () => {
    const { registry, log } = await started();
    const parts = { registry, log, now: Date.now, settings: defaultPageSettings, pages: [] };
    const running = await startServer(parts, { host: '127.0.0.1', port: 0 });
    try {
      const answer = await fetch(`${running.address}/login`);
      expect(await answer.text()).toContain('<h1>Sign in</h1>');
      const { port } = new URL(running.address);
      await expect(startServer(parts, { host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
        code: 'page-port',
      });
    } finally {
      await running.close();
    }
    await running.close();
    await expect(fetch(`${running.address}/login`)).rejects.toThrow();
  });

  it('serves over TLS where it has a certificate, with cookies for TLS alone', async () => {
    const { registry, log, person } = await started();
    const tls = await selfSigned();
    const running = await startServer(
      { registry, log, now: Date.now, settings: defaultPageSettings, pages: [], tls },
      { host: '127.0.0.1', port: 0 },
    );
    try {
      expect(running.address).toMatch(/^https:/);
      const form = await over(running.address, 'GET', '/login', tls.cert);
      const [cookie] = form.cookies;
      expect(cookie).toMatch(/^__Host-ringform-form=.*; HttpOnly; Secure; SameSite=Lax$/);
      const token = /name="token" value="([^"]+)"/.exec(form.body)![1];
      const fields = new URLSearchParams({ token, name: 'amina', password: await person('amina', 'viewer') });
      const answer = await over(running.address, 'POST', '/login', tls.cert, cookie.split(';')[0], fields);
      expect(answer.status).toBe(303);
      expect(answer.cookies.find((text) => text.startsWith('__Host-ringform-session='))).toContain(
        '; Secure',
      );
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    } finally {
      await running.close();
    }
  });
});

async function selfSigned(): Promise<{ readonly key: string; readonly cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=localhost', keys, signingAlgorithm: algorithm },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { key, cert: cert.toString('pem') };
}

interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: readonly string[];
  readonly body: string;
}

function over(
  address: string,
  method: string,
  path: string,
  ca: string,
  cookie = '',
  fields?: URLSearchParams,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }) };
    const asked = httpsRequest(new URL(path, address), { method, ca, headers }, (answer) => {
      text(answer).then(
        (body) =>
          resolve({
            ...{ status: answer.statusCode!, headers: answer.headers, body },
            cookies: answer.headers['set-cookie'] ?? [],
          }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end(fields?.toString());
  });
}
