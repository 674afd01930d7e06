// A whole fleet through real servers: devices with the real sender, Mosquitto as shipped with certificates, PostgreSQL, and two
// collectors (the shipped command), one of which is killed in the middle and started again. Every record must be in the registry
// once. `node scripts/bench/fleet.mjs [devices=1000] [slides=30] [--sqlite] [--fields 20] [--json]`
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { command, heading, progress, say, scratchFolder } from './bench-kit.mjs';
import { missingServers, startMosquitto, startPostgres } from './servers.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sqlite: { type: 'boolean', default: false },
    fields: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '30' },
  },
});
const [devices, slides] = [Number(positionals[0] ?? 1000), Number(positionals[1] ?? 30)];
const fields = Number(values.fields);
const expected = devices * slides;
/** When so much has been acknowledged, a collector is killed; it is back after as long as systemd waits. */
const KILL_AT = 0.4;
const RESTART_AFTER_MS = 2000;

const missing = missingServers({ postgres: !values.sqlite });
if (missing !== undefined) {
  process.stderr.write(`fleet: ${missing}\n`);
  process.exit(3);
}
if (!values.json)
  heading(
    `${devices} devices × ${slides} slides of ${fields} fields, 2 collectors, one killed in the middle, ${values.sqlite ? 'SQLite' : 'PostgreSQL'}`,
  );

const folder = scratchFolder();
const collectors = [];
const ends = [];
let figures;
try {
  const mosquitto = await startMosquitto(join(folder, 'mosquitto'));
  ends.push(() => mosquitto.stop());
  const postgres = values.sqlite ? undefined : await startPostgres(join(folder, 'postgres'));
  if (postgres) ends.push(() => postgres.stop());
  const place = postgres?.url ?? join(folder, 'registry.sqlite');

  const fleet = fork(fileURLToPath(new URL('./fleet-devices.mjs', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  ends.push(() => fleet.kill('SIGKILL'));
  await told(fleet, 'ready');
  fleet.send({ do: 'make', number: devices, sites: Math.min(20, devices) });
  const { made } = await told(fleet, 'made');
  const { openRegistry } = await import('../../dist/registry/open-registry.js');
  const registry = await openRegistry(place);
  for (const device of made)
    await registry.enrol({ ...device, name: device.id, enrolledBy: 'measurement' }, Date.now());
  await registry.close();
  const tls = {};
  for (const { id } of made) tls[id] = await mosquitto.clientTls(id);

  for (const name of ['collector', 'collector-2']) {
    const certificates = join(folder, name);
    mkdirSync(certificates);
    const { ca, cert, key } = await mosquitto.clientTls(name);
    writeFileSync(join(certificates, 'ca.crt'), ca);
    writeFileSync(join(certificates, 'client.crt'), cert);
    writeFileSync(join(certificates, 'client.key'), key);
    collectors.push({ name, certificates, memory: 0, seconds: 0, processes: 0 });
  }
  const startCollector = (collector) => start(collector, mosquitto.url, place);
  ends.push(() => collectors.map(({ child }) => child?.kill('SIGKILL')));
  await Promise.all(collectors.map(startCollector));

  const processes = { mosquitto: { pids: () => [mosquitto.pid] }, devices: { pids: () => [fleet.pid] } };
  if (postgres) processes.postgres = { pids: () => [postgres.pid, ...childrenOf(postgres.pid)] };
  const watching = setInterval(() => watch(processes), 1000);
  ends.push(() => clearInterval(watching));

  const began = performance.now();
  const tell = progress();
  let [killed, latest] = [undefined, { acknowledged: 0 }];
  const samples = [];
  const finished = new Promise((resolve, reject) => {
    fleet.on('message', (message) => {
      latest = message;
      const seconds = (performance.now() - began) / 1000;
      samples.push({ seconds, acknowledged: message.acknowledged });
      if (!values.json) tell(`${message.acknowledged} of ${expected} after ${seconds.toFixed(0)} s`);
      if (killed === undefined && message.acknowledged >= KILL_AT * expected)
        killed = killAndRestart(collectors[1], startCollector, samples);
      if (message.finished) resolve(message);
    });
    fleet.once('exit', (code) => reject(new Error(`the devices ended with ${code}`)));
    setTimeout(
      () =>
        reject(
          new Error(
            `after ${values.minutes} minutes ${latest.acknowledged} of ${expected} were acknowledged`,
          ),
        ),
      Number(values.minutes) * 60_000,
    ).unref();
  });
  fleet.send({ do: 'send', url: mosquitto.url, tls, slides, fields });
  const sent = await finished;
  const seconds = (performance.now() - began) / 1000;
  tell.end();
  const restart = await killed;
  watch(processes);
  clearInterval(watching);
  const counted = await count(place);
  for (const collector of collectors) await stop(collector);

  figures = {
    devices,
    slides,
    fields,
    registry: values.sqlite ? 'SQLite' : 'PostgreSQL',
    expected,
    acknowledged: sent.acknowledged,
    ...counted,
    seconds,
    perSecond: expected / seconds,
    undisturbedPerSecond: undisturbed(samples, restart),
    killedAtSeconds: restart?.seconds,
    publishedMore: sent.published - expected,
    megabytes: sent.bytes / 1e6,
    bytesPerRecord: sent.bytes / sent.published,
    troubles: sent.troubles,
    memoryMiB: {
      ...Object.fromEntries(collectors.map(({ name, memory }) => [name, memory])),
      ...Object.fromEntries(Object.entries(processes).map(([name, { memory }]) => [name, memory])),
    },
    processorSeconds: {
      ...Object.fromEntries(collectors.map(({ name, seconds: used }) => [name, used])),
      ...Object.fromEntries(Object.entries(processes).map(([name, { seconds: used }]) => [name, used])),
    },
    load: loadavg()[0],
  };
} finally {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
}

const faults = [
  figures.slides_ !== expected && `${figures.slides_} slides in the registry, not ${expected}`,
  figures.records !== expected && `${figures.records} records in the registry, not ${expected}`,
  figures.places !== expected && `${figures.places} places in chains, not ${expected}`,
  figures.quarantined > 0 && `${figures.quarantined} sound records in quarantine`,
  figures.gaps > 0 && `${figures.gaps} gaps in chains`,
  figures.acknowledged !== expected && `${figures.acknowledged} acknowledged, not ${expected}`,
].filter(Boolean);
if (values.json) say(JSON.stringify({ ...figures, faults }));
else report(figures);
for (const fault of faults) process.stderr.write(`fleet: ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

function report({ memoryMiB, processorSeconds, ...f }) {
  const list = (values_, unit, digits) =>
    Object.entries(values_)
      .map(([name, value]) => `${name} ${value.toFixed(digits)}`)
      .join(', ') + ` ${unit}`;
  say(
    `  ${f.slides_} slides of ${f.expected} in the registry, ${f.records} records, ${f.places} places in chains, ${f.gaps} gaps, ${f.quarantined} in quarantine`,
  );
  say(
    `  ${f.seconds.toFixed(0)} s, ${f.perSecond.toFixed(0)} slides/s over all, ${f.undisturbedPerSecond.toFixed(0)} before the collector was killed (after ${f.killedAtSeconds?.toFixed(0)} s)`,
  );
  say(
    `  ${f.megabytes.toFixed(0)} MB sent, ${f.bytesPerRecord.toFixed(0)} bytes a record; ${f.publishedMore} records sent more than once`,
  );
  say(`  memory at most: ${list(memoryMiB, 'MiB', 0)}`);
  say(`  processor: ${list(processorSeconds, 's', 1)}; load ${f.load.toFixed(1)} at the end`);
  if (Object.keys(f.troubles).length > 0) say(`  devices had trouble: ${JSON.stringify(f.troubles)}`);
}

/** The next message of the devices' process that has this field. */
async function told(child, field) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message[field] !== undefined) return message;
  }
}

/** The shipped command, once it is subscribed. */
async function start(collector, broker, place) {
  const args = ['supervise', '--no-page', '--broker', broker, '--certificates', collector.certificates];
  const child = spawn(process.execPath, [...command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, RINGFORM_REGISTRY: place },
  });
  collector.child = child;
  collector.processes++;
  collector.before = collector.seconds;
  await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"collecting"')) resolve();
      else if (/"level":"(warn|error)"/.test(line) && collector.expectTrouble !== true)
        process.stderr.write(`${collector.name}: ${line.slice(0, 400)}\n`);
    });
    child.once('exit', (code) =>
      reject(new Error(`${collector.name} ended with ${code} before it collected`)),
    );
  });
}

async function stop(collector) {
  const { child } = collector;
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${collector.name} was gone`);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await gone;
  if (code !== 0) throw new Error(`${collector.name} ended with ${code}`);
}

async function killAndRestart(collector, again, samples_) {
  const at = samples_.at(-1);
  const gone = once(collector.child, 'exit');
  collector.child.kill('SIGKILL');
  await gone;
  await sleep(RESTART_AFTER_MS);
  await again(collector);
  return at;
}

function undisturbed(samples_, restart) {
  const first = samples_.find(({ acknowledged }) => acknowledged > 0);
  const last = restart ?? samples_.at(-1);
  return first && last.seconds > first.seconds
    ? (last.acknowledged - first.acknowledged) / (last.seconds - first.seconds)
    : Number.NaN;
}

/** Notes the most memory and the processor time of each. */
function watch(processes) {
  for (const collector of collectors) {
    const use = useOf(collector.child?.pid);
    if (!use) continue;
    collector.memory = Math.max(collector.memory, use.memory);
    collector.seconds = collector.before + use.seconds;
  }
  for (const each of Object.values(processes)) {
    const uses = each.pids().map(useOf).filter(Boolean);
    each.memory = Math.max(
      each.memory ?? 0,
      uses.reduce((sum, use) => sum + use.memory, 0),
    );
    each.seconds = Math.max(
      each.seconds ?? 0,
      uses.reduce((sum, use) => sum + use.seconds, 0),
    );
  }
}

/** Memory of a process in MiB, what it shares counted in parts, and its processor time in s; undefined when it is gone. */
function useOf(pid) {
  try {
    const pss = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
    // After the name, which may hold anything: proc(5), fields 14 to 17 are ticks of 10 ms.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return { memory: pss / 1024, seconds: (Number(stat[11]) + Number(stat[12])) / 100 };
  } catch {
    return undefined;
  }
}

function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]) === pid;
    } catch {
      return false;
    }
  });
}

/** What is in the registry, counted by the database. */
async function count(place) {
  const sql = `select
    (select count(*) from slides) as slides_,
    (select count(*) from records) as records,
    (select count(*) from (select distinct device, lane, number from records) as places) as places,
    (select count(*) from quarantine) as quarantined,
    (select count(*) from gaps) as gaps`;
  if (values.sqlite) {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(place, { readonly: true });
    const row = database.prepare(sql).get();
    database.close();
    return row;
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]));
}
