// Simulated days on the simulated battery: what duty cycling saves against a device that is always on, and how good the
// prediction of the time left is. Everything is seeded: the same figures come out every time.
import { solarCharger } from '../../dist/gauge/charger.js';
import { SimulatedBattery } from '../../dist/gauge/simulated-battery.js';
import { enterMode, slideLasted, startPolicy, stepPower } from '../../dist/power/policy.js';
import { pictureOf } from '../../dist/power/picture.js';
import { defaultPowerSettings } from '../../dist/power/settings.js';
import { noReadings, steadyReading, stepSteady } from '../../dist/power/steady-reading.js';
import { seededRandom } from '../../dist/base/random.js';
import { powerBudget, readParts } from '../../dist/wiring/parts.js';

const POLL_MS = 10_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After so long without a press the attended device goes to sleep. */
const IDLE_MS = 2 * MINUTE;

const parts = readParts();
const budget = powerBudget(parts);
const { capacityMilliampHours, nominalMillivolts, internalMilliohms } = parts.battery;
const settings = defaultPowerSettings({
  budget,
  milliampHours: capacityMilliampHours,
  nominalMillivolts,
});

/** Slides by a fixed beat; `asleep`: what the duty-cycled device does between, ms after the last slide's end → mode. */
export const days = [
  {
    name: 'clinic: 30 slides in 8 h',
    everyMs: 16 * MINUTE,
    slideMs: 8 * MINUTE,
    between: (ms) => (ms < IDLE_MS ? 'ready' : 'sleep'),
    celsius: () => 25,
    hours: 8,
  },
  {
    name: 'unattended: 4 slides/h, 24 h, 10 W solar panel',
    everyMs: 15 * MINUTE,
    slideMs: 6 * MINUTE,
    between: () => 'sleep',
    celsius: () => 25,
    hours: 24,
    solar: true,
  },
  {
    name: 'cold night: 2 slides/h, 14 h, +5 to −5 °C',
    everyMs: 30 * MINUTE,
    slideMs: 6 * MINUTE,
    between: () => 'sleep',
    celsius: (ms) => 5 * Math.cos((Math.PI * Math.min(ms, 14 * HOUR)) / (14 * HOUR)),
    hours: 14,
  },
];

/**
 * Runs one day until `untilMs` or shutdown. `varied`: this device differs from its label as real ones do (draw, capacity,
 * curve, gauge), by the seed.
 */
export async function runDay(
  day,
  { alwaysOn, obeys = !alwaysOn, seed, untilMs, charger, varied, measuresCurrent },
) {
  const random = seededRandom(seed);
  const spread = (by) => (varied ? (2 * random.uniform() - 1) * by : 0);
  const draw = 1 + spread(0.2);
  const clock = { ms: 0, uptimeMs: () => clock.ms };
  const battery = new SimulatedBattery(clock, {
    budget: Object.fromEntries(Object.entries(budget).map(([mode, milliwatts]) => [mode, milliwatts * draw])),
    mode: 'ready',
    charge: 1,
    capacityMilliampHours,
    internalMilliohms: internalMilliohms * (1 + spread(0.4)),
    curveOffset: spread(20),
    health: varied ? 0.8 + 0.2 * random.uniform() : 1,
    celsius: day.celsius,
    charger,
    measuresCurrent,
    seed,
  });
  const device = new SimulatedDevice(clock, battery);
  const seen = { slides: 0, refused: 0, broken: 0, looks: [], endMs: untilMs, endedBy: 'time' };
  let slideSince;
  let lastEndMs = 0;
  for (let nextSlideMs = 0; clock.ms < untilMs; clock.ms += POLL_MS) {
    const picture = await device.look();
    if (battery.cutOff || picture.state === 'shutdown') {
      seen.endMs = clock.ms;
      seen.endedBy = battery.cutOff ? 'cut off' : 'shutdown';
      if (slideSince !== undefined) seen.broken++;
      break;
    }
    seen.looks.push({ atMs: clock.ms, charge: battery.charge, ...picture });
    if (slideSince !== undefined && clock.ms - slideSince >= day.slideMs) {
      device.slideLasted(day.slideMs);
      seen.slides++;
      lastEndMs = clock.ms;
      slideSince = undefined;
    }
    if (clock.ms >= nextSlideMs) {
      nextSlideMs += day.everyMs;
      if (!obeys || picture.mayBeginSlide) slideSince = clock.ms;
      else seen.refused++;
    }
    const idle = alwaysOn ? 'liveView' : day.between(clock.ms - lastEndMs);
    device.enter(slideSince === undefined ? idle : 'analysing');
  }
  seen.milliwattHours = battery.drawnMilliwattHours;
  return seen;
}

/** Gauge, filter and policy as the device joins them, without its clock. */
class SimulatedDevice {
  #steady = noReadings;
  #mode = 'ready';

  constructor(clock, battery) {
    this.clock = clock;
    this.battery = battery;
    this.state = startPolicy(clock.ms, this.#mode);
  }

  async look() {
    const reading = await this.battery.read().catch(() => undefined);
    this.#steady = stepSteady(this.#steady, reading);
    this.state = stepPower(this.state, steadyReading(this.#steady), this.clock.ms, settings);
    return pictureOf(this.state, settings);
  }

  enter(mode) {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.battery.load(mode);
    this.state = enterMode(this.state, mode, this.clock.ms, settings);
  }

  slideLasted(ms) {
    this.state = slideLasted(this.state, ms);
  }
}

const solar = (seed) =>
  solarCharger({
    peakMilliwatts: 10_000 * 0.8,
    sunriseMinute: 6 * 60,
    sunsetMinute: 18 * 60,
    dayStartsAt: 6 * 60,
    seed,
  });

/** Energy over the day's hours, and hours until shutdown when it goes on and on (at most `mostHours`). */
export async function energyOf(day, alwaysOn, mostHours) {
  const charger = day.solar ? solar(1) : undefined;
  const options = { alwaysOn, seed: 1, charger, varied: false, measuresCurrent: false };
  const whole = await runDay(day, { ...options, untilMs: mostHours * HOUR });
  const plugged = await runDay(day, {
    ...options,
    untilMs: day.hours * HOUR,
    charger: () => 20_000, // never empties: what the day asks for
  });
  return { wattHours: plugged.milliwattHours / 1000, ...whole };
}

/** Predictions at a few charge levels, against when shutdown really came, over devices that differ from their labels. */
export async function predictionsOf(day, { seeds, levels, measuresCurrent }) {
  const found = levels.map(() => []);
  const seen = { broken: 0, cutOff: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const options = { alwaysOn: false, seed, untilMs: 500 * HOUR, varied: true, measuresCurrent };
    const obeying = await runDay(day, options);
    seen.broken += obeying.broken;
    if (obeying.endedBy === 'cut off') seen.cutOff++;
    // The prediction is for going on as before; refusing slides would stretch the time that it is held against.
    const run = await runDay(day, { ...options, obeys: false });
    levels.forEach((level, i) => {
      const look = run.looks.find((it) => it.charge <= level && it.minutesLeft !== undefined);
      if (look === undefined) return;
      const truth = (run.endMs - look.atMs) / MINUTE;
      found[i].push({ truth, predicted: look.minutesLeft, atLeast: look.minutesLeftAtLeast });
    });
  }
  return { found, ...seen };
}

const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};
const percent = (value) => (value === undefined ? '–' : `${(100 * value).toFixed(0)} %`);
const hours = (ms, mostHours) => (ms >= mostHours * HOUR ? `more than ${mostHours}` : (ms / HOUR).toFixed(1));

/** The whole benchmark as Markdown tables. */
export async function powerDays({ seeds = 30, mostHours = 96 } = {}) {
  const lines = [
    `Battery ${((capacityMilliampHours * nominalMillivolts) / 1e6).toFixed(1)} Wh; draw at the battery: ${Object.entries(
      budget,
    )
      .map(([mode, milliwatts]) => `${mode} ${(milliwatts / 1000).toFixed(2)} W`)
      .join(', ')}.`,
    '',
    '| day | device | energy for the day | hours from full to shutdown | slides until then | begun and not finished |',
    '|---|---|---|---|---|---|',
  ];
  for (const day of days) {
    for (const alwaysOn of [false, true]) {
      const it = await energyOf(day, alwaysOn, mostHours);
      lines.push(
        `| ${day.name} | ${alwaysOn ? 'always on' : 'duty-cycled'} | ${it.wattHours.toFixed(1)} Wh | ${hours(it.endMs, mostHours)} | ${it.slides} | ${it.broken} |`,
      );
    }
  }
  const levels = [0.8, 0.6, 0.4, 0.2, 0.1];
  lines.push(
    '',
    `| day, gauge | ${levels.map((level) => `at ${percent(level)} charge`).join(' | ')} | lower end held | slides not finished | cut off |`,
    `|---|${levels.map(() => '---|').join('')}---|---|---|`,
  );
  for (const day of days) {
    for (const measuresCurrent of [false, true]) {
      const { found, broken, cutOff } = await predictionsOf(day, { seeds, levels, measuresCurrent });
      const cells = found.map((list) => {
        const errors = list
          .filter(({ truth }) => truth > 0)
          .map(({ truth, predicted }) => Math.abs(predicted - truth) / truth);
        return `${percent(quantile(errors, 0.5))}, ${percent(quantile(errors, 0.9))}`;
      });
      const all = found.flat();
      const held = all.filter(({ truth, atLeast }) => atLeast <= truth).length / all.length;
      lines.push(
        `| ${day.name.split(':')[0]}, ${measuresCurrent ? 'with' : 'without'} current | ${cells.join(' | ')} | ${percent(held)} | ${broken} | ${cutOff} of ${seeds} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
