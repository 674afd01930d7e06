// Memory of `ringform run` as a process of its own over 2,000 counted fields of 2028×1520, with default settings but for the
// camera, which shows rendered fields quicker than a hand moves a stage: a stand-in for rpicam-vid that writes raw frames (what
// a Pi's camera program does), or a folder of JPEG files. The button is pressed every second: that begins a slide and accepts a
// result, and means nothing while a slide is counted, which ends by itself. In the environment of the systemd unit, or `--bare`.
// `node scripts/bench/run-memory.mjs [fields] [--camera rpicam|folder] [--bare] [--frames per-field] [--rate frames/s] [--set key=value …]`
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { root } from '../setup.mjs';
import { command, heading, progress, renderedFolder, say, scratchFolder } from './bench-kit.mjs';

/** More than the 26 or so that a slide of 5,000 cells takes: no field comes twice in one slide. */
const DISTINCT = 32;
const LIMIT_MEGABYTES = 300;
/** Room for a machine that is slow or busy. */
const MOST_SECONDS_PER_FIELD = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    camera: { type: 'string', default: 'rpicam' },
    bare: { type: 'boolean', default: false },
    // A field is taken at the third look at it: on a slow or busy machine it must stay longer.
    frames: { type: 'string', default: '4' },
    // Twice the default of camera.framesPerSecond: at 5 a run over 2,000 fields takes an hour. Each frame is 4.6 MB of garbage a moment later.
    rate: { type: 'string', default: '10' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const wanted = Number(positionals[0] ?? 2000);
const framesPerSecond = Number(values.rate);
const mostSeconds = Math.max(180, wanted * MOST_SECONDS_PER_FIELD);

const environment = values.bare ? {} : unitEnvironment();
heading(
  `Memory of ringform run over ${wanted} fields of 2028×1520; camera: ${values.camera === 'folder' ? 'a folder of JPEG files' : 'raw frames of a program'}`,
);
say(
  `  Environment: ${
    Object.entries(environment)
      .map((pair) => pair.join('='))
      .join(' ') || 'nothing of the unit'
  }`,
);
const scratch = scratchFolder();
try {
  const fields = renderedFolder(join(scratch, 'fields'), DISTINCT);
  const out = mkdtempSync(join(scratch, 'data-'));
  const scenario = join(scratch, 'presses.json');
  const happenings = Array.from({ length: mostSeconds }, (_, n) => ({
    atMinute: (n + 2) / 60,
    pressMs: 150,
  }));
  writeFileSync(scenario, JSON.stringify({ charge: 1, happenings, untilMinute: mostSeconds / 60 }));
  const samples = await measure(scenario, fields, out);
  report(samples);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs the daemon until the store holds the fields wanted. Bytes of RSS and PSS, and fields counted, once a second. */
async function measure(scenario, fields, out) {
  const { settings, path } = values.camera === 'folder' ? folderCamera(fields) : await standIn(fields);
  const sets = [...Object.entries(settings).map(([key, value]) => `${key}=${value}`), ...values.set];
  const child = spawn(
    process.execPath,
    [...command, 'run', '--virtual', scenario, '--out', out, ...sets.flatMap((set) => ['--set', set])],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...environment,
        ...(path && { PATH: `${path}${delimiter}${process.env.PATH}` }),
      },
    },
  );
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  // Whoever breaks this off must not leave the daemon running.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      child.kill('SIGKILL');
      process.exit(130);
    });
  }
  const samples = [];
  const tell = progress();
  try {
    const started = Date.now();
    for (;;) {
      const over = await Promise.race([
        ended,
        new Promise((resolve) => setTimeout(resolve, 1000, undefined)),
      ]);
      if (over) throw new Error(`ringform run ended early: ${JSON.stringify(over)}`);
      const counted = fieldsCounted(out);
      samples.push({ seconds: (Date.now() - started) / 1000, ...counted, ...memoryOf(child.pid) });
      tell(`${counted.fields} of ${wanted} fields, ${mebibytes(samples.at(-1).rss)}`);
      if (counted.fields >= wanted) break;
      if (samples.at(-1).seconds > mostSeconds) throw new Error('too few fields came through');
    }
    const peak = peakOf(child.pid);
    child.kill('SIGTERM');
    const { code } = await ended;
    if (code !== 0) throw new Error(`ringform run ended with code ${code}`);
    return Object.assign(samples, { peak });
  } finally {
    tell.end();
    child.kill('SIGKILL');
  }
}

/** What the unit sets for the daemon's memory. */
function unitEnvironment() {
  const unit = readFileSync(join(root, 'systemd/ringform.service'), 'utf8');
  const pairs = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, words]) => words.split(' '));
  return Object.fromEntries(
    pairs.filter((pair) => /^(MALLOC_|NODE_OPTIONS)/.test(pair)).map((pair) => pair.split(/=(.*)/s, 2)),
  );
}

function folderCamera(fields) {
  const settings = {
    'camera.kind': 'folder',
    'camera.folder': fields,
    'camera.loop': 'true',
    'camera.framesPerSecond': framesPerSecond,
    'camera.framesPerImage': values.frames,
    'log.level': 'error',
  };
  return { settings };
}

/** A program named rpicam-vid in a folder for the PATH, and the fields as it writes them. */
async function standIn(fields) {
  const path = join(scratch, 'bin');
  mkdirSync(path);
  for (const name of readdirSync(fields).filter((file) => file.endsWith('.jpg'))) {
    const { data } = await sharp(join(fields, name)).raw().toBuffer({ resolveWithObject: true });
    writeFileSync(join(fields, `${name}.yuv`), toI420(data));
  }
  const program = fileURLToPath(new URL('stand-in-rpicam.mjs', import.meta.url));
  const words = [process.execPath, program, fields, values.frames, framesPerSecond];
  writeFileSync(join(path, 'rpicam-vid'), `#!/bin/sh\nexec ${words.join(' ')}\n`, { mode: 0o755 });
  const settings = {
    'camera.kind': 'rpicam',
    'camera.framesPerSecond': framesPerSecond,
    'log.level': 'error',
  };
  return { settings, path };
}

/** RGB as the Pi's camera writes it: I420, rows of 2048 bytes. */
function toI420(rgb) {
  const [width, height, row] = [2028, 1520, 2048];
  const out = Buffer.alloc((row * height * 3) / 2, 128);
  const quarter = (row / 2) * (height / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
      out[y * row + x] = 0.299 * r + 0.587 * g + 0.114 * b;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const chroma = row * height + (y / 2) * (row / 2) + x / 2;
      out[chroma] = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b;
      out[chroma + quarter] = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b;
    }
  }
  return out;
}

function fieldsCounted(out) {
  let store;
  try {
    store = new Database(join(out, 'ringform.sqlite'), { readonly: true, timeout: 1000 });
    const one = (sql) => store.prepare(sql).pluck().get();
    return {
      fields: one('SELECT count(*) FROM fields'),
      accepted: one('SELECT count(*) FROM fields WHERE accepted'),
      slides: one('SELECT count(*) FROM slides'),
    };
  } catch (error) {
    // Not there yet, or being made.
    if (!/^SQLITE_(CANTOPEN|BUSY|ERROR)/.test(error.code ?? '')) throw error;
    return { fields: 0, accepted: 0, slides: 0 };
  } finally {
    store?.close();
  }
}

function kibibytes(file, key) {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? NaN) * 1024;
}

function memoryOf(pid) {
  const file = `/proc/${pid}/smaps_rollup`;
  return { rss: kibibytes(file, 'Rss'), pss: kibibytes(file, 'Pss') };
}

/** What the kernel itself noted as the most, between the samples too. */
function peakOf(pid) {
  return kibibytes(`/proc/${pid}/status`, 'VmHWM');
}

function mebibytes(bytes) {
  return `${(bytes / 1048576).toFixed(0)} MiB (${(bytes / 1e6).toFixed(0)} MB)`;
}

function report(samples) {
  const { peak } = samples;
  const last = samples.at(-1);
  const mean = (part, key) => part.reduce((sum, sample) => sum + sample[key], 0) / part.length;
  const most = (part, key) => Math.max(...part.map((sample) => sample[key]));
  const highest = samples.reduce((a, b) => (b.rss > a.rss ? b : a));
  say(
    `${last.fields} fields (${last.accepted} accepted) of ${last.slides} slides in ${last.seconds.toFixed(0)} s.`,
  );
  for (const [name, from, to] of [
    ['first quarter', 0, 0.25],
    ['second quarter', 0.25, 0.5],
    ['third quarter', 0.5, 0.75],
    ['last quarter', 0.75, Infinity],
  ]) {
    const part = samples.filter(({ fields }) => fields >= from * wanted && fields < to * wanted);
    if (part.length === 0) continue;
    say(
      `  ${name.padEnd(15)} resident ${mebibytes(mean(part, 'rss'))} in the mean, ${mebibytes(most(part, 'rss'))} at most; ` +
        `its share (PSS) ${mebibytes(mean(part, 'pss'))}`,
    );
  }
  say(`  highest of the samples: after ${highest.seconds.toFixed(0)} s, ${highest.fields} fields`);
  say(
    `  peak by the kernel ${mebibytes(peak)}: ${peak <= LIMIT_MEGABYTES * 1e6 ? 'within' : 'MORE THAN'} the limit of ${LIMIT_MEGABYTES} MB`,
  );
}
