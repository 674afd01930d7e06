import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { QuarantineLimits } from '../../src/registry/quarantine-limits.js';
import type { Registry } from '../../src/registry/registry.js';
import type { Role, User } from '../../src/registry/user-book.js';
import { RecordingLog } from '../../src/service/log.js';
import { defaultPageSettings, type PageSettings } from '../../src/supervise/app/settings.js';
import { addUser } from '../../src/supervise/auth/keep-user.js';
import { buildServer, type ServerParts } from '../../src/supervise/server.js';

/** A server over a registry of its own, with a clock that tests move. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly registry: Registry;
  readonly log: RecordingLog;
  nowMs: number;
  /** Adds a user and returns the password. */
  readonly person: (name: string, role: Role, language?: User['language']) => Promise<string>;
  /** A browser that has logged in as a new user of this name and role. */
  readonly browser: (name: string, role: Role, language?: User['language']) => Promise<Browser>;
  readonly close: () => Promise<void>;
}

/** Requests from one address all count together; tests that do not mean it are not to be slowed down by it. */
const ample = { requestsPerMinute: 100_000, loginsPerAddress: 10_000 };

export async function testServer(
  settings: Partial<PageSettings> = {},
  parts: Partial<ServerParts> | ((registry: Registry) => Partial<ServerParts>) = {},
  limits?: QuarantineLimits,
): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ringform-pages-'));
  const registry = await openRegistry(path.join(folder, 'registry.sqlite'), limits);
  const log = new RecordingLog();
  const app = await buildServer({
    ...{ registry, log, pages: [] },
    now: () => server.nowMs,
    settings: { ...defaultPageSettings, ...ample, ...settings },
    ...(typeof parts === 'function' ? parts(registry) : parts),
  });
  const server: TestServer = {
    ...{ app, registry, log },
    nowMs: Date.UTC(2026, 10, 20, 9, 30),
    person: async (name, role, language = 'en') =>
      (await addUser(registry, { name, role, language }, 'test', server.nowMs)).password,
    browser: async (name, role, language) => {
      const password = await server.person(name, role, language);
      const browser = new Browser(app);
      const answer = await browser.login(name, password);
      if (answer.statusCode !== 303) throw new Error(`login: ${answer.statusCode}`);
      return browser;
    },
    close: async () => {
      await app.close();
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
  return server;
}

type Fields = Readonly<Record<string, string>>;

/** Keeps cookies, sends forms with the token of the page they stand on. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: FastifyInstance,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(url: string, headers: Fields = {}): Promise<LightMyRequestResponse> {
    return this.ask({ method: 'GET', url, headers });
  }

  /** Opens a page and sends a form with its token, as a person does. */
  async send(page: string, action: string, fields: Fields = {}): Promise<LightMyRequestResponse> {
    return this.post(action, { token: tokenOf(await this.get(page)), ...fields });
  }

  post(url: string, fields: Fields, headers: Fields = {}): Promise<LightMyRequestResponse> {
    return this.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  }

  login(name: string, password: string, from = '/account'): Promise<LightMyRequestResponse> {
    return this.send('/login', '/login', { name, password, from });
  }

  private async ask(request: {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: Fields;
    readonly payload?: string;
  }): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({
      ...request,
      headers: { ...this.headers, ...(cookie && { cookie }), ...request.headers },
    });
    for (const { name, value, maxAge, expires } of answer.cookies)
      if (value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() === 0))
        this.cookies.delete(name);
      else this.cookies.set(name, value);
    return answer;
  }
}

/** The form token on a page. @throws Error when it has none */
export function tokenOf(page: LightMyRequestResponse): string {
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1];
  if (token === undefined)
    throw new Error(`no form on the page (${page.statusCode}): ${page.body.slice(0, 300)}`);
  return token;
}

/** What a page says, without markup, on one line. */
export function said(page: LightMyRequestResponse): string {
  return page.body
    .replace(/^[\s\S]*<main[^>]*>|<\/main>[\s\S]*$/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
