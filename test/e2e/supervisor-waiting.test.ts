import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import type { BrokerLink, LinkState } from '../../src/broker/link.js';
import { pageModules } from '../../src/cli/supervise/page-modules.js';
import { runSupervisor } from '../../src/cli/supervise/run-supervisor.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { Registry } from '../../src/registry/registry.js';
import { RecordingLog } from '../../src/service/log.js';
import { noServiceManager } from '../../src/service/service-manager.js';
import { defaultPageSettings } from '../../src/supervise/app/settings.js';
import { hashPassword } from '../../src/supervise/auth/passwords.js';
import type { Moment } from '../../src/clock/moment.js';

const PASSWORD = 'kingfisher over the lake';

/** Real time, that can also be moved on. */
class MovedClock extends SystemClock {
  movedMs = 0;
  override uptimeMs(): number {
    return super.uptimeMs() + this.movedMs;
  }
  override moment(): Moment {
    const now = super.moment();
    return { ...now, uptimeMs: now.uptimeMs + this.movedMs };
  }
}

/** Never gets a connection until told. */
class AwayLink implements BrokerLink {
  private readonly listeners = new Set<(state: LinkState) => void>();
  private connected: (() => void) | undefined;
  readonly traffic = { sent: 0, received: 0 };
  state: LinkState = { state: 'down' };
  connect(): Promise<void> {
    return new Promise((resolve) => (this.connected = resolve));
  }
  disconnect(): Promise<void> {
    this.connected?.();
    return Promise.resolve();
  }
  publish(): Promise<void> {
    return Promise.resolve();
  }
  subscribe(): Promise<void> {
    return Promise.resolve();
  }
  onMessage(): () => void {
    return () => undefined;
  }
  onState(listener: (state: LinkState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  comes(): void {
    this.state = { state: 'up', protocol: '5' };
    for (const listener of this.listeners) listener(this.state);
    this.connected?.();
  }
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function loggedIn(address: string): Promise<string> {
  const first = await fetch(`${address}/login`);
  const token = /name="token" value="([^"]*)"/.exec(await first.text())![1];
  const before = first.headers.getSetCookie().map((text) => text.split(';')[0]);
  const answer = await fetch(`${address}/login`, {
    ...{ method: 'POST', redirect: 'manual', headers: { cookie: before.join('; ') } },
    body: new URLSearchParams({ token, name: 'amina', password: PASSWORD }),
  });
  expect(answer.status).toBe(303);
  return answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
}

describe('pages whose servers are away', () => {
  function started(open: () => Promise<Registry>, link?: BrokerLink) {
    const [stop, log, clock] = [new AbortController(), new RecordingLog(), new MovedClock()];
    const ended = runSupervisor(
      {
        ...{ clock, log, service: noServiceManager, openRegistry: open, ready: () => undefined },
        ...(link && { collect: { link, group: 'test' } }),
        page: { settings: defaultPageSettings, pages: pageModules, at: { host: '127.0.0.1', port: 0 } },
      },
      stop.signal,
    );
    onTestFinished(async () => {
      stop.abort();
      await ended;
    });
    const address = until(() => {
      const line = log.lines.find(({ words }) => words === 'the pages can be asked');
      return line && String(line['address']);
    });
    return { address, clock, stop, ended };
  }

  async function aRegistry(): Promise<Registry> {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringform-waiting-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const registry = await openRegistry(path.join(folder, 'registry.sqlite'));
    const passwordHash = await hashPassword(PASSWORD);
    await registry.putUser(
      { name: 'amina', role: 'viewer', language: 'en', disabled: false, passwordHash },
      'test',
      Date.now(),
    );
    return registry;
  }

  it('say that the database does not answer, look again by themselves, and are there once it is', async () => {
    const registry = await aRegistry();
    let there = false;
    const { address } = started(() =>
      there
        ? Promise.resolve(registry)
        : Promise.reject(new StorageError('server-unreachable', 'It does not answer.', 'Start it.')),
    );
    const pages = await address;
    for (const language of ['en', 'fr', 'pt', 'sw']) {
      const answer = await fetch(`${pages}/login`, { headers: { 'accept-language': language } });
      expect([answer.status, answer.headers.get('refresh')]).toEqual([503, '15']);
      expect(await answer.text()).toContain(
        {
          en: 'The database does not answer',
          fr: 'La base de données ne répond pas',
          pt: 'A base de dados não responde',
          sw: 'Hifadhidata haijibu',
        }[language],
      );
    }
    const style = /href="(\/assets\/page[^"]*)"/.exec(await (await fetch(`${pages}/login`)).text())![1];
    expect((await fetch(pages + style)).status).toBe(200);
    there = true;
    await until(async () => ((await fetch(`${pages}/login`)).status === 200 ? true : undefined));
    const page = await fetch(`${pages}/`, { headers: { cookie: await loggedIn(pages) } });
    expect([page.status, page.headers.get('refresh')]).toEqual([200, null]);
  });

  it('end when told to while the database is still away', async () => {
    const { address, stop, ended } = started(() =>
      Promise.reject(new StorageError('server-unreachable', 'It does not answer.', 'Start it.')),
    );
    const pages = await address;
    stop.abort();
    await ended;
    await expect(fetch(`${pages}/login`)).rejects.toThrow();
  });

  it('are not there at all where the registry is of a newer program: a person must act', async () => {
    const newer = new StorageError('store-newer', 'Made by a newer program.', 'Update.');
    const stop = new AbortController();
    await expect(
      runSupervisor(
        {
          ...{ clock: new SystemClock(), log: new RecordingLog(), service: noServiceManager },
          openRegistry: () => Promise.reject(newer),
          ready: () => undefined,
          page: { settings: defaultPageSettings, pages: pageModules, at: { host: '127.0.0.1', port: 0 } },
        },
        stop.signal,
      ),
    ).rejects.toBe(newer);
  });

  it('say that there is no connection to the broker, when it lasts, until there is one', async () => {
    const registry = await aRegistry();
    const link = new AwayLink();
    const { address, clock } = started(() => Promise.resolve(registry), link);
    const pages = await address;
    await until(async () => ((await fetch(`${pages}/login`)).status === 200 ? true : undefined));
    const cookie = await loggedIn(pages);
    const overview = async (): Promise<string> => (await fetch(`${pages}/`, { headers: { cookie } })).text();
    expect(await overview()).not.toContain('No connection to the message broker');
    clock.movedMs = 16_000;
    expect(await overview()).toContain('No connection to the message broker since');
    expect(await (await fetch(`${pages}/login`)).text()).not.toContain('No connection');
    link.comes();
    await until(async () => ((await overview()).includes('No connection') ? undefined : true));
  });
});
