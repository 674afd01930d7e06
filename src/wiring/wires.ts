import type { PinTable } from './pin-table.js';

/** A wire from a pin of the header to a terminal of a part. */
export interface Wire {
  readonly pin: number;
  /** The signal's name, or the rail's. */
  readonly name: string;
  readonly terminal: string;
  readonly colour: string;
}

/** Colours of supply wires as everybody knows them: red 5 V, orange 3.3 V, black ground. */
const RAIL_COLOURS = { '5V': '#d50000', '3V3': '#ff6d00', GND: '#1a1a1a' } as const;

/** The rail as people write it. */
export const railName = (rail: keyof typeof RAIL_COLOURS): string =>
  ({ '5V': '5 V', '3V3': '3.3 V', GND: 'ground' })[rail];

/** All wires to one place, in the order of the pins. */
export function placeWires(table: PinTable, place: string): Wire[] {
  const signals = Object.entries(table.signals).map(([name, it]) => ({ ...it, name }));
  const supplies = table.supplies.map((it) => ({
    ...it,
    name: railName(it.rail),
    colour: RAIL_COLOURS[it.rail],
  }));
  return [...signals, ...supplies]
    .filter(({ to }) => to === place)
    .sort((a, b) => a.pin - b.pin)
    .map(({ pin, name, terminal, colour }) => ({ pin, name, terminal, colour }));
}
