// How fast the supervisor's overview is reckoned from 100,000 slides, in SQLite and PostgreSQL; the slides go in by `take`.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceIdOf, payloadHash, signMessage } from '../../dist/record/signature.js';
import { seededRandom } from '../../dist/base/random.js';
import { openRegistry } from '../../dist/registry/open-registry.js';
import { heading, loadNow, progress, quantile, say } from './bench-kit.mjs';
import { keptPostgres } from './kept-postgres.mjs';

const [slidesText = '100000', roundsText = '30'] = process.argv.slice(2);
const [SLIDES, ROUNDS] = [Number(slidesText), Number(roundsText)];
const [DEVICES, SITES, DAYS, BATCH] = [500, 50, 365, 200];
const [DAY_MS, HOUR_MS] = [86_400_000, 3_600_000];
const END_MS = Date.UTC(2026, 5, 30);
const ASKED_MS = 300;
/** Another shape of data or schema needs another name: what lies there is used again. */
const folder = join(tmpdir(), `ringform-bench-overview-1-${SLIDES}`);

// On a busy machine the time on the wall says little: processor time stands beside it. SQLite works in this program, PostgreSQL does not.
heading(
  `Overview of ${SLIDES} slides of ${DEVICES} devices at ${SITES} sites over ${DAYS} days: median and 95th percentile of ${ROUNDS}`,
);
mkdirSync(folder, { recursive: true, mode: 0o711 });
const readings = (registry) => ({
  'sites, 30 days': () =>
    registry.sites({ fromMs: END_MS - 30 * DAY_MS, nowMs: END_MS, lateAfterMs: DAY_MS }),
  'sites, all': () => registry.sites({ fromMs: 0, nowMs: END_MS, lateAfterMs: DAY_MS }),
  'days, 30 days': () => registry.days({ fromMs: END_MS - 30 * DAY_MS, toMs: END_MS }),
  'days, all': () => registry.days({ fromMs: 0, toMs: END_MS }),
  'first 50 slides': () => registry.slides({}),
  'first 50 positive at a site': () => registry.slides({ site: 'site-7', standing: 'positive' }),
  'a label that is not there': () => registry.slides({ label: 'nowhere' }),
  alerts: () => registry.alerts({ nowMs: END_MS, lateAfterMs: DAY_MS }),
  'all devices': () => registry.devices(),
  version: () => registry.version(),
});
/** What the first page of the supervisor asks, one after the other. */
const OVERVIEW = ['sites, all', 'days, all', 'first 50 slides', 'alerts'];

await measure('SQLite', join(folder, 'registry.sqlite'));
// What a run that was cut short left would be filled twice.
if (!existsSync(join(folder, 'PostgreSQL.filled')))
  rmSync(join(folder, 'postgres'), { recursive: true, force: true });
const server = await keptPostgres(join(folder, 'postgres'));
if (server === undefined) say('\n  PostgreSQL: not measured, there is no server program on this machine');
else {
  try {
    await measure('PostgreSQL', server.url);
  } finally {
    await server.stop();
  }
}

async function measure(name, place) {
  const mark = join(folder, `${name}.filled`);
  const isFilled = existsSync(mark);
  if (!isFilled && name === 'SQLite')
    for (const end of ['', '-wal', '-shm']) rmSync(`${place}${end}`, { force: true });
  const registry = await openRegistry(place);
  try {
    say(`\n  ${name}`);
    if (!isFilled) {
      await fill(registry);
      writeFileSync(mark, '');
    }
    const [times, processor] = [{}, {}];
    for (const [what, ask] of Object.entries(readings(registry))) {
      times[what] = [];
      processor[what] = [];
      await ask();
      for (let i = 0; i < ROUNDS; i++) {
        const [start, used] = [performance.now(), process.cpuUsage()];
        await ask();
        times[what].push(performance.now() - start);
        const { user, system } = process.cpuUsage(used);
        processor[what].push((user + system) / 1000);
      }
      say(`    ${what.padEnd(30)} ${ms(times[what])}; processor ${ms(processor[what])}`);
    }
    const together = (of) =>
      Array.from({ length: ROUNDS }, (_, i) => OVERVIEW.reduce((sum, what) => sum + of[what][i], 0));
    const all = together(times);
    const verdict = quantile(all, 0.95) <= ASKED_MS ? 'within' : 'BEYOND';
    say(`    the overview (${OVERVIEW.join('; ')}): ${ms(all)}, ${verdict} the ${ASKED_MS} ms asked for`);
    say(`    processor time of it in this program: ${ms(together(processor))}; load ${loadNow()}`);
    if (verdict === 'BEYOND') process.exitCode = 1;
  } finally {
    await registry.close();
  }
}

function ms(times) {
  return `${quantile(times, 0.5).toFixed(1).padStart(7)} ms, ${quantile(times, 0.95).toFixed(1).padStart(7)} ms`;
}

/** Sends each device's slides in order, all devices interleaved, with a record of health for every ten slides. */
async function fill(registry) {
  const random = seededRandom(7);
  const devices = Array.from({ length: DEVICES }, (_, i) => aDevice(i));
  for (const device of devices) await registry.enrol(device.enrolment, END_MS - DAYS * DAY_MS);
  const tell = progress();
  let [busyMs, records, batch] = [0, 0, []];
  const send = async () => {
    const start = performance.now();
    for (const { as } of await registry.take(batch))
      if (as === 'quarantined') throw new Error('a record was put aside');
    busyMs += performance.now() - start;
    records += batch.length;
    batch = [];
  };
  for (let n = 0; n < SLIDES; n++) {
    const device = devices[n % DEVICES];
    const atMs = Math.round(END_MS - DAYS * DAY_MS + (DAYS * DAY_MS * (n + random.uniform())) / SLIDES);
    batch.push(device.slide(n, atMs, random));
    if (Math.floor(n / DEVICES) % 10 === 9) batch.push(device.health(n, atMs + HOUR_MS, random));
    if (batch.length >= BATCH) await send();
    tell(`filling: ${n + 1} of ${SLIDES} slides`);
  }
  if (batch.length > 0) await send();
  tell.end();
  const rate = (1000 * records) / busyMs;
  say(
    `    filled with ${records} records, ${BATCH} at a time: ${rate.toFixed(0)} a second; load ${loadNow()}`,
  );
}

/** A device whose records are like a real one's: about 20 fields a slide, some suspects, one in six slides positive. */
function aDevice(i) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const id = deviceIdOf(privateKey);
  const site = `site-${i % SITES}`;
  const chains = {};
  let sequence = 0;
  const seal = (kind, lane, key, atMs, body) => {
    sequence += 30;
    const last = chains[lane];
    const at = {
      bootId: `${id}-boot`,
      uptimeMs: atMs - END_MS + 400 * DAY_MS,
      wallClockMs: atMs,
      trust: 'network',
    };
    const record = {
      ...{ v: 1, kind, id: key, device: id, site, software: '0.2.0', sequence, at },
      date: { kind: 'known', wallClockMs: atMs, by: 'network' },
      chain: { lane, number: (last?.number ?? 0) + 1, previous: last?.hash ?? null },
      body: body(at),
    };
    const payload = Buffer.from(JSON.stringify(record));
    const hash = payloadHash(payload);
    chains[lane] = { number: record.chain.number, hash };
    return { record, hash, message: signMessage(payload, privateKey), receivedAtMs: atMs + HOUR_MS };
  };
  return {
    enrolment: {
      ...{ id, site, name: `Bench ${i}`, enrolledBy: 'bench' },
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    },
    slide(n, atMs, random) {
      const verdict = ['positive', 'unclear', 'not-seen', 'not-seen', 'not-seen', 'not-seen'][
        Math.floor(6 * random.uniform())
      ];
      const slide = (n + 1).toString(16).padStart(32, '0');
      const infected = verdict === 'positive' ? 40 : verdict === 'unclear' ? 2 : 0;
      const share = infected / 5000;
      const severity = verdict === 'positive' && random.uniform() < 0.1 ? 'above-2-percent' : 'none';
      return seal('slide', 'results', `${slide}.1`, atMs, (at) => ({
        ...{ slide, label: `S-${String(n).padStart(6, '0')}`, revision: 1, author: 'device', note: '' },
        result: {
          ...{ verdict, fields: 20, redCells: 5000, infected, severity, stopped: 'cell-limit' },
          parasitaemia: { value: share, low: share / 2, high: share * 2 + 0.0006 },
          perMicrolitre: { value: share * 5e6, low: share * 2.5e6, high: share * 1e7 + 3000 },
          redCellsPerMicrolitre: { value: 5e6, source: 'assumed' },
          stain: { dotted: 0.02, dirty: random.uniform() < 0.02, falsePositives: 1 },
          wording: ['No parasites seen in 5,000 red cells.', 'Screening aid, confirm by microscopist.'],
        },
        ...{ begun: at, finished: at, unreadable: 0 },
        dates: { begun: { kind: 'known', wallClockMs: atMs, by: 'network' }, finished: { kind: 'unknown' } },
        model: { name: 'cells', sha256: 'ab'.repeat(32), threshold: 0.9 },
        fields: Array.from({ length: 20 }, (_, ordinal) => ({
          ...{
            ordinal,
            width: 2028,
            height: 1520,
            accepted: ordinal !== 3,
            cellDiameter: 61.5,
            redCells: 250,
          },
          ...{ infected: infected / 20, seenBefore: 0.1 },
          quality: [{ check: 'focus', value: random.uniform(), ok: true }],
          suspects: Array.from({ length: Math.ceil(infected / 20) }, (_, cell) => ({
            ...{ cell, box: [100, 200, 60, 61], score: random.uniform() },
          })),
        })),
      }));
    },
    health: (n, atMs, random) =>
      seal('health', 'health', `${id}.h${n}`, atMs, (at) => ({
        ...{ name: `Bench ${i}`, doing: 'ready', faults: [], slides: { finished: n } },
        power: { millivolts: 3900, charge: random.uniform(), state: 'normal' },
        disk: { freeBytes: 8e9, totalBytes: 32e9 },
        clock: { trust: 'network', anchors: [{ sequence, at }] },
        outbox: {
          waiting: { results: 0, health: 0, thumbnails: 3 },
          ...{ refused: 0, dropped: [], droppedUnsealed: 0 },
        },
        optics: {
          blur: 0.04 + 0.01 * random.uniform(),
          level: 180,
          slide: (n + 1).toString(16).padStart(32, '0'),
        },
      })),
  };
}
