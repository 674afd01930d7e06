// 10,000 slide records from a store through Mosquitto to one who acknowledges each by id and hash, as a ratio to mosquitto_pub
// sending messages of the same lengths in the same run. `node scripts/bench/drain.mjs [slides=10000] [--disk]`
import { spawn, spawnSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { root } from '../setup.mjs';
import { heading, loadNow, progress, say } from './bench-kit.mjs';

const from = (file) => import(join(root, 'dist', file));

if (!isMainThread) {
  await collect(workerData);
} else {
  await main();
}

async function main() {
  const args = process.argv.slice(2);
  const slides = Number(args.find((word) => /^\d+$/.test(word)) ?? 10_000);
  if (spawnSync('mosquitto', ['-h']).error || spawnSync('mosquitto_pub', ['--help']).error) {
    say('\nSkipped: mosquitto or mosquitto_pub is not installed.');
    return;
  }
  heading(`${slides} slide records through Mosquitto, each acknowledged`);
  // Beside the disk's own speed, which says more about the disk: see --disk.
  const memory = !args.includes('--disk') && existsSync('/dev/shm');
  const scratch = mkdtempSync(join(memory ? '/dev/shm' : tmpdir(), 'ringform-bench-'));
  const broker = await startBroker(scratch);
  try {
    await measure(slides, scratch, broker.port, memory);
  } finally {
    broker.child.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measure(slides, scratch, port, memory) {
  const [
    { SqliteSlideStore },
    { SystemClock },
    { MqttLink },
    { Sender },
    { recordMaker },
    settings,
    signature,
    log,
  ] = await Promise.all([
    from('store/sqlite-slide-store.js'),
    from('clock/system-clock.js'),
    from('broker/mqtt-link.js'),
    from('send/sender.js'),
    from('send/make-record.js'),
    from('send/settings.js'),
    from('record/signature.js'),
    from('service/log.js'),
  ]);
  const clock = new SystemClock();
  const store = await SqliteSlideStore.open(join(scratch, 'ringform.sqlite'));
  const tell = progress();
  const moment = clock.moment();
  for (let n = 1; n <= slides; n++) {
    await finishSlide(store, n, moment);
    if (n % 100 === 0) tell(`${n} of ${slides} slides made`);
  }
  tell.end();
  const key = generateKeyPairSync('ed25519').privateKey;
  const device = signature.deviceIdOf(key);
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { port, slides, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }) },
  });
  const next = () =>
    new Promise((resolve, reject) => (worker.once('message', resolve), worker.once('error', reject)));
  await next(); // it listens
  const stop = new AbortController();
  const sender = new Sender({
    ...{ outbox: store, clock, device, log: new log.RecordingLog(), power: true },
    link: new MqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId: device }),
    prepare: recordMaker({
      store,
      key,
      site: 'bench',
      software: 'bench',
      readFile: () => Promise.reject(new Error('none')),
    }),
    settings: settings.DEFAULT_SENDER_SETTINGS,
    chance: Math.random,
  });
  sender.onChange(({ waiting }) => tell(`${waiting.results} wait`));
  const cpu = process.cpuUsage();
  const began = performance.now();
  const emptied = new Promise((resolve) =>
    sender.onChange(({ waiting }) => waiting.results === 0 && sender.status.link === 'up' && resolve()),
  );
  const running = sender.run(stop.signal);
  const collected = next();
  await Promise.all([emptied, collected]);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { sizes, plain, twice, unsound } = await collected;
  stop.abort();
  await running;
  const left = (await store.outboxTotals()).waiting.results;
  await store.close();
  await worker.terminate();
  tell.end();
  if (left > 0 || twice > 0 || unsound > 0 || sizes.length !== slides)
    throw new Error(`${left} left, ${twice} twice, ${unsound} unsound, ${sizes.length} came`);

  // Lines of base64, as long as the records were: mosquitto_pub takes a message a line, and the records hold line ends.
  const file = join(scratch, 'lines');
  writeFileSync(file, sizes.map((size) => randomLine(size)).join('\n') + '\n');
  const pub = () => {
    const input = openSync(file, 'r');
    const start = performance.now();
    const { status, stderr } = spawnSync(
      'mosquitto_pub',
      [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-q',
        '1',
        '-t',
        'bench/lines',
        '-i',
        'bench-pub',
        '-V',
        'mqttv5',
        '-l',
      ],
      { stdio: [input, 'ignore', 'pipe'], encoding: 'utf8' },
    );
    closeSync(input);
    if (status !== 0) throw new Error(`mosquitto_pub: ${stderr}`);
    return (performance.now() - start) / 1000;
  };
  const pubSeconds = Math.min(pub(), pub());
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const rate = (took) => `${(slides / took).toFixed(0)} records/s`;
  say(
    `  store ${memory ? 'in memory (/dev/shm)' : 'on disk'}; a record has ${(plain / slides / 1024).toFixed(1)} KiB on average, ${(mean / 1024).toFixed(1)} KiB as it travels; in flight 20; load ${loadNow()}`,
  );
  say(
    `  device, each record sealed, signed, sent, acknowledged by id and hash, taken out: ${seconds.toFixed(1)} s, ${rate(seconds)}`,
  );
  say(
    `    of it ${(((user + system) / 1e6 / slides) * 1000).toFixed(2)} ms of processor a record, collector's thread counted in`,
  );
  say(
    `  mosquitto_pub -l -q 1, lines of the same lengths, confirmed by the broker alone: ${pubSeconds.toFixed(1)} s, ${rate(pubSeconds)}`,
  );
  say(
    `  ratio ${(seconds / pubSeconds).toFixed(1)} (time of the device to time of mosquitto_pub); none lost, none twice`,
  );
}

function randomLine(length) {
  const digest = createHash('sha512').update(String(length)).digest('base64');
  return digest.repeat(Math.ceil(length / digest.length)).slice(0, length);
}

/** A slide of 5 fields of 30 cells, one of them suspect each. */
async function finishSlide(store, n, at) {
  const id = n.toString(16).padStart(32, '0');
  await store.startSlide({
    id,
    label: String(n),
    at,
    model: { name: 'bench', sha256: 'ab'.repeat(32) },
    settings: {},
  });
  let tally;
  for (let ordinal = 0; ordinal < 5; ordinal++) {
    const cells = Array.from({ length: 30 }, (_, i) => ({
      box: { x: 60 * i, y: 50 * ordinal, width: 42, height: 41 },
      ...{ kind: 'red', counted: true, score: i === 0 ? 0.95 : 0.05, infected: i === 0 },
    }));
    const findings = ['usable-area', 'focus', 'exposure', 'saturation', 'density', 'stain'].map(
      (check, i) => ({ check, value: 0.1234 * (i + 1), ok: true }),
    );
    tally = await store.commitField(id, {
      ...{ ordinal, name: `${ordinal}.jpg`, width: 2028, height: 1520, accepted: true, at, cells },
      ...{
        quality: { ok: true, findings },
        seenBefore: 0,
        usableArea: { shape: 'full' },
        cellDiameter: 41.5,
      },
      ...{ redCells: 30, infected: 1, timing: { imagingMs: 50 } },
    });
  }
  const interval = { value: 0.0333, low: 0.0121, high: 0.0741 };
  await store.finishSlide(
    id,
    {
      ...tally,
      ...{
        verdict: 'positive',
        parasitaemia: interval,
        perMicrolitre: { value: 166_500, low: 60_500, high: 370_500 },
      },
      ...{ redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' }, severity: 'above-2-percent' },
      ...{ stopped: 'ended-early', wording: ['Parasites seen.', 'Screening aid: a microscopist confirms.'] },
    },
    at,
  );
}

/** The other side, in a thread of its own: checks signature and form of every record, answers each batch that came together. */
async function collect({ port, slides, publicKey }) {
  const [{ MqttLink }, topics, signature, packing, { wireRecord }] = await Promise.all([
    from('broker/mqtt-link.js'),
    from('record/topics.js'),
    from('record/signature.js'),
    from('record/packing.js'),
    from('record/wire-record.js'),
  ]);
  const { createPublicKey: keyOf } = await import('node:crypto');
  const key = keyOf(publicKey);
  const link = new MqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId: 'collector' });
  const seen = new Set();
  const sizes = [];
  let [plain, twice, unsound] = [0, 0, 0];
  let batch = [];
  let place;
  const answer = async () => {
    const records = batch;
    batch = [];
    const payload = Buffer.from(JSON.stringify({ v: 1, device: place.device, records }));
    await link.publish(topics.acknowledgementTopic(place.site, place.device), payload);
    if (seen.size === slides) parentPort.postMessage({ sizes, plain, twice, unsound });
  };
  link.onMessage(({ topic, payload, done }) => {
    done();
    const lane = topics.parseLaneTopic(topic);
    if (!lane) return; // its own answers
    place = lane;
    const unpacked = packing.unpackMessage(payload);
    const split = unpacked.message && signature.splitMessage(Buffer.from(unpacked.message));
    const read = split && wireRecord.safeParse(JSON.parse(split.payload.toString()));
    if (!split?.verifiedBy(key) || !read.success) return void unsound++;
    const { id } = read.data;
    if (seen.has(id)) twice++;
    else {
      sizes.push(payload.length);
      plain += unpacked.message?.length ?? 0;
    }
    seen.add(id);
    batch.push({ id, hash: signature.payloadHash(split.payload), as: 'accepted' });
    if (batch.length === 1) setImmediate(() => void answer());
  });
  await link.connect();
  await link.subscribe(topics.COLLECTOR_FILTER);
  parentPort.postMessage('listening');
}

async function startBroker(scratch) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  const configuration = join(scratch, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(
    configuration,
    `${user}listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\npersistence false\nlog_dest none\n`,
  );
  const child = spawn('mosquitto', ['-c', configuration], { stdio: 'ignore' });
  const { MqttLink } = await from('broker/mqtt-link.js');
  for (let tries = 100; ; tries--) {
    const link = new MqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId: 'probe' });
    try {
      await link.connect();
      await link.disconnect();
      return { child, port };
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(50);
    }
  }
}
