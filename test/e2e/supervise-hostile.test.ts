import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payloadHash, signMessage } from '../../src/record/signature.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { Registry } from '../../src/registry/registry.js';
import { ADevice, slideBodyOf } from '../collect/a-device.js';
import { describeWithMosquitto, startMosquitto, type RunningMosquitto } from '../support/mosquitto.js';
import {
  collectorCertificates,
  DeviceLink,
  shippedMosquitto,
  startSupervisor,
  type RunningSupervisor,
} from './supervise-harness.js';

const NASTY = `x'); DROP TABLE slides; --"><script>alert(1)</script>&lt;{{7*7}}\${x}%s`;

/** A supervisor as shipped on a broker, with two devices let in. */
function stage(start: () => Promise<RunningMosquitto>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-hostile-'));
  const place = path.join(folder, 'registry.sqlite');
  const [device, other] = [new ADevice('kisumu'), new ADevice('homa-bay')];
  const it = { device, other } as {
    readonly device: ADevice;
    readonly other: ADevice;
    broker: RunningMosquitto;
    supervisor: RunningSupervisor;
    registry: Registry;
    link: DeviceLink;
    otherLink: DeviceLink;
  };
  beforeAll(async () => {
    it.broker = await start();
    it.registry = await openRegistry(place);
    for (const each of [device, other]) await it.registry.enrol(each.enrolled, Date.now());
    it.supervisor = await startSupervisor([
      ...['--registry', place, '--broker', it.broker.url, '--listen', '127.0.0.1:0'],
      ...['--certificates', await collectorCertificates(it.broker, 'collector')],
    ]);
    await it.supervisor.log.find('"collecting"');
    it.link = await DeviceLink.connect(it.broker, device);
    it.otherLink = await DeviceLink.connect(it.broker, other);
  });
  afterAll(async () => {
    await it.link.link.disconnect(100);
    await it.otherLink.link.disconnect(100);
    // Still up, and it ends in good order.
    expect(await it.supervisor.stop()).toBe(0);
    await it.registry.close();
    await it.broker.close();
    rmSync(folder, { recursive: true });
  });
  return it;
}

describeWithMosquitto('Hostile messages through a broker that lets everything pass', () => {
  // Certificates are asked for, but anybody may write anything of any size.
  const it0 = stage(() => startMosquitto({ tls: true }));

  const aside = async (reason: string) => {
    const entries = await it0.registry.quarantine({ limit: 1000 });
    return entries.filter((entry) => entry.reason === reason);
  };
  const logged = (reason: string, times = 1): Promise<string> =>
    it0.supervisor.log.find(`"reason":"${reason}"`, 0, times);

  it('another device’s topic, with its own record and with a forged one', async () => {
    const { device, other, otherLink, link } = it0;
    const own = other.slide();
    const onTopicOf = device.slide();
    await otherLink.send({ topic: onTopicOf.topic, message: own.message });
    expect(await link.answer(own.hash)).toBe('wrong-topic');
    const forged = signMessage(Buffer.from(JSON.stringify(onTopicOf.record)), other.privateKey);
    await otherLink.send({ topic: onTopicOf.topic, message: forged });
    expect(await link.answer(onTopicOf.hash)).toBe('bad-signature');
    expect(await aside('wrong-topic')).toMatchObject([{ device: other.id, topic: onTopicOf.topic }]);
    expect(await aside('bad-signature')).toHaveLength(1);
    await logged('wrong-topic');
    await logged('bad-signature');
    // The true one is taken afterwards all the same.
    await link.send(onTopicOf);
    expect(await link.answer(onTopicOf.hash, 2)).toBe('accepted');
  });

  it('a replayed record has no second effect; its id under another content is put aside', async () => {
    const { device, link, registry } = it0;
    const record = device.slide();
    await link.send(record);
    expect(await link.answer(record.hash)).toBe('accepted');
    const before = await registry.slides({});
    await link.send(record);
    expect(await link.answer(record.hash, 2)).toBe('duplicate');
    expect(await registry.slides({})).toEqual(before);
    const other = { ...record.record, sequence: record.record.sequence + 1000 };
    const reused = device.sign(other);
    await link.send(reused);
    expect(await link.answer(reused.hash)).toBe('id-reused');
    await logged('id-reused');
  });

  it('a tampered record', async () => {
    const { device, link, registry } = it0;
    const record = device.slide({ label: 'before' });
    const message = Buffer.from(record.message.toString().replace('"before"', '"behind"'));
    await link.send({ topic: record.topic, message });
    const hash = payloadHash(message.subarray(message.indexOf('\n') + 1));
    expect(await link.answer(hash)).toBe('bad-signature');
    expect((await registry.slides({ label: 'behind' })).lines).toEqual([]);
    await link.send(record); // so that the chain has no gap
    expect(await link.answer(record.hash)).toBe('accepted');
  });

  it('ten megabytes', async () => {
    const { device, link } = it0;
    const bytes = 10 * 1024 * 1024;
    await link.send({ topic: device.health().topic, message: Buffer.alloc(bytes, 'a') });
    await logged('too-large');
    const [entry] = await aside('too-large');
    expect(entry.bytes).toBe(bytes);
    expect(entry.message.byteLength).toBeLessThan(5000);
  });

  it('a few bytes that would unpack to 200 MB', async () => {
    const { device, link } = it0;
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = (await aside('too-large')).length;
    await link.send({ topic: device.health().topic, message: bomb });
    await it0.supervisor.log.find('when unpacked');
    const [entry] = await aside('too-large');
    expect(entry).toMatchObject({ bytes: bomb.length, device: device.id });
    expect(await aside('too-large')).toHaveLength(before + 1);
    // The same device’s sound record, packed, is taken.
    const record = device.slide();
    await link.send({ topic: record.topic, message: gzipSync(record.message) });
    expect(await link.answer(record.hash)).toBe('accepted');
  });

  it('bytes that are no text, and no record at all', async () => {
    const { device, link } = it0;
    const payload = Buffer.concat([
      Buffer.from('{"v":1,"id":"'),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('"}'),
    ]);
    const { topic } = device.health();
    await link.send({ topic, message: signMessage(payload, device.privateKey) });
    await logged('invalid-text');
    // One after the other: what comes together has one line in the log.
    await link.send({ topic, message: Buffer.from([0, 1, 2, 255]) });
    await logged('not-a-record');
    await link.send({ topic, message: Buffer.alloc(0) });
    await logged('not-a-record', 2);
    expect(await aside('invalid-text')).toHaveLength(1);
    expect(await aside('not-a-record')).toHaveLength(2);
  });

  it('a version that is not known, and a device that was not let in', async () => {
    const { device, link, broker, registry, supervisor } = it0;
    const later = device.sign({ ...device.slide().record, v: 7 } as never);
    await link.send(later);
    expect(await link.answer(later.hash)).toBe('unknown-version');
    const stranger = new ADevice();
    const strange = await DeviceLink.connect(broker, stranger);
    const record = stranger.slide();
    await strange.send(record);
    expect(await strange.answer(record.hash)).toBe('unknown-device');
    // Let in, it is heard at once; shut out, no more.
    await registry.enrol(stranger.enrolled, Date.now());
    await strange.send(record);
    expect(await strange.answer(record.hash, 2)).toBe('accepted');
    await registry.revoke(stranger.id, 'test', Date.now());
    const late = stranger.slide();
    await strange.send(late);
    expect(await strange.answer(late.hash)).toBe('revoked-device');
    await strange.link.disconnect(100);
    await supervisor.log.find('"reason":"revoked-device"');
  });

  it('SQL and HTML in every text field are text', async () => {
    const { device, link, registry } = it0;
    const base = slideBodyOf({ slide: 'a'.repeat(32) });
    const short = NASTY.slice(0, 40);
    const record = device.slide(
      {
        ...{ label: NASTY, author: NASTY, note: NASTY },
        result: { ...base.result, wording: [NASTY] },
        model: { ...base.model, name: NASTY },
        fields: [{ ...base.fields[0], quality: [{ check: short, value: 1, ok: true }] }],
        begun: { ...base.begun, bootId: NASTY },
        [NASTY]: { [NASTY]: NASTY },
      },
      { software: NASTY.slice(0, 60), [NASTY]: NASTY },
    );
    await link.send(record);
    expect(await link.answer(record.hash)).toBe('accepted');
    if (record.record.kind !== 'slide') throw new Error('no slide');
    const { slide } = record.record.body;
    const detail = await registry.slide(slide);
    expect(detail?.line.label).toBe(NASTY);
    expect(detail?.statements).toEqual([record.record.body]);
    const health = device.health({
      ...{ name: NASTY, doing: short },
      model: { name: NASTY, sha256: short },
      faults: [{ part: short, code: short }],
    });
    const review = device.review({
      slide,
      reviews: [
        {
          ...{ ordinal: 0, cell: 3, label: 'parasitized', blind: false, reviewer: NASTY, note: NASTY },
          at: base.begun,
        },
      ],
    });
    await link.send(health);
    await link.send(review);
    expect(await link.answer(review.hash)).toBe('accepted');
    // Two healths were made before and not sent: their numbers are missing, which is no reason to refuse this one.
    expect(await link.answer(health.hash)).toBe('accepted');
    expect((await registry.device(device.id))?.health?.name).toBe(NASTY);
    expect((await registry.slide(slide))?.cells.flatMap(({ words }) => words)).toMatchObject([
      { reviewer: NASTY, note: NASTY },
    ]);
    expect((await registry.slides({})).lines.length).toBeGreaterThan(3);
  });

  it('and the pages are still there', async () => {
    const address = /http\S+/.exec(await it0.supervisor.output.find('ready'))?.[0];
    const answer = await fetch(`${address}/`);
    expect(answer.status).toBe(200);
    expect(it0.supervisor.child.exitCode).toBeNull();
  });
});

describeWithMosquitto('Hostile messages through Mosquitto as shipped', () => {
  const it0 = stage(() => shippedMosquitto());

  it('another device’s topic is refused by the broker, and nothing of it arrives', async () => {
    const { device, otherLink, link, registry } = it0;
    const record = device.slide();
    await expect(otherLink.send(record)).rejects.toMatchObject({ code: 'publish-refused' });
    await link.send(record);
    expect(await link.answer(record.hash)).toBe('accepted');
    expect(await registry.quarantine()).toEqual([]);
  });

  it('ten megabytes are refused by the broker', async () => {
    const { device, other, broker } = it0;
    const sender = await DeviceLink.connect(broker, other);
    await expect(
      sender.send({
        topic: device.health().topic.replace(device.id, other.id),
        message: Buffer.alloc(10_485_760),
      }),
    ).rejects.toMatchObject({ name: 'LinkError', code: 'message-too-large' });
    await sender.link.disconnect(100);
  });
});
