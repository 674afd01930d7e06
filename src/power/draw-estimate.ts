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
  /** Hours spent in each mode of late: older ones fade. */
  readonly hours: Readonly<Record<string, number>>;
  /** The stretch being watched: charge at its start, and what is foretold to have gone since. */
  readonly stretch?: { readonly fromCharge: number; readonly foretold: number };
}

/** Half-lives and limits of the estimate. */
const MIX_HOURS = 1.5;
/** What the first hours are mixed with: a little of the mode the device starts in. */
const FIRST_HOURS = 0.02;
const CURRENT_HOURS = 0.1;
/** A stretch is judged when this much charge should have gone: well above a gauge's steps and noise. */
const STRETCH = 0.04;
/** Standard deviation (of the logarithm) of the budget's own error before anything was measured: figures from datasheets. */
const PRIOR_SPREAD = 0.3;
/** … and the label's: a battery in use holds some tenth less than when new. */
const FIRST_SCALE = 1.1;
/** One-sided 95 % of a normal distribution: the lower end of a 90 % interval. */
export const ONE_IN_TWENTY = 1.645;

export function noDraw(mode: string): DrawEstimate {
  return {
    measured: {},
    scale: FIRST_SCALE,
    variance: PRIOR_SPREAD ** 2,
    stretches: 0,
    hours: { [mode]: FIRST_HOURS },
  };
}

/** Share of the charge used per hour in a mode. A mode the budget does not know counts as its hungriest. */
export function rateIn(draw: DrawEstimate, mode: string, settings: PowerSettings): number {
  return draw.scale * unscaledRate(draw, mode, settings);
}

/** Share of the charge used per hour at the recent mix of modes. */
export function recentRate(draw: DrawEstimate, settings: PowerSettings): number {
  const modes = Object.entries(draw.hours);
  const all = modes.reduce((sum, [, hours]) => sum + hours, 0);
  return modes.reduce((sum, [mode, hours]) => sum + hours * rateIn(draw, mode, settings), 0) / all;
}

/** Standard deviation of the rates' logarithm, by how well the stretches agreed and how many there were. */
export function rateSpread(draw: DrawEstimate): number {
  return Math.sqrt(draw.variance * (1 / (draw.stretches + 1) + 0.25));
}

/** The rate in a mode that is exceeded once in twenty times, by the spread of the rates. */
export function cautiousRateIn(draw: DrawEstimate, mode: string, settings: PowerSettings): number {
  return rateIn(draw, mode, settings) * Math.exp(ONE_IN_TWENTY * rateSpread(draw));
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
  const mixed = { ...draw, hours: faded(draw.hours, mode, hours) };
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

function faded(before: DrawEstimate['hours'], mode: string, hours: number): DrawEstimate['hours'] {
  const kept = 2 ** (-hours / MIX_HOURS);
  const older = Object.fromEntries(Object.entries(before).map(([name, spent]) => [name, spent * kept]));
  return { ...older, [mode]: ((older[mode] as number | undefined) ?? 0) + hours };
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
  // Half a percent is a gauge's noise; a ratio beyond 4 is a gauge that corrected itself.
  const ratio = Math.min(4, Math.max(0.25, Math.max(0.005, gone) / Math.max(0.005, stretch.foretold)));
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
  const { measured, scale, variance, stretches, hours } = draw;
  return { measured, scale, variance, stretches, hours };
}
