import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageModules } from '../../src/cli/supervise/page-modules.js';
import { testServer, type Browser, type TestServer } from './security-fixture.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** All routes of the server, from the tree that Fastify draws of them. */
function routesOf(app: FastifyInstance): readonly Route[] {
  const above: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const match = /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?/.exec(line);
      if (!match) return [];
      const [, indent, part] = match;
      // A part that only others begin with answers to no method.
      const methods = (match[3] as string | undefined)?.split(', ') ?? [];
      const depth = indent.length / 4;
      const path = (depth === 0 ? '' : above[depth - 1]) + part;
      above.splice(depth, above.length, path);
      return (['GET', 'POST'] as const)
        .filter((method) => methods.includes(method))
        .map((method) => ({ method, path }));
    });
}

/** Open without login: what a login needs. */
const OPEN = new Set(['GET /login', 'POST /login', 'GET /language', 'GET /assets/:name']);

/** What no id, number or name of a file can be. */
const HOSTILE = [
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2fpage.css',
  '..%5c..%5cboot.ini',
  '%00',
  '%ff',
  "'%20OR%20'1'='1",
  '%3Cscript%3E',
  '__proto__',
  'constructor',
  '9'.repeat(90),
  '-1',
];

const filled = (path: string, value: string): string => path.replaceAll(/:[a-zA-Z]+/g, value);

describe('every route', () => {
  let server: TestServer;
  let admin: Browser;
  let routes: readonly Route[];
  beforeAll(async () => {
    server = await testServer({}, (registry) => ({
      pages: pageModules,
      retake: () => registry.version().then(() => ({ as: 'accepted' }) as never),
    }));
    admin = await server.browser('amina', 'admin');
    routes = routesOf(server.app);
  });
  afterAll(() => server.close());

  it('is known to this test', () => {
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    for (const route of [...OPEN, 'GET /', 'GET /slides/:id', 'POST /logout', 'POST /admin/users'])
      expect(known).toContain(route);
    expect(routes.length).toBeGreaterThan(35);
  });

  it('asks for a login, but for what a login needs', async () => {
    for (const { method, path } of routes) {
      if (OPEN.has(`${method} ${path}`)) continue;
      const answer = await server.app.inject({ method, url: filled(path, '1') });
      const where = `${method} ${path}`;
      if (answer.statusCode === 303) expect(answer.headers.location, where).toMatch(/^\/login(\?|$)/);
      else expect(answer.statusCode, where).toBe(401);
    }
  });

  it('that changes something is refused without the token of the session, and changes nothing', async () => {
    const posts = routes.filter(({ method }) => method === 'POST');
    expect(posts.length).toBeGreaterThan(12);
    const before = [await server.registry.version(), (await server.registry.audit()).length];
    for (const { path } of posts)
      for (const fields of [{}, { token: 'AAAA.BBBB' }, { token: '' }]) {
        const answer = await admin.post(filled(path, '1'), fields);
        expect(answer.statusCode, path).toBe(403);
      }
    expect([await server.registry.version(), (await server.registry.audit()).length]).toEqual(before);
    expect((await admin.get('/account')).statusCode).toBe(200);
  });

  it('with a part that is none is refused as a page that is not there, and shows no inside', async () => {
    const withParts = routes.filter(({ method, path }) => method === 'GET' && path.includes(':'));
    expect(withParts.length).toBeGreaterThan(6);
    for (const { path } of withParts)
      for (const part of HOSTILE) {
        const answer = await admin.get(filled(path, part));
        expect([400, 404], `${path} with ${part}: ${answer.statusCode}`).toContain(answer.statusCode);
        expect(answer.body).not.toMatch(/root:|node_modules|at \w+ \(|<script>/);
      }
  });

  it('behind the login is kept by no cache', async () => {
    for (const { method, path } of routes) {
      if (method !== 'GET' || path === '/live' || path.startsWith('/assets/')) continue;
      const answer = await admin.get(filled(path, '1'));
      expect(answer.headers['cache-control'], path).toMatch(/no-store|^private/);
      expect(answer.headers['x-content-type-options'], path).toBe('nosniff');
    }
  });
});
