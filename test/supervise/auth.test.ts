import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { localPath } from '../../src/supervise/app/forms.js';
import { createFirstAdmin } from '../../src/supervise/auth/keep-user.js';
import {
  hashPassword,
  newPassword,
  passwordHolds,
  passwordProblem,
} from '../../src/supervise/auth/passwords.js';
import { formToken, formTokenHolds } from '../../src/supervise/auth/tokens.js';
import { isUserName, userName } from '../../src/supervise/auth/user-names.js';
import { Browser, said, testServer, tokenOf, type TestServer } from './security-fixture.js';

let server: TestServer | undefined;
const started = async (...options: Parameters<typeof testServer>): Promise<TestServer> =>
  (server = await testServer(...options));
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const minutes = 60_000;
const hours = 60 * minutes;

describe('passwords', () => {
  it('are hashed by argon2id at the cost that OWASP names, each with its own salt', async () => {
    const [one, other] = [await hashPassword('open sesame now'), await hashPassword('open sesame now')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await passwordHolds(one, 'open sesame now')).toBe(true);
    expect(await passwordHolds(one, 'open sesame nou')).toBe(false);
    expect(await passwordHolds(undefined, 'open sesame now')).toBe(false);
  });

  it('are the same however the keyboard composed them', async () => {
    expect(await passwordHolds(await hashPassword('café du matin'), 'café du matin')).toBe(true);
  });

  it('that are easy to guess are refused with the reason', () => {
    expect(passwordProblem('short', 'amina')).toBe('too-short');
    expect(passwordProblem('x'.repeat(201), 'amina')).toBe('too-long');
    expect(passwordProblem('aaaaaaaaaaaaaaaa', 'amina')).toBe('too-simple');
    expect(passwordProblem('aminaamina12', 'amina')).toBe('too-simple');
    expect(passwordProblem('123456789012', 'amina')).toBe('too-simple');
    expect(passwordProblem('mango river stool', 'amina')).toBeUndefined();
  });

  it('made for handing over are long, legible and never twice the same', () => {
    const made = Array.from({ length: 200 }, newPassword);
    expect(new Set(made).size).toBe(200);
    for (const password of made) {
      expect(password).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
      expect(passwordProblem(password, 'amina')).toBeUndefined();
    }
  });
});

describe('form tokens', () => {
  it('hold for their own secret alone, and are another one each time', () => {
    const token = formToken('secret');
    expect(formTokenHolds('secret', token)).toBe(true);
    expect(formTokenHolds('other', token)).toBe(false);
    expect(formToken('secret')).not.toBe(token);
    for (const wrong of [undefined, '', '.', 'a.b', `${token}x`, token.slice(1), `${token}.`, [token], 7])
      expect(formTokenHolds('secret', wrong), String(wrong)).toBe(false);
  });
});

describe('names', () => {
  it('are one name in any case and spacing', () => {
    expect(userName('  Amina K ')).toBe('amina k');
    for (const name of ['amina', 'amina k', 'josé.maria', 'a', 'o-1@site', 'ña', 'a'.repeat(60)])
      expect(isUserName(name), name).toBe(true);
    for (const name of [
      '',
      ' ',
      'a ',
      ' a',
      'a  b',
      '<b>',
      "o'r",
      'a/b',
      'a'.repeat(61),
      'a\nb',
      '-',
      "x';--",
    ])
      expect(isUserName(name), JSON.stringify(name)).toBe(false);
  });
});

describe('where a login leads', () => {
  it('is always on this server', () => {
    for (const path of ['/', '/slides?label=%C3%A9&x=%2F', '/devices/rf-abc?a=[]~!'])
      expect(localPath(path)).toBe(path);
    for (const path of [
      undefined,
      '',
      '//evil',
      '/\\evil',
      'https://evil',
      '/\t/evil',
      '/a\\b',
      'x',
      '/\u0000',
    ])
      expect(localPath(path), JSON.stringify(path)).toBe('/');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new URL(localPath(text), 'http://here').origin).toBe('http://here');
      }),
    );
  });
});

describe('the first user', () => {
  it('is an administrator, made once', async () => {
    const { registry, app, nowMs } = await started();
    const made = await createFirstAdmin(registry, 'Root Admin', 'fr', nowMs);
    expect(made?.name).toBe('root admin');
    expect(await createFirstAdmin(registry, 'second', 'en', nowMs)).toBeUndefined();
    const browser = new Browser(app);
    expect((await browser.login('root admin', made!.password)).statusCode).toBe(303);
    expect((await browser.get('/admin/users')).statusCode).toBe(200);
  });
});

describe('logging in', () => {
  it('leads to the page that was asked for, and is in the audit log', async () => {
    const { registry, person, app } = await started();
    const password = await person('amina', 'viewer');
    const browser = new Browser(app);
    const refused = await browser.get('/account?x=1');
    expect(refused.statusCode).toBe(303);
    expect(refused.headers.location).toBe('/login?from=%2Faccount%3Fx%3D1&why=ended');
    const form = await browser.get(refused.headers.location!);
    expect(form.body).toContain('name="from" value="/account?x=1"');
    const answer = await browser.post('/login', {
      ...{ token: tokenOf(form), name: ' AMINA ', password, from: '/account?x=1' },
    });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/account?x=1');
    expect(said(await browser.get('/account'))).toContain('amina');
    expect((await registry.audit())[0]).toMatchObject({ who: 'amina', what: 'login', on: 'amina' });
  });

  it('says the same for a wrong name, a wrong password and a disabled user, and notes which', async () => {
    const { registry, person, app } = await started();
    const password = await person('amina', 'viewer');
    await person('off', 'viewer');
    await registry.putUser({ ...(await registry.user('off'))!, disabled: true }, 'test', 1);
    const answers = [];
    for (const [name, tried] of [
      ['nobody', password],
      ['amina', 'not this one'],
      ['off', password],
    ])
      answers.push(await new Browser(app).login(name, tried));
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(said(answer)).toContain('User name or password is wrong.');
      expect(answer.cookies.filter(({ name }) => name.includes('session'))).toEqual([]);
    }
    const shape = (text: string): string => text.replace(/value="[^"]*"/g, '');
    expect(shape(answers[0].body)).toBe(shape(answers[1].body));
    const notes = (await registry.audit()).filter(({ what }) => what === 'login-failed');
    expect(notes.map(({ who, detail }) => [who, detail['reason']])).toEqual([
      ['off', 'disabled user'],
      ['amina', 'wrong password'],
      // What was typed as a name is not written down: it may have been a password.
      ['?', 'unknown user'],
    ]);
  });

  it('takes as long for a name that is not there', async () => {
    const { person, app } = await started({ loginsPerName: 1000 });
    await person('amina', 'viewer');
    const time = async (name: string): Promise<number> => {
      const browser = new Browser(app);
      const token = tokenOf(await browser.get('/login'));
      const from = performance.now();
      await browser.post('/login', { token, name, password: 'not this one', from: '/' });
      return performance.now() - from;
    };
    await time('nobody'); // the stand-in's hash is made at the first
    const [there, absent]: [number[], number[]] = [[], []];
    for (let i = 0; i < 9; i++) {
      there.push(await time('amina'));
      absent.push(await time('nobody'));
    }
    const median = (times: number[]): number => times.sort((a, b) => a - b)[4];
    // Without the stand-in it would be a hundredth.
    expect(median(absent) / median(there)).toBeGreaterThan(0.5);
    expect(median(absent) / median(there)).toBeLessThan(2);
  });

  it('opens a session whose cookie no script reads, and whose token is not in the store', async () => {
    const { registry, person, app, nowMs } = await started();
    const browser = new Browser(app);
    const answer = await browser.login('amina', await person('amina', 'viewer'));
    const cookie = answer.cookies.find(({ name }) => name === 'ringform-session')!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie.maxAge).toBeUndefined();
    expect(Buffer.from(cookie.value, 'base64url')).toHaveLength(32);
    const hash = createHash('sha256').update(cookie.value).digest('base64url');
    expect(await registry.session(hash, nowMs, 0)).toMatchObject({ user: 'amina' });
    expect(await registry.session(cookie.value, nowMs, 0)).toBeUndefined();
  });

  it('gives another session than the one that was planted before', async () => {
    const { person, app, browser } = await started();
    const attacker = await browser('mallory', 'viewer');
    const planted = attacker.cookies.get('ringform-session')!;
    const victim = new Browser(app);
    const password = await person('amina', 'viewer');
    victim.cookies.set('ringform-session', 'made-up-by-the-attacker');
    await victim.login('amina', password);
    expect(victim.cookies.get('ringform-session')).not.toBe('made-up-by-the-attacker');
    attacker.cookies.set('ringform-session', 'made-up-by-the-attacker');
    expect((await attacker.get('/account')).statusCode).toBe(303);
    // Even a real session of the attacker's that was planted is closed by the login.
    const other = new Browser(app);
    const form = await other.get('/login');
    other.cookies.set('ringform-session', planted);
    const token = tokenOf(form);
    const page = await other.post('/login', { token, name: 'amina', password, from: '/' });
    // While logged in as mallory, the token of the form before login is refused: nothing mixes.
    expect(page.statusCode).toBe(403);
  });

  it('needs the token of its own form', async () => {
    const { person, app } = await started();
    const password = await person('amina', 'viewer');
    const browser = new Browser(app);
    const fields = { name: 'amina', password, from: '/' };
    expect((await browser.post('/login', fields)).statusCode).toBe(403);
    const foreign = tokenOf(await new Browser(app).get('/login'));
    await browser.get('/login');
    expect((await browser.post('/login', { ...fields, token: foreign })).statusCode).toBe(403);
  });

  it('hashes the password anew when the cost was another', async () => {
    const { registry, person, app } = await started();
    const password = await person('amina', 'viewer');
    const { hash } = await import('@node-rs/argon2');
    const cheap = await hash(password, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
    await registry.putUser({ ...(await registry.user('amina'))!, passwordHash: cheap }, 'test', 1);
    await new Browser(app).login('amina', password);
    expect((await registry.user('amina'))!.passwordHash).toMatch(/m=19456,t=2,p=1/);
  });
});

describe('tries', () => {
  it('on one name are limited, whoever makes them, but not for a browser that was in before', async () => {
    const { person, app } = await started({ loginsPerName: 3 });
    const password = await person('amina', 'viewer');
    const hers = new Browser(app);
    await hers.login('amina', password);
    await hers.send('/account', '/logout');
    const stranger = new Browser(app);
    // Hers was counted as one of the three, before anything was known of her browser.
    expect((await stranger.login('amina', 'guess one')).statusCode).toBe(401);
    expect((await stranger.login('AMINA', 'guess two')).statusCode).toBe(401);
    const refused = await stranger.login('amina', password);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(said(refused)).toMatch(/Too many requests.*Try again in 15 min/);
    expect((await hers.login('amina', password)).statusCode).toBe(303);
  });

  it('from one address are limited, on whatever names', async () => {
    const { app } = await started({ loginsPerAddress: 4 });
    const browser = new Browser(app);
    for (let i = 0; i < 4; i++) expect((await browser.login(`name${i}`, 'guess')).statusCode).toBe(401);
    expect((await browser.login('name9', 'guess')).statusCode).toBe(429);
  });

  it('at the current password of an open session are limited', async () => {
    const { browser } = await started({ loginsPerName: 3 });
    const amina = await browser('amina', 'viewer');
    const fields = { fresh: 'mango river stool', again: 'mango river stool' };
    for (let i = 0; i < 3; i++)
      expect(
        (await amina.send('/account', '/account/password', { current: `guess ${i}`, ...fields })).statusCode,
      ).toBe(422);
    const refused = await amina.send('/account', '/account/password', { current: 'guess', ...fields });
    expect(refused.statusCode).toBe(429);
  });
});

describe('a session', () => {
  it('ends with signing out, for every copy of its cookie', async () => {
    const { registry, app, browser } = await started();
    const amina = await browser('amina', 'viewer');
    const copy = new Browser(app);
    copy.cookies.set('ringform-session', amina.cookies.get('ringform-session')!);
    expect((await copy.get('/account')).statusCode).toBe(200);
    const out = await amina.send('/account', '/logout');
    expect(out.headers.location).toBe('/login?why=out');
    expect(amina.cookies.has('ringform-session')).toBe(false);
    expect((await copy.get('/account')).statusCode).toBe(303);
    expect((await registry.audit())[0]).toMatchObject({ who: 'amina', what: 'logout' });
  });

  it('that ends leads to a page in the language that was read until then', async () => {
    const { browser } = await started();
    for (const [name, form] of [
      ['amina', '/logout'],
      ['okello', '/account/sign-out-everywhere'],
    ]) {
      const person = await browser(name, 'viewer', 'sw');
      expect((await person.send('/account', form)).headers.location).toBe('/login?why=out');
      expect((await person.get('/login?why=out')).body).toContain('<html lang="sw">');
    }
  });

  it('ends when nobody asked for anything for so long', async () => {
    const test = await started({ sessionIdleMs: 2 * hours, sessionMaxMs: 12 * hours });
    const amina = await test.browser('amina', 'viewer');
    test.nowMs += 1.9 * hours;
    expect((await amina.get('/account')).statusCode).toBe(200);
    test.nowMs += 1.9 * hours;
    expect((await amina.get('/account')).statusCode).toBe(200);
    test.nowMs += 2.1 * hours;
    expect((await amina.get('/account')).statusCode).toBe(303);
  });

  it('is not kept alive by what a page asks for by itself', async () => {
    const test = await started(
      { sessionIdleMs: 2 * hours, sessionMaxMs: 100 * hours },
      { pages: [(app) => app.get('/poll', { config: { background: true } }, () => 'still here')] },
    );
    const amina = await test.browser('amina', 'viewer');
    for (let i = 0; i < 3; i++) {
      test.nowMs += 0.6 * hours;
      expect((await amina.get('/poll')).statusCode).toBe(200);
    }
    test.nowMs += 0.6 * hours;
    expect((await amina.get('/poll')).statusCode).toBe(401);
    expect((await amina.get('/account')).statusCode).toBe(303);
  });

  it('ends after its longest time, however busy', async () => {
    const test = await started({ sessionIdleMs: 2 * hours, sessionMaxMs: 12 * hours });
    const amina = await test.browser('amina', 'viewer');
    for (let i = 0; i < 12; i++) {
      test.nowMs += hours;
      expect((await amina.get('/account')).statusCode, `after ${i + 1} h`).toBe(200);
    }
    test.nowMs += 0.1 * hours;
    expect((await amina.get('/account')).statusCode).toBe(303);
  });

  it('ends when its user is disabled, and has no more than the role that is left', async () => {
    const { registry, browser } = await started();
    const boss = await browser('boss', 'admin');
    expect((await boss.get('/admin/users')).statusCode).toBe(200);
    const user = (await registry.user('boss'))!;
    await registry.putUser({ ...user, role: 'viewer' }, 'test', 1);
    expect((await boss.get('/admin/users')).statusCode).toBe(403);
    await registry.putUser({ ...user, disabled: true }, 'test', 1);
    expect((await boss.get('/account')).statusCode).toBe(303);
    await registry.putUser(user, 'test', 1);
    expect((await boss.get('/account')).statusCode).toBe(303);
  });
});

describe('my account', () => {
  it('changes the password and ends all other sessions', async () => {
    const { registry, person, app } = await started();
    const password = await person('amina', 'viewer');
    const [here, elsewhere] = [new Browser(app), new Browser(app)];
    await here.login('amina', password);
    await elsewhere.login('amina', password);
    const fresh = 'mango river stool';
    const before = here.cookies.get('ringform-session');
    const answer = await here.send('/account', '/account/password', {
      ...{ current: password, fresh, again: fresh },
    });
    expect(answer.headers.location).toBe('/account?done=password');
    expect(said(await here.get('/account?done=password'))).toContain('Password changed.');
    expect(here.cookies.get('ringform-session')).not.toBe(before);
    expect((await elsewhere.get('/account')).statusCode).toBe(303);
    expect((await new Browser(app).login('amina', password)).statusCode).toBe(401);
    expect((await new Browser(app).login('amina', fresh)).statusCode).toBe(303);
    const whats = (await registry.audit()).map(({ what }) => what);
    expect(whats).toContain('password-changed');
    expect(JSON.stringify(await registry.audit())).not.toMatch(/mango|argon2/);
  });

  it('says what is wrong with a new password, and changes nothing', async () => {
    const { person, app } = await started();
    const password = await person('amina', 'viewer');
    const amina = new Browser(app);
    await amina.login('amina', password);
    const good = 'mango river stool';
    for (const [fields, words] of [
      [{ current: 'wrong', fresh: good, again: good }, 'The current password is wrong.'],
      [{ current: password, fresh: 'short', again: 'short' }, 'too short'],
      [{ current: password, fresh: good, again: 'other' }, 'not the same'],
    ] as const) {
      const answer = await amina.send('/account', '/account/password', fields);
      expect(answer.statusCode).toBe(422);
      expect(said(answer)).toContain(words);
    }
    expect((await new Browser(app).login('amina', password)).statusCode).toBe(303);
  });

  it('signs out everywhere', async () => {
    const { person, app } = await started();
    const password = await person('amina', 'viewer');
    const [here, elsewhere] = [new Browser(app), new Browser(app)];
    await here.login('amina', password);
    await elsewhere.login('amina', password);
    await here.send('/account', '/account/sign-out-everywhere');
    expect((await here.get('/account')).statusCode).toBe(303);
    expect((await elsewhere.get('/account')).statusCode).toBe(303);
  });

  it('speaks the language chosen there', async () => {
    const { browser } = await started();
    const amina = await browser('amina', 'viewer');
    await amina.send('/account', '/account/language', { language: 'sw' });
    const page = await amina.get('/account', { 'accept-language': 'fr' });
    expect(page.body).toContain('<html lang="sw">');
    expect(said(page)).toContain('Akaunti yangu');
    expect((await amina.send('/account', '/account/language', { language: 'xx' })).statusCode).toBe(400);
  });
});
