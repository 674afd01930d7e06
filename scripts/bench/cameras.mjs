// What a live frame of 2028×1520 costs this process, way by way, and what node-libcamera adds. The programs are stand-ins that
// write the same rendered field over and over at no cost of their own, so that only our side is measured: no Pi, no sensor.
// `node scripts/bench/cameras.mjs [rounds]`
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import sharp from 'sharp';
import { setup } from '../setup.mjs';

setup();
const load = (path) => import(`../../dist/${path}.js`);
const { FramePool } = await load('capture/cameras/frame-pool');
const { NodeLibcameraCamera } = await load('capture/cameras/node-libcamera');
const { RpicamCamera } = await load('capture/cameras/rpicam');
const { sampleHash } = await load('capture/cameras/frozen');
const { V4l2Camera } = await load('capture/cameras/v4l2');
const { yuv420ToRgb } = await load('capture/cameras/yuv420');
const { decodeImage } = await load('capture/decode');
const { SystemClock } = await load('clock/system-clock');
const { DEFAULT_OPTICS } = await load('simulate/optics');
const { renderField } = await load('simulate/render-field');
const { renderSlide } = await load('simulate/slide');

const rounds = Number(process.argv[2] ?? 60);
const SIZE = { width: 2028, height: 1520 };
const ROW = 2048;
const clock = new SystemClock();
const say = (line) => process.stdout.write(`${line}\n`);
const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const show = (value) => value.toFixed(1);
  return `${show(sorted[sorted.length >> 1])} (${show(sorted[0])}–${show(sorted.at(-1))}) ms`;
};

const scratch = mkdtempSync(join(tmpdir(), 'ringform-bench-'));
const slide = renderSlide({ seed: 7, parasitaemia: 0.02, coverage: 0.45 });
const { image } = renderField(slide, DEFAULT_OPTICS, { x: 0, y: 0 });
if (image.width !== SIZE.width || image.height !== SIZE.height) throw new Error('the field has another size');
const yuv = toYuv420(image);
const encode = (quality) =>
  sharp(image.data, { raw: { ...SIZE, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
const jpeg = await encode(95);
const file = (name, bytes) => {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return path;
};
const program = (name, body) => chmodSync(file(name, `#!/bin/sh\n${body}\n`), 0o755);
const raw = file('field.yuv', yuv);
const ppm = file(
  'field.ppm',
  Buffer.concat([Buffer.from(`P6\n${SIZE.width} ${SIZE.height}\n255\n`), image.data]),
);
const still = file('field.jpg', jpeg);
program('rpicam-vid', `while cat ${raw}; do :; done`);
program('ffmpeg', `while cat ${ppm}; do :; done`);
program('libcamera-still', `exec cp ${still} "$2"`);
process.env.PATH = `${scratch}${delimiter}${process.env.PATH}`;
process.env.NODE_ENV = 'production';

try {
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; ${rounds} rounds, median (least–most)`,
  );
  say(`\nParts, on a rendered field of ${SIZE.width}×${SIZE.height}`);
  const rgb = new Uint8Array(new SharedArrayBuffer(image.data.length));
  say(
    `  I420 to RGB                          ${await timed(() => yuv420ToRgb(yuv, { ...SIZE, rowBytes: ROW }, rgb))}`,
  );
  for (const quality of [50, 90]) {
    const bytes = await encode(quality);
    say(
      `  JPEG at ${quality} (${(bytes.length / 1e6).toFixed(1)} MB) to RGB           ${await timed(() => decodeImage(bytes))}`,
    );
    say(`    the same made from RGB             ${await timed(() => encode(quality))}`);
  }
  say(`  hash that tells a frozen camera      ${await timed(() => sampleHash(image))}`);

  say('\nWhole way from a program into the frame pool, as fast as it goes');
  await stream('rpicam-vid, raw I420', new RpicamCamera(SIZE, clock));
  await stream('ffmpeg, RGB as PPM', new V4l2Camera(SIZE, clock));
  await stream('node-libcamera, a JPEG still each', new NodeLibcameraCamera(SIZE, clock));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Elapsed and processor time; on a machine busy with other work the second says more. */
async function timed(work) {
  const times = [];
  let cpu;
  for (let round = -10; round < rounds; round++) {
    if (round === 0) cpu = process.cpuUsage();
    const started = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - started);
  }
  return `${spread(times)}, processor time ${perRound(cpu)} ms`;
}

function perRound(since) {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1000 / rounds).toFixed(1);
}

/** Elapsed and processor time of this process per frame, the program's own left out. */
async function stream(name, camera) {
  const pool = new FramePool();
  const intervals = [];
  let last = 0;
  let cpu = process.cpuUsage();
  let seen = 0;
  await new Promise((resolve, reject) => {
    const sink = {
      room: (bytes) => pool.room(bytes),
      frame(frame) {
        pool.frame(frame);
        const now = performance.now();
        if (++seen === 10) cpu = process.cpuUsage(); // what comes before is warm-up
        if (seen > 10) intervals.push(now - last);
        last = now;
        if (seen === rounds + 10) resolve();
      },
      fault: reject,
    };
    camera.start({ framesPerSecond: 1000 }, sink).catch(reject);
  });
  const perFrame = perRound(cpu);
  await camera.close();
  say(`  ${name.padEnd(36)} ${spread(intervals)} a frame, processor time ${perFrame} ms`);
}

function toYuv420({ width, height, data }) {
  const out = new Uint8Array((ROW * height * 3) / 2).fill(128);
  const uPlane = ROW * height;
  const vPlane = uPlane + (ROW / 2) * (height / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r, g, b] = data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      out[y * ROW + x] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      if (x % 2 === 0 && y % 2 === 0) {
        const chroma = (y / 2) * (ROW / 2) + x / 2;
        out[uPlane + chroma] = Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
        out[vPlane + chroma] = Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
      }
    }
  }
  return out;
}
