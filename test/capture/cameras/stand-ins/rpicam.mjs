// Behaves like rpicam-vid and libcamera-still as far as their users can tell, without a camera. What it sees is a field lit
// so that its level is (light · shutter · gain)^(1/2.2); how it fails is said by RINGFORM_STAND_IN.
import { readFileSync, writeFileSync, writeSync } from 'node:fs';

const [program, ...words] = process.argv.slice(2);
const options = new Map();
for (let i = 0; i < words.length; i++) {
  if (!words[i].startsWith('--')) throw new Error(`unrecognised argument ${words[i]}`);
  const flag = i + 1 >= words.length || words[i + 1].startsWith('--');
  options.set(words[i].slice(2), flag ? true : words[++i]);
}
const number = (name, otherwise) => Number(options.get(name) ?? otherwise);
const [mode, argument] = (process.env.RINGFORM_STAND_IN ?? 'stream').split(':');
const say = (line) => writeSync(2, `${line}\n`);
const give = (code, ...lines) => {
  lines.forEach(say);
  process.exit(code);
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

if (process.env.RINGFORM_STAND_IN_LOG) {
  writeFileSync(
    process.env.RINGFORM_STAND_IN_LOG,
    JSON.stringify({ program, pid: process.pid, words }) + '\n',
    {
      flag: 'a',
    },
  );
}
say('[0:01:02.345678901] [1234]  INFO Camera camera_manager.cpp:326 libcamera v0.5.0');
if (mode === 'missing') give(255, 'ERROR: *** no cameras available ***');
if (mode === 'busy') {
  give(
    255,
    '[0:01:02.4] [1234] ERROR Camera camera.cpp:1014 Pipeline handler in use by another process',
    'ERROR: *** failed to acquire camera /base/soc/i2c0mux/i2c@1/imx477@1a ***',
  );
}
if (mode === 'garbage') {
  const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256));
  writeSync(1, bytes.subarray(0, 1000));
  writeSync(2, bytes);
  process.exit(3);
}
if (mode === 'ignore-term') process.on('SIGTERM', () => say('not now'));
if (mode === 'hang' || mode === 'ignore-term') setInterval(() => undefined, 1000);

const [width, height] = [number('width', 64), number('height', 48)];
const light = Number(process.env.RINGFORM_STAND_IN_LIGHT ?? 20);
const automatic = !options.has('shutter');
// The camera's own exposure makes the mean grey.
const gain = automatic ? 2 : number('gain', 1);
const shutterUs = automatic ? Math.min(66_000, Math.round((0.2 * 1e6) / light / gain)) : number('shutter');
const level = Math.min(255, 255 * ((light * shutterUs * gain) / 1e6) ** (1 / 2.2));

if (program === 'libcamera-still') {
  const jpeg = readFileSync(process.env.RINGFORM_STAND_IN_JPEG);
  if (mode !== 'hang') {
    await sleep(Number(process.env.RINGFORM_STAND_IN_OPENING_MS ?? 0));
    if (mode === 'half') writeFileSync(options.get('output'), jpeg.subarray(0, jpeg.length / 2));
    else if (mode !== 'no-file') writeFileSync(options.get('output'), jpeg);
    say('Still capture image received');
  }
} else if (mode !== 'hang') {
  await sleep(Number(process.env.RINGFORM_STAND_IN_OPENING_MS ?? 0));
  const rowBytes = Number(process.env.RINGFORM_STAND_IN_ROW ?? Math.ceil(width / 64) * 64);
  const frame = Buffer.alloc(rowBytes * height * 1.5, 128);
  // fwrite blocks until the reader took it all, or the process ends.
  const write = async (bytes) => {
    if (!process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  };
  const frames = number('frames', Infinity);
  const states = [];
  for (let count = 0; count < frames; count++) {
    for (let y = 0; y < height; y++) {
      const noise = mode === 'frozen' ? 0 : ((count * 7 + y) % 5) - 2;
      frame.fill(Math.max(0, Math.min(255, Math.round(level + noise))), y * rowBytes, y * rowBytes + width);
    }
    if (mode === 'die' && count === Number(argument)) {
      await write(frame.subarray(0, frame.length / 2));
      give(255, 'ERROR: *** failed to queue request ***');
    }
    if (mode === 'killed' && count === Number(argument)) process.kill(process.pid, 'SIGSEGV');
    if (mode === 'end' && count === Number(argument)) process.exit(0);
    if (mode === 'stall' && count === Number(argument)) {
      await write(frame.subarray(0, frame.length / 2));
      say('Camera frontend has timed out!');
      await new Promise(() => setInterval(() => undefined, 1000));
    }
    await write(frame);
    states.push(
      `{\n    "ScalerCrop": "(0, 0)/4056x3040",\n    "ColourGains": [ 2.1, 1.6 ],\n    "AeState": 2,\n` +
        `    "ExposureTime": ${shutterUs},\n    "AnalogueGain": ${gain.toFixed(6)}\n}`,
    );
    await sleep(1000 / Number(process.env.RINGFORM_STAND_IN_RATE ?? number('framerate', 30)));
  }
  if (options.has('metadata')) writeFileSync(options.get('metadata'), `[\n${states.join(',\n')}\n]\n`);
}
