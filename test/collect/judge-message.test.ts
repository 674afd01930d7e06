import { createPublicKey } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMessage, type Judged, type KnownDevice } from '../../src/collect/judge-message.js';
import { knownDevice } from '../../src/collect/known-devices.js';
import { isRefused, readMessage } from '../../src/collect/read-message.js';
import { MOST_MESSAGE_BYTES, signMessage } from '../../src/record/signature.js';
import { ADevice, slideBodyOf, type SignedRecord } from './a-device.js';

const device = new ADevice();
const stranger = new ADevice();
const book = new Map([[device.id, knownDevice(device.enrolled)]]);
const lookUp = (id: string): Promise<KnownDevice | undefined> => Promise.resolve(book.get(id));

const judge = (topic: string, bytes: Uint8Array): Promise<Judged> =>
  judgeMessage({ topic, bytes, receivedAtMs: 5 }, lookUp);

async function reasonFor(topic: string, bytes: Uint8Array): Promise<string> {
  const judged = await judge(topic, bytes);
  return 'aside' in judged ? `${judged.aside.reason}: ${judged.aside.detail}` : 'verified';
}

/** The record with something of its payload changed before it was signed. */
function changed({ record }: SignedRecord, change: Readonly<Record<string, unknown>>): Buffer {
  return signMessage(Buffer.from(JSON.stringify({ ...record, ...change })), device.privateKey);
}

describe('a message is judged', () => {
  const good = device.slide();

  it('a record of a device that was let in is taken, with what this program does not know of', async () => {
    const later = device.slide({}, { fromLater: { list: [1, 'two'] } });
    const judged = await judge(later.topic, later.message);
    if (!('verified' in judged)) throw new Error(judged.aside.detail);
    expect(judged.verified.record).toEqual(later.record);
    expect(judged.verified).toMatchObject({ hash: later.hash, receivedAtMs: 5 });
    expect(Buffer.from(judged.verified.message).equals(later.message)).toBe(true);
  });

  it('too large: only its beginning is kept', async () => {
    const judged = await judge(good.topic, new Uint8Array(MOST_MESSAGE_BYTES + 1));
    expect(judged).toMatchObject({
      aside: { reason: 'too-large', bytes: MOST_MESSAGE_BYTES + 1, device: device.id },
    });
    expect('aside' in judged && judged.aside.message.length).toBe(4096);
    expect(await reasonFor(good.topic, new Uint8Array(MOST_MESSAGE_BYTES))).toMatch(/^not-a-record/);
  });

  it('packed: taken, and stored, unpacked', async () => {
    const judged = await judge(good.topic, gzipSync(good.message));
    if (!('verified' in judged)) throw new Error(judged.aside.detail);
    expect(judged.verified.hash).toBe(good.hash);
    expect(Buffer.from(judged.verified.message).equals(good.message)).toBe(true);
  });

  it('packed and refused for what it says: put aside unpacked, so that it can be read', async () => {
    const unknown = stranger.slide();
    const judged = await judge(unknown.topic, gzipSync(unknown.message));
    if (!('aside' in judged)) throw new Error('taken');
    expect(judged.aside).toMatchObject({ reason: 'unknown-device', bytes: unknown.message.length });
    expect(Buffer.from(judged.aside.message).equals(unknown.message)).toBe(true);
    expect(judged.hash).toBe(unknown.hash);
    expect(await reasonFor(good.topic, gzipSync('{"v":1}'))).toMatch(/^not-a-record: does not begin/);
  });

  it('packed into a few bytes that would grow beyond the longest message: put aside as it came', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MOST_MESSAGE_BYTES));
    const judged = await judge(good.topic, bomb);
    expect(judged).toMatchObject({
      aside: { reason: 'too-large', bytes: bomb.length, device: device.id },
    });
    expect('aside' in judged && judged.aside.message.length).toBe(4096);
    expect(await reasonFor(good.topic, bomb)).toContain('when unpacked');
    expect(await reasonFor('elsewhere', bomb)).toMatch(/^too-large/);
  });

  it('packed and longer than the longest message before it is unpacked', async () => {
    const long = Buffer.concat([gzipSync(good.message), Buffer.alloc(MOST_MESSAGE_BYTES)]);
    expect(await reasonFor(good.topic, long)).toBe(
      `too-large: ${long.length} bytes; ${MOST_MESSAGE_BYTES} at most are read`,
    );
  });

  it('packed, and cut short or packed again: no record', async () => {
    const packed = gzipSync(good.message);
    for (const bytes of [packed.subarray(0, -9), packed.subarray(0, 3), Buffer.concat([packed, packed])])
      expect(await reasonFor(good.topic, bytes)).toMatch(/^not-a-record: packed/);
    expect(await reasonFor(good.topic, gzipSync(packed))).toMatch(/^not-a-record/);
  });

  it.each([
    ['nothing', Buffer.of()],
    ['plain JSON', Buffer.from('{"v":1}')],
    [
      'a header of another algorithm',
      Buffer.from(`${Buffer.from('{"alg":"none"}').toString('base64url')}..\n{}`),
    ],
    ['no line end', Buffer.from('a'.repeat(5000))],
  ])('%s is no record', async (_, bytes) => {
    expect(await reasonFor(good.topic, bytes)).toMatch(/^not-a-record/);
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not UTF-8'],
    ['a byte order mark', Buffer.from('\ufeff{}'), 'not JSON'],
    ['half of JSON', Buffer.from('{"v":1,'), 'not JSON'],
    ['a list', Buffer.from('[1]'), 'not an object'],
    ['null', Buffer.from('null'), 'not an object'],
    ['an escaped NUL', Buffer.from('{"v":1,"x":{"y":["a\\u0000"]}}'), 'NUL'],
    ['half a surrogate pair', Buffer.from('{"v":1,"\\ud800":1}'), 'surrogate'],
  ])('%s is invalid text', async (_, payload, words) => {
    const told = await reasonFor(good.topic, signMessage(payload, device.privateKey));
    expect(told).toMatch(/^invalid-text/);
    expect(told).toContain(words);
  });

  it('a pair of surrogates is text like any other', async () => {
    expect(await reasonFor(good.topic, changed(good, { x: '😀 \\u0000' }))).toBe('verified');
  });

  it.each([
    ['all brackets', '{"v":1,"x":' + '['.repeat(500_000)],
    ['well-formed', `{"v":1,"x":${'['.repeat(40)}${']'.repeat(40)}}`],
  ])('nested without end is invalid content: %s', async (_, text) => {
    expect(await reasonFor(good.topic, signMessage(Buffer.from(text), device.privateKey))).toBe(
      'invalid-content: nested deeper than 32 levels',
    );
  });

  it('another version is put aside with id and hash, whatever else it holds', async () => {
    const message = signMessage(
      Buffer.from(JSON.stringify({ v: 2, id: good.id, device: device.id, something: 'else' })),
      device.privateKey,
    );
    const judged = await judge(good.topic, message);
    expect(judged).toMatchObject({
      aside: { reason: 'unknown-version', record: good.id, device: device.id },
    });
    expect('aside' in judged && judged.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await reasonFor(good.topic, changed(good, { v: '1' }))).toMatch(
      /^unknown-version: names no version/,
    );
  });

  it('content that does not fit is named by place and in words', async () => {
    const fields = [{ ...slideBodyOf({ slide: 'a'.repeat(32) }).fields[0], redCells: -1 }];
    const body = slideBodyOf({ slide: 'a'.repeat(32), fields });
    expect(await reasonFor(good.topic, changed(good, { body }))).toMatch(
      /^invalid-content: body\.fields\.0\.redCells: \S+/,
    );
    expect(await reasonFor(good.topic, changed(good, { kind: 'other' }))).toMatch(/^invalid-content: kind/);
  });

  it.each([
    ['of another device', good.topic.replace(device.id, stranger.id), `the record is of ${device.id}`],
    ['of another site', good.topic.replace('kisumu', 'homa-bay'), 'the record is of site kisumu'],
    ['of another lane', good.topic.replace('results', 'health'), 'the record is of lane results'],
    ['of no lane', good.topic.replace('results', 'other'), 'the topic is no lane'],
  ])('the topic %s', async (_, topic, words) => {
    expect(await reasonFor(topic, good.message)).toBe(
      `wrong-topic: ${words}${words.endsWith('lane') ? ' of a device' : ''}`,
    );
  });

  it('a kind on a lane that is not its own', async () => {
    const chain = { ...good.record.chain, lane: 'health' };
    const told = await reasonFor(good.topic.replace('results', 'health'), changed(good, { chain }));
    expect(told).toBe('wrong-topic: a slide does not go on lane health');
  });

  it('a device nobody knows, and one that was shut out', async () => {
    const other = stranger.slide();
    expect(await reasonFor(other.topic, other.message)).toMatch(/^unknown-device/);
    book.set(stranger.id, knownDevice({ ...stranger.enrolled, revokedAtMs: 1 }));
    expect(await reasonFor(other.topic, other.message)).toMatch(/^revoked-device/);
    book.delete(stranger.id);
  });

  it('a signature by another key, in either name', async () => {
    const payload = Buffer.from(JSON.stringify(good.record));
    expect(await reasonFor(good.topic, signMessage(payload, stranger.privateKey))).toBe(
      'bad-signature: signed in the name of another device',
    );
    const header = good.message.subarray(0, good.message.indexOf('..'));
    const theirs = signMessage(payload, stranger.privateKey);
    const mixed = Buffer.concat([header, theirs.subarray(theirs.indexOf('..'))]);
    expect(await reasonFor(good.topic, mixed)).toMatch(/^bad-signature: the signature does not/);
  });

  it('a key on file that is not the device’s, or no key', async () => {
    const { publicKey } = stranger.enrolled;
    for (const entry of [
      { ...device.enrolled, publicKey },
      { ...device.enrolled, publicKey: 'no key' },
    ]) {
      const judged = await judgeMessage({ topic: good.topic, bytes: good.message, receivedAtMs: 5 }, () =>
        Promise.resolve(knownDevice(entry)),
      );
      expect(judged).toMatchObject({ aside: { reason: 'bad-signature' } });
    }
  });

  it('text that looks like SQL or HTML is text', async () => {
    const label = `'; DROP TABLE slides; -- <script>alert("&amp;")</script>`;
    const nasty = device.slide({ label, note: label, author: label });
    const judged = await judge(nasty.topic, nasty.message);
    expect('verified' in judged && judged.verified.record.body).toMatchObject({ label, note: label });
  });

  it('names that every object has do nothing', async () => {
    const text = JSON.stringify(good.record).replace(
      '"v":1',
      '"v":1,"__proto__":{"kind":"health"},"constructor":1',
    );
    const judged = await judge(good.topic, signMessage(Buffer.from(text), device.privateKey));
    expect('verified' in judged && judged.verified.record.kind).toBe('slide');
    expect(({} as { kind?: string }).kind).toBeUndefined();
  });
});

describe('whatever comes', () => {
  const good = device.slide({ label: 'ж—😀' });
  const key = createPublicKey(device.enrolled.publicKey);

  it('any bytes on any topic: a reason in words, never a throw', async () => {
    const topics = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constant(good.topic),
      fc.constant('ringform/1/a/b/c'),
    );
    const header = good.message.subarray(0, good.message.indexOf('\n') + 1);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 4000 }),
      fc.uint8Array({ maxLength: 4000 }).map((rest) => Buffer.concat([header, rest])),
      fc.json({ depthSize: 'large' }).map((text) => signMessage(Buffer.from(text), device.privateKey)),
    );
    await fc.assert(
      fc.asyncProperty(topics, bytes, async (topic, message) => {
        const judged = await judge(topic, message);
        if ('verified' in judged) throw new Error('taken');
        expect(judged.aside.detail).not.toBe('');
        expect(judged.aside.bytes).toBe(message.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('a record with any part of it replaced, signed again: taken or put aside, with a payload that is what was signed', async () => {
    const paths = pathsOf(good.record);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.jsonValue({ noUnicodeString: false }),
        async (path, value) => {
          const payload = Buffer.from(JSON.stringify(replaced(good.record, path, value)));
          const judged = await judge(good.topic, signMessage(payload, device.privateKey));
          // As JSON has it: −0 is written as 0.
          if ('verified' in judged) expect(judged.verified.record).toEqual(JSON.parse(payload.toString()));
          else expect(judged.aside.reason).toMatch(/^(invalid-|unknown-|wrong-|bad-)/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('bytes changed, cut out or put in after signing: never taken unless the signature holds', async () => {
    const edit = fc.record({
      from: fc.nat(good.message.length),
      gone: fc.nat(40),
      put: fc.uint8Array({ maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ from, gone, put }) => {
        const message = Buffer.concat([
          good.message.subarray(0, from),
          put,
          good.message.subarray(from + gone),
        ]);
        const judged = await judge(good.topic, message);
        if (!('verified' in judged)) return;
        const reading = readMessage(good.topic, message);
        expect(isRefused(reading) || reading.read.verifiedBy(key)).toBe(true);
        // The payload is what was signed: only the signature's spare bits may differ.
        expect(judged.verified.hash).toBe(good.hash);
      }),
      { numRuns: 2000 },
    );
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...at, name]))].filter(
    (path) => path.length > 0,
  );
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  if (path.length === 0) return by;
  const [name, ...rest] = path;
  const copy: unknown = structuredClone(value);
  const holder = copy as Record<string | number, unknown>;
  holder[name] = replaced(holder[name], rest, by);
  return copy;
}
