// From the button's edge to the page that answers it, completely written: through the whole daemon at 2028×1520 while it looks
// at live frames, counts fields and commits them to disk. `node scripts/bench/press.mjs [presses per display] [µs per GPIO write]`
import { fork } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { heading, loadNow, progress, quantile, say, scratchFolder } from './bench-kit.mjs';

const LIMIT_MS = 100;
/** Twice what a contact needs to count as settled. */
const LEAST_BETWEEN_MS = 50;
const DISPLAYS = {
  terminal: 'terminal panel, into a pipe',
  hd44780: 'HD44780, 20×4, on GPIO lines',
  ssd1306: 'SSD1306, I²C at 400 kHz',
};

if (process.send) {
  const [display, folder, presses, microseconds] = process.argv.slice(2);
  process.send(await measure(display, folder, Number(presses), Number(microseconds)));
  process.exit(0);
}

const presses = Number(process.argv[2] ?? 60);
const { GPIO_WRITE_MICROSECONDS } = await import('./whole-daemon.mjs');
const microseconds = Number(process.argv[3] ?? GPIO_WRITE_MICROSECONDS);
heading(`Button to display, ${presses} answers to presses for each display`);
say(
  `  A write to a GPIO line is taken to cost ${microseconds} µs (an estimate for a Pi; a write to /dev/null takes ${writeCost().toFixed(1)} µs here).`,
);
const scratch = scratchFolder();
const all = [];
try {
  for (const [display, name] of Object.entries(DISPLAYS)) {
    const result = await inProcess(display, mkdtempSync(join(scratch, `${display}-`)));
    all.push(...report(name, result));
  }
  const worst = Math.max(...all);
  say(
    `  Slowest of all ${all.length}: ${worst.toFixed(0)} ms, ${worst <= LIMIT_MS ? 'within' : 'MORE THAN'} the limit of ${LIMIT_MS} ms.`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** A process of its own for each display, its output drained as a terminal does. */
function inProcess(display, folder) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [display, folder, presses, microseconds], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    child.stdout.resume();
    let result;
    child.on('message', (message) => (result = message));
    child.on('exit', (code) =>
      code === 0 ? resolve(result) : reject(new Error(`the measurement on ${display} ended with ${code}`)),
    );
  });
}

function report(name, { answers, fields, glances, misread, troubles, settleMs, delay, seconds, load }) {
  const times = answers.map(({ ms }) => ms);
  const figures = (values) =>
    `median ${quantile(values, 0.5).toFixed(0)}, 95 % ${quantile(values, 0.95).toFixed(0)}, most ${Math.max(...values).toFixed(0)} ms`;
  say(`  ${name}: ${figures(times)} (of it ${settleMs} ms until the contact counts as settled)`);
  for (const kind of new Set(answers.map((answer) => answer.kind))) {
    const of = answers.filter((answer) => answer.kind === kind).map(({ ms }) => ms);
    say(`    ${kind.padEnd(32)} ${figures(of)} (${of.length})`);
  }
  say(
    `    meanwhile, in ${seconds.toFixed(0)} s: ${fields} fields counted, ${(glances / seconds).toFixed(1)} live frames/s looked at; ` +
      `the thread that answers was held up ${delay.p99.toFixed(0)} ms (99 %), ${delay.max.toFixed(0)} ms at most; load ${load}`,
  );
  if (misread.looked > 0)
    say(`    pages read back from the glass: ${misread.looked}, wrong ${misread.wrong}`);
  if (troubles.length > 0) say(`    logged: ${[...new Set(troubles)].join('; ')}`);
  return times;
}

async function measure(display, folder, wanted, gpioMicroseconds) {
  const { wholeDaemon } = await import('./whole-daemon.mjs');
  const tell = progress();
  const expected = new Set();
  const misread = { looked: 0, wrong: 0 };
  let [fields, glances] = [0, 0];
  let moving = false;
  const device = await wholeDaemon({
    folder,
    display,
    gpioMicroseconds,
    settings: { 'camera.framesPerSecond': 15 },
    watch: {
      glanced: () => glances++,
      counted: () => fields++,
      shown: (screen, isLatest) => {
        const now = performance.now();
        for (const wait of expected) {
          if (!wait.is(screen)) continue;
          expected.delete(wait);
          wait.resolve(now);
          if (!isLatest) continue;
          const reads = device?.reads(screen);
          if (reads !== undefined) misread.looked++;
          if (reads === false) misread.wrong++;
        }
        if (screen.view.screen === 'counting' && screen.view.activity === 'move-on' && !moving) {
          moving = true;
          setTimeout(() => {
            moving = false;
            device.world.step(1, 0);
          }, 150);
        }
      },
    },
  });
  const shows = (is, within = 30_000) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () =>
          reject(
            new Error(
              `the display did not change; the device is ${JSON.stringify(device.state()).slice(0, 600)}; ${device.troubles.join('; ')}`,
            ),
          ),
        within,
      );
      expected.add({ is, resolve: (at) => (clearTimeout(late), resolve(at)) });
    });
  const screenIs =
    (...names) =>
    (screen) =>
      names.includes(screen.view.screen);
  // An edge has the time it was meant for: should this very thread be held up then, it waits as an edge on a real line would.
  // Two edges are kept apart all the same: both at once would be no press.
  let lastEdge = -Infinity;
  const edge = async (at, down) => {
    await sleep(Math.max(0, at - performance.now(), lastEdge + LEAST_BETWEEN_MS - performance.now()));
    device.line(down);
    lastEdge = performance.now();
    return at;
  };
  const some = (from, to) => from + Math.random() * (to - from);
  await shows(screenIs('ready'));
  const answers = [];
  const answered = (kind, from, at) => answers.push({ kind, ms: at - from });
  await sleep(2000);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let started = 0;
  // The first slide warms up.
  for (let slide = -1; slide < 0 || answers.length < wanted; slide++) {
    if (slide === 0) {
      answers.length = fields = glances = 0;
      misread.looked = misread.wrong = 0;
      delay.enable();
      started = performance.now();
    }
    tell(`${display}: ${answers.length} of ${wanted} answers`);
    const short = async (kind, then) => {
      const begun = performance.now() + some(50, 600);
      await edge(begun, true);
      const change = shows(then);
      answered(kind, await edge(begun + some(100, 250), false), await change);
    };
    await short('let go: a slide begins', screenIs('counting'));
    // Until the slide's row is on disk there is nothing that a long press could end.
    while (device.state().doing.at !== 'counting') await sleep(20);
    await sleep(some(1000, 3500));
    const begun = performance.now() + some(0, 100);
    const hint = shows(({ hint }) => hint === 'release-to-end');
    await edge(begun, true);
    answered('held: “let go to end”', begun + device.config.button.longPressMs, await hint);
    const [ended, result] = [shows(screenIs('finishing', 'result')), shows(screenIs('result'))];
    answered('let go: the slide ends', await edge(performance.now() + some(20, 300), false), await ended);
    await result;
    await short('let go: the result is accepted', screenIs('ready'));
  }
  delay.disable();
  const seconds = (performance.now() - started) / 1000;
  const { config, troubles } = device;
  await device.close();
  return {
    ...{ answers, fields, glances, misread, troubles, seconds },
    settleMs: config.button.debounceMs,
    delay: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
    load: loadNow(),
  };
}

/** µs of a one-byte write by system call on this machine. */
function writeCost() {
  const file = openSync('/dev/null', 'w');
  const byte = Buffer.from('1');
  const rounds = 20_000;
  for (let n = 0; n < rounds; n++) writeSync(file, byte, 0, 1, 0);
  const started = performance.now();
  for (let n = 0; n < rounds; n++) writeSync(file, byte, 0, 1, 0);
  return ((performance.now() - started) * 1000) / rounds;
}
