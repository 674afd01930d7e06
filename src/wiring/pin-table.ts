import { z } from 'zod';
import type { Gpio, InputLine, Level, OutputLine } from './gpio.js';
import { hardwareFile, readHardwareFile } from './hardware-file.js';
import { BOARD_ID_LINES, headerPin, I2C_LINES, pullAtPowerUp } from './header.js';

/** Every signal the device may use. */
export const SIGNALS = [
  'button',
  'lamp-green',
  'lamp-amber',
  'lamp-red',
  'beeper',
  'lcd-rs',
  'lcd-e',
  'lcd-d4',
  'lcd-d5',
  'lcd-d6',
  'lcd-d7',
  'lcd-backlight',
  'i2c-sda',
  'i2c-scl',
  'stage-advance',
  'gauge-alert',
  'mains',
] as const;
export type SignalName = (typeof SIGNALS)[number];

const text = z.string().trim().min(1);
const pin = z.int().min(1).max(40);

const signal = z.strictObject({
  /** Broadcom's number of the line. */
  bcm: z.int().min(0).max(27),
  /** Pin of the header, 1–40. */
  pin,
  direction: z.enum(['in', 'out', 'i2c']),
  /** The level that means pressed, lit, sounding, present, alarm. */
  active: z.enum(['high', 'low']),
  pull: z.enum(['up', 'down', 'none']),
  /** One of `places`, and where there. */
  to: text,
  terminal: text,
  /** Of the wire in the drawing. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
});
export type Signal = z.infer<typeof signal>;

/** The whole of hardware/pins.json. */
export const pinsSchema = z
  .strictObject({
    schema: z.literal(1),
    /** N of /dev/i2c-N. */
    i2cBus: z.int().min(0),
    signals: z.record(z.enum(SIGNALS), signal),
    supplies: z.array(z.strictObject({ pin, rail: z.enum(['3V3', '5V', 'GND']), to: text, terminal: text })),
    /** What stands around the header, and on which side of it in the drawing: odd pins left, even pins right. */
    places: z.array(z.strictObject({ id: text, title: text, side: z.enum(['left', 'right']), note: text })),
    i2cParts: z.array(
      z.strictObject({
        address: z.string().regex(/^0x(0[3-9a-f]|[1-6][0-9a-f]|7[0-7])$/),
        /** Its id in hardware/parts.json. */
        part: text,
        name: text,
      }),
    ),
  })
  .superRefine((table, context) => {
    for (const problem of wiringProblems(table)) context.addIssue(problem);
  });
export type PinTable = z.infer<typeof pinsSchema>;

/**
 * The wiring as it stands in hardware/pins.json.
 *
 * @throws UsageError `hardware-file` when the file is missing, or says what cannot be.
 */
export function readPins(path: string = hardwareFile('pins.json')): PinTable {
  return readHardwareFile(path, pinsSchema);
}

/** The level that means "on" for this signal. */
export function activeLevel(of: Pick<Signal, 'active'>): Level {
  return of.active === 'high' ? 1 : 0;
}

/** Opens a signal's line for writing, at rest. The levels written are those of the wire. Throws as Gpio.output. */
export function openOutput(gpio: Gpio, of: Signal): OutputLine {
  if (of.direction !== 'out') throw new RangeError(`BCM ${of.bcm} is not an output`);
  return gpio.output(of.bcm, activeLevel(of) === 1 ? 0 : 1);
}

/** Opens a signal's line for reading, with the pull that the table wants. Throws as Gpio.input. */
export function openInput(gpio: Gpio, of: Signal, options: { readonly debounceMs?: number } = {}): InputLine {
  if (of.direction !== 'in') throw new RangeError(`BCM ${of.bcm} is not an input`);
  return gpio.input(of.bcm, { pull: of.pull, ...options });
}

/** The lines for /boot/firmware/config.txt that give inputs their pull before the program runs, which sysfs cannot. */
export function firmwarePulls(table: PinTable): string[] {
  return Object.values(table.signals)
    .filter(({ direction }) => direction === 'in')
    .map(({ bcm, pull }) => `gpio=${bcm}=ip,${pull === 'none' ? 'np' : pull === 'up' ? 'pu' : 'pd'}`);
}

type Unchecked = Pick<PinTable, 'signals' | 'supplies' | 'places' | 'i2cParts'>;

/** What no soldering iron could make work, in words. */
function* wiringProblems({ signals, supplies, places, i2cParts }: Unchecked): Generator<string> {
  const entries = Object.entries(signals) as [SignalName, Signal][];
  yield* repeated(
    'BCM line',
    entries.map(([, it]) => it.bcm),
  );
  yield* repeated('pin', [...entries.map(([, it]) => it.pin), ...supplies.map((it) => it.pin)]);
  yield* repeated(
    'colour',
    entries.map(([, it]) => it.colour),
  );
  yield* repeated(
    'place',
    places.map((it) => it.id),
  );
  yield* repeated(
    'I²C address',
    i2cParts.map((it) => it.address),
  );
  for (const [name, it] of entries) {
    if (headerPin(it.pin) !== it.bcm)
      yield `${name}: pin ${it.pin} of the header carries ${headerPin(it.pin)}, not BCM ${it.bcm}`;
    if (BOARD_ID_LINES.includes(it.bcm)) yield `${name}: BCM ${it.bcm} belongs to plug-on boards`;
    const i2cLine = it.bcm === I2C_LINES.sda ? 'i2c-sda' : it.bcm === I2C_LINES.scl ? 'i2c-scl' : undefined;
    if ((i2cLine ?? name) !== name) yield `${name}: BCM ${it.bcm} belongs to ${i2cLine}`;
    if ((it.direction === 'i2c') !== (i2cLine !== undefined)) yield `${name}: only BCM 2 and 3 carry I²C`;
    if (it.direction === 'out' && pullAtPowerUp(it.bcm) !== (it.active === 'high' ? 'down' : 'up'))
      yield `${name}: BCM ${it.bcm} is pulled to its active level until the program runs`;
    if (it.direction === 'in' && it.pull === (it.active === 'high' ? 'up' : 'down'))
      yield `${name}: its pull keeps it at its active level`;
  }
  for (const it of supplies)
    if (headerPin(it.pin) !== it.rail)
      yield `pin ${it.pin} of the header carries ${headerPin(it.pin)}, not ${it.rail}`;
  const sides = new Map(places.map(({ id, side }) => [id, side]));
  for (const { to, pin: at } of [...Object.values(signals), ...supplies]) {
    const side = sides.get(to);
    if (side === undefined) yield `no place is called ${to}`;
    else if (side !== (at % 2 === 1 ? 'left' : 'right'))
      yield `pin ${at} is not on the ${side}, where ${to} is`;
  }
}

function* repeated(what: string, values: readonly (string | number)[]): Generator<string> {
  for (const value of new Set(values.filter((it, i) => values.indexOf(it) !== i)))
    yield `${what} ${value} stands twice`;
}
