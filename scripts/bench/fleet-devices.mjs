// Many devices in one process, for fleet.mjs: each has a key, a certificate, an outbox of its own and the real sender, which
// sends until a collector has acknowledged. Told by its parent what to do; tells it how far it is.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { MqttLink } from '../../dist/broker/mqtt-link.js';
import { SystemClock } from '../../dist/clock/system-clock.js';
import { deviceIdOf, payloadHash, signMessage } from '../../dist/record/signature.js';
import { wholeRecord } from '../../dist/send/compose/whole-record.js';
import { Sender } from '../../dist/send/sender.js';
import { DEFAULT_SENDER_SETTINGS } from '../../dist/send/settings.js';
import { MemoryOutbox } from '../../dist/store/memory-outbox.js';
import { slideRecord } from '../../dist/store/outbox-rules.js';

const clock = new SystemClock();
const quiet = { debug: () => undefined, info: () => undefined, warn: count, error: count, with: () => quiet };
const troubles = new Map();

/** What senders complain of, by code. */
function count(words, fields) {
  const code = fields?.error?.code ?? words;
  troubles.set(code, (troubles.get(code) ?? 0) + 1);
}

const devices = [];
let [acknowledged, published, bytes] = [0, 0, 0];

process.on('message', (message) => {
  if (message.do === 'make') make(message);
  if (message.do === 'send')
    send(message).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
});

function make({ number, sites }) {
  for (let i = 0; i < number; i++) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const id = deviceIdOf(privateKey);
    devices.push({ id, site: `site-${i % sites}`, privateKey, publicKey });
  }
  process.send({
    made: devices.map(({ id, site, publicKey }) => ({
      ...{ id, site },
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    })),
  });
}

async function send({ url, tls, slides, fields }) {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const total = devices.length * slides;
  const said = setInterval(() => process.send({ acknowledged, published }), 250);
  const running = devices.map((device) => {
    const outbox = new MemoryOutbox();
    for (let number = 1; number <= slides; number++)
      outbox.enter(slideRecord(slideId(device.id, number), 1, number, clock.moment()));
    const link = new MqttLink({ url, clientId: device.id, tls: tls[device.id] });
    const sender = new Sender({
      ...{
        outbox: promising(outbox),
        link: counting(link),
        clock,
        log: quiet,
        device: device.id,
        site: device.site,
      },
      prepare: async (row) => (place) => {
        const identity = { device: device.id, site: device.site };
        const body = slideBody(row.subject.slide, fields);
        const parts = { row, body, link: place, identity, software: 'measurement', anchors: [] };
        const payload = wholeRecord(parts);
        return { hash: payloadHash(payload), message: signMessage(payload, device.privateKey) };
      },
      settings: DEFAULT_SENDER_SETTINGS,
      chance: Math.random,
      power: true,
    });
    return sender.run(stop.signal);
  });
  const all = Promise.all(running);
  await Promise.race([
    all,
    new Promise((resolve) => {
      const look = setInterval(() => {
        if (acknowledged < total) return;
        clearInterval(look);
        resolve();
      }, 50);
    }),
  ]);
  clearInterval(said);
  process.send({ acknowledged, published, bytes, finished: true, troubles: Object.fromEntries(troubles) });
  stop.abort();
  await all;
  process.disconnect();
}

/** The outbox's own interface over what keeps it in memory. */
function promising(outbox) {
  return {
    waiting: async (query) => outbox.waiting(query),
    seal: async (sequence, device, make) => outbox.sealAll(device, [{ sequence, make }])[0],
    sealAll: async (device, rows) => outbox.sealAll(device, rows),
    acknowledge: async (id, hash) => {
      const known = outbox.acknowledge(id, hash);
      if (known) acknowledged++;
      return known;
    },
    acknowledgeAll: async (records) => {
      const known = records.filter(({ id, hash }) => outbox.acknowledge(id, hash)).length;
      acknowledged += known;
      return known;
    },
    refuse: async (id, hash, reason) => {
      process.stderr.write(`a sound record was refused: ${reason}\n`);
      return outbox.refuse(id, hash, reason);
    },
    refused: async () => outbox.refused(),
    retryRefused: async () => outbox.retryRefused(),
    dropRow: async (sequence) => outbox.dropRow(sequence),
    trimOutbox: async (most) => outbox.trim(most),
    outboxTotals: async () => outbox.totals(),
    enqueueHealth: async () => undefined,
  };
}

/** Counts what the broker has confirmed. */
function counting(link) {
  const publish = link.publish.bind(link);
  link.publish = async (topic, payload) => {
    await publish(topic, payload);
    published++;
    bytes += payload.byteLength;
  };
  return link;
}

function slideId(device, number) {
  return createHash('sha256').update(`${device} ${number}`).digest('hex').slice(0, 32);
}

/** A slide as large as a device's own: so many fields, each with its checks and suspects; about one in four is positive. */
function slideBody(slide, fields) {
  const chance = Number.parseInt(slide.slice(0, 4), 16) / 0x10000;
  const infected = chance < 0.25 ? Math.ceil(chance * 400) : 0;
  const share = infected / (fields * 220);
  const interval = (factor) => ({
    value: share * factor,
    low: share * 0.6 * factor,
    high: share * 1.5 * factor + factor * 1e-4,
  });
  const moment = {
    bootId: 'a8b1c6f0-0000-4000-8000-000000000001',
    uptimeMs: 600_000,
    wallClockMs: Date.now(),
    trust: 'network',
  };
  const date = {
    kind: 'known',
    wallClockMs: Date.now() - Math.floor(chance * 30 * 86_400_000),
    by: 'network',
  };
  return {
    ...{ slide, label: `S-${slide.slice(0, 6)}`, revision: 1, author: 'device', note: '' },
    result: {
      verdict: infected > 0 ? 'positive' : 'not-seen',
      ...{ fields, redCells: fields * 220, infected },
      parasitaemia: interval(1),
      perMicrolitre: interval(5_000_000),
      redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' },
      severity: share > 0.02 ? 'above-2-percent' : 'none',
      stopped: 'precision-reached',
      wording: [
        'A sentence as long as those that a device says of its slide, with a number in it: 1234.',
        'Another.',
      ],
    },
    ...{ begun: moment, finished: moment, dates: { begun: date, finished: date } },
    model: { name: 'ringform-cells', sha256: 'b'.repeat(64), threshold: 0.5 },
    fields: Array.from({ length: fields }, (_, ordinal) => ({
      ...{ ordinal, width: 2028, height: 1520, accepted: true, cellDiameter: 78.4, redCells: 220 },
      ...{ infected: Math.min(infected, 2), seenBefore: 0.03 },
      quality: ['focus', 'exposure', 'cells', 'overlap', 'stain'].map((check) => ({
        check,
        value: 0.731,
        ok: true,
      })),
      suspects: Array.from({ length: infected > 0 ? 2 : 1 }, (__, cell) => ({
        cell: cell * 7,
        box: [101.5, 220.25, 78, 80],
        score: 0.31 + chance / 2,
      })),
    })),
    unreadable: 0,
  };
}

// Whoever started it is gone: so is its purpose.
process.on('disconnect', () => process.exit(process.exitCode ?? 0));
process.send({ ready: true });
