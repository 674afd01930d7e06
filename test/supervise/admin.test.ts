import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/base/errors.js';
import type { Retaken } from '../../src/collect/retake.js';
import { QUARANTINE_LIMITS } from '../../src/registry/quarantine-limits.js';
import { QUARANTINE_REASONS, type Quarantined } from '../../src/registry/intake.js';
import type { Registry } from '../../src/registry/registry.js';
import { MOST_SHOWN, showBytes } from '../../src/supervise/admin/show-bytes.js';
import { Browser, said, testServer, type TestServer } from './security-fixture.js';

let server: TestServer | undefined;
const started = async (...options: Parameters<typeof testServer>): Promise<TestServer> =>
  (server = await testServer(...options));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const NASTY = `<script>alert('x')</script>"><img src=x onerror=alert(1)>'; DROP TABLE users; --`;

/** No markup of the text got into the page. */
function expectHarmless(page: string): void {
  expect(page).not.toMatch(/<script>alert|<img src=x|"><img/);
}

describe('users', () => {
  it('are added with a password that is shown once and opens', async () => {
    const { app, registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    const made = await boss.send('/admin/users', '/admin/users', {
      ...{ name: 'Okello P', role: 'reviewer', language: 'sw' },
    });
    expect(made.statusCode).toBe(200);
    const password = /<code class="secret">([^<]+)<\/code>/.exec(made.body)![1];
    const okello = new Browser(app);
    expect((await okello.login('okello p', password)).statusCode).toBe(303);
    expect((await okello.get('/account')).body).toContain('<html lang="sw">');
    expect(await registry.user('okello p')).toMatchObject({ role: 'reviewer', disabled: false });
    const list = await boss.get('/admin/users');
    expect(said(list)).toMatch(/boss \(you\) Administrator .* okello p Reviewer Kiswahili Active/);
    expect(list.body).not.toContain(password);
    expect(
      (await registry.audit()).some(
        ({ who, what, on }) => who === 'boss' && what === 'put-user' && on === 'okello p',
      ),
    ).toBe(true);
  });

  it('keep their names apart, and refuse what is none, shown as text', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    const add = (name: string): ReturnType<Browser['send']> =>
      boss.send('/admin/users', '/admin/users', { name, role: 'viewer', language: 'en' });
    const taken = await add('BOSS');
    expect(taken.statusCode).toBe(422);
    expect(said(taken)).toContain('There is a user of this name already.');
    const nasty = await add(NASTY);
    expect(nasty.statusCode).toBe(422);
    expectHarmless(nasty.body);
    expect(nasty.body).toContain('value="&lt;script&gt;alert(&#39;x&#39;)');
    expect(await registry.users()).toHaveLength(1);
  });

  it('get another role, are disabled, and are let in again', async () => {
    const { app, person, browser } = await started();
    const boss = await browser('boss', 'admin');
    const password = await person('amina', 'viewer');
    const amina = new Browser(app);
    await amina.login('amina', password);
    const page = '/admin/users/edit?name=amina';
    await boss.send(page, '/admin/users/edit', { name: 'amina', role: 'admin', active: 'yes' });
    expect((await amina.get('/admin/users')).statusCode).toBe(200);
    const saved = await boss.send(page, '/admin/users/edit', { name: 'amina', role: 'viewer' });
    expect(saved.headers.location).toBe('/admin/users/edit?name=amina&done=saved');
    expect((await amina.get('/account')).statusCode).toBe(303);
    expect((await amina.login('amina', password)).statusCode).toBe(401);
    await boss.send(page, '/admin/users/edit', { name: 'amina', role: 'viewer', active: 'yes' });
    expect((await amina.login('amina', password)).statusCode).toBe(303);
  });

  it('get a new password; the old one and its sessions end', async () => {
    const { app, person, browser } = await started();
    const boss = await browser('boss', 'admin');
    const old = await person('amina', 'viewer');
    const amina = new Browser(app);
    await amina.login('amina', old);
    const made = await boss.send('/admin/users/edit?name=amina', '/admin/users/password', { name: 'amina' });
    const fresh = /<code class="secret">([^<]+)<\/code>/.exec(made.body)![1];
    expect((await amina.get('/account')).statusCode).toBe(303);
    expect((await new Browser(app).login('amina', old)).statusCode).toBe(401);
    expect((await new Browser(app).login('amina', fresh)).statusCode).toBe(303);
  });

  it('always have one administrator who can sign in', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    const page = '/admin/users/edit?name=boss';
    for (const fields of [
      { name: 'boss', role: 'viewer', active: 'yes' },
      { name: 'boss', role: 'admin' },
    ]) {
      const answer = await boss.send(page, '/admin/users/edit', fields);
      expect(said(answer)).toContain('the only administrator');
    }
    expect(await registry.user('boss')).toMatchObject({ role: 'admin', disabled: false });
    expect((await boss.get('/admin/users/edit?name=nobody')).statusCode).toBe(404);
  });
});

describe('the audit log', () => {
  it('is paged, newest first, and complete', async () => {
    const { registry, browser, nowMs } = await started();
    const boss = await browser('boss', 'admin');
    for (let i = 0; i < 120; i++)
      await registry.note({
        atMs: nowMs + i,
        who: 'amina',
        what: 'export',
        on: `file-${i}`,
        detail: { rows: i },
      });
    const seen: string[] = [];
    let url: string | undefined = '/admin/audit';
    for (let pages = 0; url !== undefined && pages < 10; pages++) {
      const { body } = await boss.get(url);
      seen.push(...[...body.matchAll(/file-\d+/g)].map(([name]) => name));
      url = /class="button second"\s+href="(\/admin\/audit[^"]+)"/.exec(body)?.[1].replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => `file-${119 - i}`));
  });

  it('is searched by who and what', async () => {
    const { registry, browser, nowMs } = await started();
    const boss = await browser('boss', 'admin');
    for (let i = 0; i < 700; i++)
      await registry.note({
        atMs: nowMs,
        who: `user ${i % 7}`,
        what: i === 3 ? 'revoke' : 'export',
        on: `n${i}.`,
        detail: {},
      });
    const answer = await boss.get('/admin/audit?who=USER%203&what=revoke');
    expect(said(answer)).toMatch(/Device revoked .* user 3 n3\./);
    expect(answer.body).not.toContain('n10.');
    const one = await boss.get('/admin/audit?who=user%205');
    expect(one.body.match(/>n\d+\.</g)).toHaveLength(50);
    const next = /href="(\/admin\/audit\?who=user[^"]+)"/.exec(one.body)![1].replaceAll('&amp;', '&');
    const two = await boss.get(next);
    expect(two.body.match(/>n\d+\.</g)).toHaveLength(50);
    expect(said(await boss.get('/admin/audit?who=nobody'))).toContain('No entries.');
  });

  it('shows whatever was written as text', async () => {
    const { registry, browser, nowMs } = await started();
    const boss = await browser('boss', 'admin');
    await registry.note({
      atMs: nowMs,
      who: NASTY,
      what: NASTY,
      on: NASTY,
      detail: { [NASTY]: NASTY, deep: { x: NASTY } },
    });
    const page = await boss.get(`/admin/audit?who=${encodeURIComponent(NASTY)}`);
    expectHarmless(page.body);
    expect(said(page)).toContain(NASTY);
  });
});

const aside = (change: Partial<Quarantined> = {}): Quarantined => {
  const message = change.message ?? Buffer.from('{"kind":"slide"}');
  return {
    ...{
      reason: 'unknown-device',
      detail: 'no device rf-abcdefghijkl',
      topic: 'ringform/1/lake/rf-abcdefghijkl/results',
    },
    ...{ message, bytes: message.length, receivedAtMs: Date.UTC(2026, 10, 19, 8, 5) },
    ...change,
  };
};

describe('quarantine', () => {
  it('lists what waits, says every reason with advice, and keeps what is settled', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    expect(said(await boss.get('/admin/quarantine'))).toContain('Nothing is waiting');
    await registry.putAside(QUARANTINE_REASONS.map((reason, i) => aside({ reason, detail: `detail ${i}` })));
    const list = await boss.get('/admin/quarantine');
    expect(list.body.match(/href="\/admin\/quarantine\/\d+"/g)).toHaveLength(QUARANTINE_REASONS.length);
    for (const { number, detail } of await registry.quarantine()) {
      const page = said(await boss.get(`/admin/quarantine/${number}`));
      expect(page).toContain(detail);
      expect(page).toContain('{"kind":"slide"}');
    }
    const [{ number }] = await registry.quarantine();
    const done = await boss.send(`/admin/quarantine/${number}`, `/admin/quarantine/${number}/dismiss`);
    expect(said(await boss.get(done.headers.location!))).toMatch(
      /Dismissed\. .*Dismissed by boss, 20 Nov 2026, 09:30/,
    );
    expect((await registry.quarantine({ settled: true }))[0]).toMatchObject({
      number,
      settled: { how: 'dismissed', by: 'boss' },
    });
    const again = await boss.post(`/admin/quarantine/${number}/dismiss`, {
      token: /name="token" value="([^"]+)"/.exec((await boss.get('/account')).body)![1],
    });
    expect(again.headers.location).toContain('settled-already');
    expect((await registry.audit()).filter(({ what }) => what === 'settle-quarantine')).toHaveLength(1);
    expect((await boss.get('/admin/quarantine/999')).statusCode).toBe(404);
    expect((await boss.get('/admin/quarantine/x')).statusCode).toBe(404);
  });

  it('is paged', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    await registry.putAside(Array.from({ length: 60 }, (_, i) => aside({ message: Buffer.from(`m${i}`) })));
    const first = await boss.get('/admin/quarantine?show=all');
    expect(first.body.match(/href="\/admin\/quarantine\/\d+"/g)).toHaveLength(50);
    const next = /href="(\/admin\/quarantine\?show=all&amp;before=\d+)"/
      .exec(first.body)![1]
      .replaceAll('&amp;', '&');
    expect((await boss.get(next)).body.match(/href="\/admin\/quarantine\/\d+"/g)).toHaveLength(10);
  });

  it('shows any message as text, never as markup', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    await registry.putAside([
      aside({
        message: Buffer.from(NASTY),
        topic: `a/${NASTY}`,
        detail: NASTY,
        record: NASTY,
        device: NASTY,
      }),
    ]);
    const [{ number }] = await registry.quarantine();
    for (const url of ['/admin/quarantine', `/admin/quarantine/${number}`])
      expectHarmless((await boss.get(url)).body);
    expect(said(await boss.get(`/admin/quarantine/${number}`))).toContain(NASTY);
  });

  const retaking = (answer: () => Retaken): ((registry: Registry) => { retake: () => Promise<Retaken> }) => {
    return () => ({ retake: () => Promise.resolve().then(answer) });
  };
  const refused = (code: string) => (): Retaken => {
    throw new RefusedError(code, 'x', 'y');
  };

  it.each([
    [(): Retaken => ({ as: 'taken' }), 'Taken in. It now counts'],
    [(): Retaken => ({ as: 'duplicate' }), 'already been taken in another way'],
    [
      (): Retaken => ({ as: 'still-refused', reason: 'bad-signature', detail: 'detail of now' }),
      'Signature does not hold: detail of now',
    ],
    [refused('settled-already'), 'settled this message already'],
    [refused('incomplete'), 'too large to be kept whole'],
  ])('says what became of a message judged again (%#)', async (answer, words) => {
    const { registry, browser } = await started({}, retaking(answer));
    const boss = await browser('boss', 'admin');
    await registry.putAside([aside()]);
    const [{ number }] = await registry.quarantine();
    const sent = await boss.send(`/admin/quarantine/${number}`, `/admin/quarantine/${number}/retake`);
    const page = sent.statusCode === 303 ? await boss.get(sent.headers.location!) : sent;
    expect(said(page)).toContain(words);
  });

  it('says of what only the head is kept, and how many were only counted', async () => {
    const room = { whole: 1, bytes: 1000, heads: 1 };
    const classes = { signed: room, named: room, rest: room };
    const { registry, browser } = await started({}, {}, { ...QUARANTINE_LIMITS, classes });
    const boss = await browser('boss', 'admin');
    expect(said(await boss.get('/admin/quarantine'))).not.toContain('Only counted');
    const junk = ['one', 'two', 'three', 'four'].map((text) => Buffer.from(text));
    await registry.putAside(junk.map((message) => aside({ reason: 'not-a-record', message })));
    const list = await boss.get('/admin/quarantine');
    expect(list.body.match(/href="\/admin\/quarantine\/\d+"/g)).toHaveLength(2);
    expect(said(list)).toMatch(/Only counted .* Not a record 2 9 bytes/);
    const head = said(await boss.get('/admin/quarantine/2'));
    expect(head).toContain(createHash('sha256').update('two').digest('hex'));
    expect(head).not.toContain('Only its first');
  });

  it('dismisses all of one reason and one device at once, after a question, and what came meanwhile stays', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin', 'en');
    const junk = (n: number, device: string): Quarantined =>
      aside({ reason: 'not-a-record', message: Buffer.from(`junk ${n}`), device });
    await registry.putAside([
      aside(),
      ...[1, 2, 3].map((n) => junk(n, 'rf-a')),
      junk(4, 'rf-b'),
      junk(5, NASTY),
    ]);
    const list = await boss.get('/admin/quarantine');
    expect(said(list)).toMatch(
      /Open, by reason .*Not a record 5 Dismiss all of this reason… Unknown device 1 /,
    );
    const ask = '/admin/quarantine/dismiss?reason=not-a-record&device=rf-a';
    expect((await boss.get('/admin/quarantine/2')).body).toContain(ask.replace('&', '&amp;'));
    const page = await boss.get(ask);
    expect(said(page)).toMatch(
      /^Dismiss many at once Not a record .*How many 3 Device rf-a .*Dismiss 3 messages Back$/,
    );
    expect((await registry.quarantine({ settled: true })).length).toBe(0);
    const last = /name="last" value="(\d+)"/.exec(page.body)![1];
    await registry.putAside([junk(6, 'rf-a')]);
    const fields = { reason: 'not-a-record', device: 'rf-a', last };
    const done = await boss.send(ask, '/admin/quarantine/dismiss', fields);
    expect(said(await boss.get(done.headers.location!))).toContain('3 messages dismissed.');
    const left = await registry.quarantine({ settled: false });
    expect(left.map(({ device }) => device).sort()).toEqual([NASTY, 'rf-a', 'rf-b', undefined]);
    expect(said(await boss.get('/admin/audit'))).toMatch(/boss not-a-record .*messages 3.* rf-a/);

    expectHarmless(
      (
        await boss.get(
          `/admin/quarantine/dismiss?reason=not-a-record&device=${encodeURIComponent('"><img src=x')}`,
        )
      ).body,
    );
    const refused = ['?reason=none', '', `?reason=too-large&device=${'x'.repeat(61)}`];
    for (const query of refused)
      expect((await boss.get(`/admin/quarantine/dismiss${query}`)).statusCode).toBe(400);
    expect(said(await boss.get('/admin/quarantine/dismiss?reason=too-large'))).toContain('No messages.');
    expect((await boss.post('/admin/quarantine/dismiss', fields)).statusCode).toBe(403);
    const amina = await browser('amina', 'reviewer');
    expect((await amina.send('/account', '/admin/quarantine/dismiss', fields)).statusCode).toBe(403);
    expect((await registry.quarantine({ settled: false })).length).toBe(4);
  });

  it('offers no second judgement where nobody can give it, or where not all was kept', async () => {
    const without = await started();
    const boss = await without.browser('boss', 'admin');
    await without.registry.putAside([aside()]);
    expect((await boss.get('/admin/quarantine/1')).body).not.toContain('/retake');
    await without.close();
    const { registry, browser } = await started(
      {},
      retaking(() => ({ as: 'taken' })),
    );
    const other = await browser('boss', 'admin');
    await registry.putAside([aside(), aside({ reason: 'too-large', bytes: 10_000_000 })]);
    const [large, whole] = await registry.quarantine();
    expect((await other.get(`/admin/quarantine/${whole.number}`)).body).toContain('/retake');
    expect((await other.get(`/admin/quarantine/${large.number}`)).body).not.toContain('/retake');
  });
});

describe('bytes of unknown origin', () => {
  it('are text where they are, with what cannot be seen spelled out', () => {
    expect(showBytes(Buffer.from('a\nb\tc\u0000\u001b[31m\u202Eevil\u200B'))).toEqual({
      ...{ as: 'text', shown: 21 },
      text: 'a\nb⟨0009⟩c⟨0000⟩⟨001B⟩[31m⟨202E⟩evil⟨200B⟩',
    });
    expect(showBytes(new Uint8Array())).toEqual({ as: 'text', text: '', shown: 0 });
  });

  it('are hexadecimal where they are not', () => {
    const { as, text } = showBytes(Buffer.from([0xff, 0xd8, 0x41, 0x42, 0x00]));
    expect(as).toBe('hex');
    expect(text).toMatch(/^000000 {2}ff d8 41 42 00 +··AB·$/);
  });

  it('of any kind are shown with no sign that does something, and no more than a page holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 12 }), (bytes, times) => {
        const long = Buffer.concat(Array.from({ length: 1 + times }, () => bytes));
        const { text, shown } = showBytes(long);
        expect(shown).toBe(Math.min(long.length, MOST_SHOWN));
        expect(text).not.toMatch(/(?!\n)\p{C}/u);
      }),
    );
    expect(showBytes(Buffer.from('ä'.repeat(MOST_SHOWN))).as).toBe('text');
    expect(showBytes(Buffer.from(`a${'ä'.repeat(MOST_SHOWN)}`)).as).toBe('text');
  });
});

describe('enrolled devices', () => {
  const device = (id: string, name: string): Parameters<Registry['enrol']>[0] => ({
    ...{ id, name, site: 'lake', publicKey: '-----BEGIN PUBLIC KEY-----', enrolledBy: NASTY },
  });

  it('are listed, with names as text, and revoked after a question', async () => {
    const { registry, browser, nowMs } = await started();
    const boss = await browser('boss', 'admin');
    expect(said(await boss.get('/admin/devices'))).toContain('No device has been enrolled yet.');
    await registry.enrol(device('rf-abcdefghijkl', NASTY), nowMs);
    const list = await boss.get('/admin/devices');
    expectHarmless(list.body);
    expect(said(list)).toContain(NASTY);
    const question = '/admin/devices/revoke?id=rf-abcdefghijkl';
    const asked = await boss.get(question);
    expectHarmless(asked.body);
    expect(said(asked)).toContain('ringform enroll revoke rf-abcdefghijkl');
    expect((await registry.enrolled('rf-abcdefghijkl'))!.revokedAtMs).toBeUndefined();
    const done = await boss.send(question, '/admin/devices/revoke', { id: 'rf-abcdefghijkl' });
    expect(said(await boss.get(done.headers.location!))).toMatch(
      /Revoked\. Nothing more .* Revoked 20 Nov 2026/,
    );
    expect((await registry.enrolled('rf-abcdefghijkl'))!.revokedAtMs).toBe(nowMs);
    expect((await boss.get(question)).statusCode).toBe(404);
    expect((await registry.audit())[0]).toMatchObject({ who: 'boss', what: 'revoke', on: 'rf-abcdefghijkl' });
    expect((await boss.get("/admin/devices/revoke?id=rf-x'--")).statusCode).toBe(400);
  });
});
