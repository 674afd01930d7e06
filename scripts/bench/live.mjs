// Looks a second at live frames of 2028×1520 through the whole daemon, each told to the person on the display's focus bar:
// while a hand turns the focus and no view is good enough, and while fields are taken and counted. First the counting thread
// alone, as the most it can do. `node scripts/bench/live.mjs [seconds each]`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { heading, loadNow, progress, quantile, renderedFolder, say, scratchFolder } from './bench-kit.mjs';
import { wholeDaemon } from './whole-daemon.mjs';

const LEAST_PER_SECOND = 5;
const seconds = Number(process.argv[2] ?? 15);
/** What the camera is asked for: the configuration's default, and so many that it is never what is waited for. */
const RATES = [5, 15];
/** µm from best focus, as a hand turns through it; none of them passes. */
const DEFOCUS = [6, 5, 4, 3, 2.5, 3.5, 4.5, 5.5];

heading('Live view of 2028×1520 through the whole daemon, HD44780 display');
const tell = progress();
const scratch = scratchFolder();
let least = Infinity;
try {
  tell('rendering pictures');
  const blurred = join(scratch, 'blurred');
  for (const [n, defocus] of DEFOCUS.entries()) {
    const one = renderedFolder(join(scratch, `blurred-${n}`), 1, { defocus });
    if (n === 0) rename(one, blurred, n, true);
    else rename(one, blurred, n, false);
  }
  const sharp = renderedFolder(join(scratch, 'sharp'), 32);
  const folder = (pictures, framesPerImage) => ({
    'camera.kind': 'folder',
    'camera.folder': pictures,
    'camera.loop': 'true',
    'camera.framesPerImage': framesPerImage,
  });
  for (const rate of RATES) {
    say(`  Camera asked for ${rate} frames/s:`);
    await live('focus turned; JPEG files as camera', rate, folder(blurred, 1));
    await live(
      'fields taken; JPEG files as camera',
      rate,
      folder(sharp, Math.max(4, Math.round(rate * 0.6))),
    );
  }
  await live('focus turned; rendered microscope', RATES.at(-1), {}, turnsFocus);
  await live('fields taken; rendered microscope', RATES.at(-1), {}, movesOn);
  const verdict = least >= LEAST_PER_SECOND ? 'not less than' : 'LESS THAN';
  say(
    `  With JPEG files at ${RATES.at(-1)} frames/s, where the camera holds nothing up: ${least.toFixed(1)} looks/s at least, ${verdict} ${LEAST_PER_SECOND}.`,
  );
} finally {
  tell.end();
  rmSync(scratch, { recursive: true, force: true });
}
const alone = fileURLToPath(new URL('live-view.mjs', import.meta.url));
spawnSync(process.execPath, [alone], { stdio: 'inherit' });

function rename(from, to, n, whole) {
  if (whole) renameSync(from, to);
  const [name] = readdirSync(whole ? to : from).filter((file) => file.endsWith('.jpg'));
  renameSync(join(whole ? to : from, name), join(to, `turn-${n}.jpg`));
}

/** A hand at the fine focus: some twist ten times a second. The renderer needs up to half a second for each new focus. */
function turnsFocus(device) {
  let n = 0;
  device.world.microscope.focus(DEFOCUS[0]);
  const turning = setInterval(() => device.world.microscope.focus(DEFOCUS[++n % DEFOCUS.length]), 100);
  return () => clearInterval(turning);
}

/** A hand at the stage: on to the next field when the display says so. */
function movesOn(device) {
  const moving = setInterval(() => {
    const { doing } = device.state();
    if (doing.at === 'counting' && doing.view.activity === 'move-on') device.world.step(1, 0);
  }, 900);
  return () => clearInterval(moving);
}

async function live(name, rate, settings, hand = () => () => undefined) {
  let [glances, pages, fields] = [0, 0, 0];
  const gaps = [];
  let lastPage = 0;
  const device = await wholeDaemon({
    folder: mkdtempSync(join(scratch, 'data-')),
    display: 'hd44780',
    settings: { 'camera.framesPerSecond': rate, 'counting.cellLimit': 1_000_000, ...settings },
    watch: {
      glanced: () => glances++,
      counted: () => fields++,
      shown: ({ view }) => {
        if (view.screen !== 'counting') return;
        pages++;
        gaps.push(performance.now() - lastPage);
        lastPage = performance.now();
      },
    },
  });
  const until = async (is) => {
    for (let tries = 0; !is(); tries++) {
      if (tries > 600)
        throw new Error(`the device stays ${device.state().doing.at}; ${device.troubles.join('; ')}`);
      await sleep(100);
    }
  };
  try {
    await until(() => device.state().doing.at === 'ready');
    device.line(true);
    await sleep(150);
    device.line(false);
    await until(() => device.state().doing.at === 'counting' && device.state().camera.up);
    const release = hand(device);
    await sleep(3000);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    glances = pages = fields = gaps.length = 0;
    const started = performance.now();
    for (let n = 0; n < seconds; n++) {
      tell(`${rate} frames/s, ${name}: ${n} of ${seconds} s`);
      await sleep(1000);
    }
    const lasted = (performance.now() - started) / 1000;
    delay.disable();
    release();
    const perSecond = glances / lasted;
    if (rate === RATES.at(-1) && settings['camera.kind'] === 'folder') least = Math.min(least, perSecond);
    tell.end();
    say(
      `    ${name}: ${perSecond.toFixed(1)} looks/s, ${(pages / lasted).toFixed(1)} pages/s written (95 % within ${quantile(gaps.slice(1), 0.95).toFixed(0)} ms of the last), ` +
        `${(fields / lasted).toFixed(1)} fields/s counted; main thread held up ${(delay.percentile(99) / 1e6).toFixed(0)} ms (99 %), ${(delay.max / 1e6).toFixed(0)} at most; load ${loadNow()}`,
    );
    if (device.troubles.length > 0) say(`      logged: ${[...new Set(device.troubles)].join('; ')}`);
  } finally {
    await device.close();
  }
}
