import type { BatteryReading } from './battery-reading.js';
import type { PowerSettings } from './settings.js';

/**
 * What the battery gives, learnt from its readings. The power budget is the first guess for every mode; a measured current
 * replaces it mode by mode; and how far the charge really fell, against what those rates foretold, scales all of them
 * (an aged or cold cell holds less than its label says).
 */
export interface DrawEstimate {
  /** Measured draw by mode, share of the nominal capacity per hour. */
  readonly measured: Readonly<Record<string, number>>;
  /** Charge lost per charge foretold. */
  readonly scale: number;
  /** Variance of that ratio's logarithm from one stretch to the next. */
  readonly variance: number;
  /** Stretches the scale was learnt from. */
  readonly stretches: number;
  /** Shares of the recent hours spent in each mode; they sum to 1. */
  readonly mix: Readonly<Record<string, number>>;
  /** The stretch being watched: charge at its start, and what is foretold to have gone since. */
  readonly stretch?: { readonly fromCharge: number; readonly foretold: number };
}

/** Half-lives and limits of the estimate. */
const MIX_HOURS = 1.5;
const CURRENT_HOURS = 0.1;
/** A stretch is judged when this much charge should have gone: well above a gauge's steps and noise. */
const STRETCH = 0.04;
/** Standard deviation (of the logarithm) of the budget's own error before anything was measured: figures from datasheets. */
const PRIOR_SPREAD = 0.3;

export function noDraw(mode: string): DrawEstimate {
  return { measured: {}, scale: 1, variance: PRIOR_SPREAD ** 2, stretches: 0, mix: { [mode]: 1 } };
}

/** Share of the charge used per hour in a mode. A mode the budget does not know counts as its hungriest. */
export function rateIn(draw: DrawEstimate, mode: string, settings: PowerSettings): number {
  return draw.scale * unscaledRate(draw, mode, settings);
}

/** Share of the charge used per hour at the recent mix of modes. */
export function recentRate(draw: DrawEstimate, settings: PowerSettings): number {
  return Object.entries(draw.mix).reduce(
    (sum, [mode, share]) => sum + share * rateIn(draw, mode, settings),
    0,
  );
}

/** Standard deviation of the rates' logarithm, by how well the stretches agreed and how many there were. */
export function rateSpread(draw: DrawEstimate): number {
  return Math.sqrt(draw.variance * (1 / (draw.stretches + 1) + 0.25));
}

/** Takes in `ms` spent in `mode` and the reading at their end (undefined: none). */
export function stepDraw(
  draw: DrawEstimate,
  reading: BatteryReading | undefined,
  mode: string,
  ms: number,
  settings: PowerSettings,
): DrawEstimate {
  const hours = ms / 3_600_000;
  const mixed = { ...draw, mix: mixIn(draw.mix, mode, hours) };
  if (reading === undefined || reading.charging === true) return withoutStretch(mixed);
  const foretold = unscaledRate(draw, mode, settings) * hours;
  return judgeStretch(withCurrent(mixed, reading, mode, hours, settings), reading.charge, foretold);
}

function unscaledRate(draw: DrawEstimate, mode: string, settings: PowerSettings): number {
  const measured = draw.measured[mode] as number | undefined;
  const budgeted = settings.budget[mode] as number | undefined;
  const milliwatts = budgeted ?? Math.max(0, ...Object.values(settings.budget));
  return measured ?? milliwatts / settings.capacity.milliwattHours;
}

function mixIn(mix: DrawEstimate['mix'], mode: string, hours: number): DrawEstimate['mix'] {
  const kept = 2 ** (-hours / MIX_HOURS);
  const faded = Object.fromEntries(Object.entries(mix).map(([name, share]) => [name, share * kept]));
  return { ...faded, [mode]: (faded[mode] ?? 0) + 1 - kept };
}

function withCurrent(
  draw: DrawEstimate,
  reading: BatteryReading,
  mode: string,
  hours: number,
  settings: PowerSettings,
): DrawEstimate {
  if (reading.milliamps === undefined || reading.milliamps <= 0) return draw;
  const now = reading.milliamps / settings.capacity.milliampHours;
  const before = (draw.measured[mode] as number | undefined) ?? unscaledRate(draw, mode, settings);
  const kept = 2 ** (-hours / CURRENT_HOURS);
  return { ...draw, measured: { ...draw.measured, [mode]: before * kept + now * (1 - kept) } };
}

function judgeStretch(draw: DrawEstimate, charge: number | undefined, foretold: number): DrawEstimate {
  if (charge === undefined) return withoutStretch(draw);
  if (draw.stretch === undefined) return { ...draw, stretch: { fromCharge: charge, foretold: 0 } };
  const stretch = { ...draw.stretch, foretold: draw.stretch.foretold + foretold };
  const gone = stretch.fromCharge - charge;
  if (Math.max(gone, stretch.foretold * draw.scale) < STRETCH) return { ...draw, stretch };
  // Half a percent either way is a gauge's noise, not news; a ratio beyond 4 is a gauge that corrected itself.
  const ratio = Math.min(4, Math.max(0.25, (Math.max(0, gone) + 0.005) / (stretch.foretold + 0.005)));
  const step = Math.log(ratio / draw.scale);
  const weight = Math.max(1 / (draw.stretches + 2), 0.2);
  return {
    ...draw,
    scale: draw.scale * Math.exp(weight * step),
    variance: (1 - weight) * draw.variance + weight * step ** 2,
    stretches: draw.stretches + 1,
    stretch: { fromCharge: charge, foretold: 0 },
  };
}

function withoutStretch(draw: DrawEstimate): DrawEstimate {
  const { measured, scale, variance, stretches, mix } = draw;
  return { measured, scale, variance, stretches, mix };
}
