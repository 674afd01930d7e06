import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../../../src/registry/open-registry.js';
import type { Registry } from '../../../src/registry/registry.js';
import { ROLES, type Role, type User } from '../../../src/registry/user-book.js';
import { RecordingLog } from '../../../src/service/log.js';
import { defaultPageSettings } from '../../../src/supervise/app/settings.js';
import { hashPassword } from '../../../src/supervise/auth/passwords.js';
import { supervisorPages } from '../../../src/supervise/pages/pages.js';
import type { ServerParts } from '../../../src/supervise/server.js';
import { fillRegistry, fixtureDistrict, type District } from './fixture.js';

/** The moment at which the tests' pages are looked at. */
export const NOW = Date.UTC(2026, 10, 23, 15, 20);
export const PASSWORD = 'kingfisher over the lake';

export interface ServedDistrict {
  readonly district: District;
  readonly registry: Registry;
  readonly log: RecordingLog;
  readonly parts: ServerParts;
  close(): Promise<void>;
}

/** A SQLite registry with the fixture's district and one user of each role, named after it: password `PASSWORD`. */
export async function serveDistrict(
  language: User['language'] = 'en',
  now: () => number = () => NOW,
  days?: number,
): Promise<ServedDistrict> {
  const folder = await mkdtemp(join(tmpdir(), 'ringform-pages-'));
  const registry = await openRegistry(join(folder, 'registry.sqlite'));
  const district = await fixtureDistrict(now(), days);
  await fillRegistry(registry, district);
  const passwordHash = await hashPassword(PASSWORD);
  for (const role of ROLES)
    await registry.putUser({ name: role, role, passwordHash, language, disabled: false }, 'test', now());
  const log = new RecordingLog();
  const settings = { ...defaultPageSettings, title: 'Four Rivers District' };
  return {
    ...{ district, registry, log },
    parts: { registry, log, now, settings, pages: [supervisorPages] },
    close: async () => {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Answer = LightMyRequestResponse;

/** A browser without script: keeps cookies, sends the token of the page that it was shown last. */
export class PlainBrowser {
  private readonly cookies = new Map<string, string>();
  private token = '';

  constructor(private readonly app: FastifyInstance) {}

  async get(url: string): Promise<Answer> {
    return this.kept(await this.app.inject({ url, headers: { cookie: this.cookie() } }));
  }

  async post(
    url: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.kept(
      await this.app.inject({
        ...{ method: 'POST', url },
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers, cookie: this.cookie() },
        payload: new URLSearchParams({ token: this.token, ...form }).toString(),
      }),
    );
  }

  async login(role: Role): Promise<this> {
    await this.get('/login');
    const answer = await this.post('/login', { name: role, password: PASSWORD });
    if (answer.statusCode !== 303) throw new Error(`login as ${role}: ${answer.statusCode} ${answer.body}`);
    await this.get('/');
    return this;
  }

  private cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private kept(answer: Answer): Answer {
    for (const { name, value } of answer.cookies) this.cookies.set(name, value);
    this.token = /name="token" value="([^"]*)"/.exec(answer.body)?.[1] ?? this.token;
    return answer;
  }
}
