import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { healthBodyOf } from '../record/health.js';
import { finishSlide } from '../send/rig.js';
import { StandInCollector } from '../send/stand-in-collector.js';
import { momentNumber } from '../store/fixtures.js';
import { clientTls, describeWithMosquitto, startMosquitto, testAuthority } from '../support/mosquitto.js';
import { ringform, scratchFolder, type Finished } from './run.js';

/** A data folder with so many finished slides and one health record. */
async function folderWith(slides: number): Promise<string> {
  const folder = scratchFolder();
  const store = await SqliteSlideStore.open(path.join(folder, 'data', 'ringform.sqlite'));
  for (let n = 1; n <= slides; n++) await finishSlide(store, n);
  await store.enqueueHealth(healthBodyOf(), momentNumber(1));
  await store.close();
  return folder;
}

const outbox = (folder: string, ...args: readonly string[]): Promise<Finished> =>
  ringform(['outbox', ...args, '-o', 'data'], folder);

it('says what waits, in words and as a document', async () => {
  const folder = await folderWith(3);
  const words = await outbox(folder);
  expect(words).toMatchObject({ code: 0, stderr: '' });
  expect(words.stdout).toMatch(/results +3 /);
  expect(words.stdout).toMatch(/health +1 /);
  expect(words.stdout).toContain('Nothing was ever acknowledged');
  expect(words.stdout).toContain('sync.enabled is false');
  const document: unknown = JSON.parse((await outbox(folder, 'status', '--json')).stdout);
  expect(document).toMatchObject({
    ...{ waiting: { results: 3, health: 1, thumbnails: 0 }, refused: [], enabled: false },
    ...{ lastAcknowledged: null, trouble: null },
  });
});

it('with nothing to send it says so, and asks nobody', async () => {
  const folder = scratchFolder();
  await (await SqliteSlideStore.open(path.join(folder, 'data', 'ringform.sqlite'))).close();
  const sets = ['--set', 'sync.brokerUrl=mqtt://127.0.0.1:1', '--set', 'sync.allowUnencrypted=true'];
  expect(await outbox(folder, 'send', ...sets)).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: 'Nothing waits to be sent: everything was acknowledged.\n',
  });
  const document: unknown = JSON.parse((await outbox(folder, 'send', '--json', ...sets)).stdout);
  expect(document).toMatchObject({ waiting: { results: 0, health: 0, thumbnails: 0 }, trouble: null });
});

it('says how the certificate stands where one is asked for', async () => {
  const folder = await folderWith(1);
  const sets = ['--set', 'sync.enabled=true', '--set', 'sync.brokerUrl=mqtts://127.0.0.1:1'];
  const bare = (await outbox(folder, 'status', ...sets)).stdout;
  expect(bare).toContain('CANNOT SEND: This device has no certificate');
  mkdirSync(path.join(folder, 'data/identity'));
  writeFileSync(path.join(folder, 'data/identity/client.crt'), 'damaged');
  const damaged = await outbox(folder, 'status', ...sets);
  expect(damaged.stdout).toContain('CANNOT SEND: This is no certificate');
  expect(damaged.code).toBe(0);
  const { cert } = await clientTls(await testAuthority(), 'rf-aaaaaaaaaaaa');
  writeFileSync(path.join(folder, 'data/identity/client.crt'), cert);
  expect((await outbox(folder, 'status', ...sets)).stdout).toMatch(/^Certificate until 20\d\d-\d\d-\d\d/m);
});

it('without a broker it cannot send, and says what to set', async () => {
  const folder = await folderWith(1);
  const { code, stderr } = await outbox(folder, 'send');
  expect(code).toBe(2);
  expect(stderr).toContain('sync-not-set-up');
  const enrolled = await outbox(folder, 'send', '--set', 'sync.brokerUrl=mqtts://127.0.0.1:1');
  expect(enrolled.code).toBe(2);
  expect(enrolled.stderr).toContain('sync-not-enrolled');
});

it('with nobody there it ends with the trouble, and all still waits', async () => {
  const folder = await folderWith(1);
  const { code, stdout, stderr } = await outbox(
    folder,
    'send',
    ...['--set', 'sync.brokerUrl=mqtt://127.0.0.1:1', '--set', 'sync.allowUnencrypted=true'],
  );
  expect(code).toBe(9);
  expect(stdout).toContain('Still waiting: 2.\nNot sent: there was no way to the broker');
  expect(stderr).toContain('There is no broker');
  expect((await outbox(folder)).stdout).toContain('(broker-unreachable).\n  Check the network');
});

describeWithMosquitto('ringform outbox with Mosquitto', () => {
  it('sends until nothing waits; what was put aside is listed, and goes again when asked', async () => {
    const folder = await folderWith(4);
    // The first attempt makes the key that the collector is to know.
    await outbox(
      folder,
      'send',
      ...['--set', 'sync.brokerUrl=mqtt://127.0.0.1:1', '--set', 'sync.allowUnencrypted=true'],
    );
    const pem = path.join(folder, 'data', 'identity', 'signing-key.pem');
    expect(statSync(pem).mode & 0o777).toBe(0o600);
    const broker = await startMosquitto();
    onTestFinished(() => broker.close());
    const link = new MqttLink({ url: broker.url, clientId: 'collector' });
    onTestFinished(() => link.disconnect());
    const collector = new StandInCollector(link, createPublicKey(createPrivateKey(readFileSync(pem))));
    await collector.listen();
    collector.answer = (record) => (record.chain.number === 2 ? { refuse: 'unknown-device' } : 'take');
    const sets = ['--set', `sync.brokerUrl=${broker.url}`, '--set', 'sync.allowUnencrypted=true'];

    const sent = await outbox(folder, 'send', ...sets);
    expect(sent.stdout).toContain('Nothing waits.');
    expect(sent.code).toBe(0);
    const words = (await outbox(folder)).stdout;
    expect(words).toContain('Put aside by the other side, not sent again by themselves: 1');
    expect(words).toContain('unknown-device');
    expect(words).toContain('Last acknowledged by a collector');

    collector.answer = () => 'take';
    expect((await outbox(folder, 'retry')).stdout).toContain('1 record goes again');
    expect((await outbox(folder, 'send', ...sets)).code).toBe(0);
    expect(collector.taken.size).toBe(5);
    expect(collector.wrong).toEqual([]);
    expect(collector.chainFaults()).toEqual([]);
    expect((await outbox(folder, 'retry')).stdout).toContain('Nothing was put aside.');
  });
});
