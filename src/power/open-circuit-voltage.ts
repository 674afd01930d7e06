/**
 * Voltage of a rested lithium-ion cell (NMC, graphite; 18650) over its charge. A typical curve within what makers' datasheets
 * show at small currents and 25 °C; no cell was measured for it. Cells of one chemistry differ by some 20 mV.
 */
const curve: readonly (readonly [charge: number, millivolts: number])[] = [
  [0, 3000],
  [0.02, 3190],
  [0.05, 3330],
  [0.1, 3450],
  [0.2, 3550],
  [0.3, 3610],
  [0.4, 3660],
  [0.5, 3720],
  [0.6, 3790],
  [0.7, 3870],
  [0.8, 3960],
  [0.9, 4060],
  [1, 4190],
];

/** Rested voltage (mV) at a charge; outside 0–1 the end's value. */
export function openCircuitMillivolts(charge: number): number {
  return interpolate(charge, 0, 1);
}

/** Charge (0–1) at which a rested cell has this voltage (mV): the curve read the other way. */
export function chargeAtOpenCircuit(millivolts: number): number {
  return interpolate(millivolts, 1, 0);
}

function interpolate(x: number, from: 0 | 1, to: 0 | 1): number {
  const first = curve[0];
  const last = curve[curve.length - 1];
  if (x <= first[from]) return first[to];
  if (x >= last[from]) return last[to];
  const upper = curve.findIndex((point) => point[from] >= x);
  const [a, b] = [curve[upper - 1], curve[upper]];
  return a[to] + ((x - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}
