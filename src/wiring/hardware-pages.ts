import { fittedParts, partMilliwatts, POWER_MODES, powerBudget } from './parts.js';
import type { Part, Parts, PowerMode } from './parts.js';
import { firmwarePulls, type PinTable } from './pin-table.js';
import { placeWires } from './wires.js';

const MODE_TITLES: Readonly<Record<PowerMode, string>> = {
  off: 'off',
  sleep: 'sleep',
  ready: 'ready',
  liveView: 'live view',
  analysing: 'analysing',
};

/** hardware/wiring.md: the drawing, every wire, the I²C addresses and what the firmware must be told. Markdown. */
export function wiringPage(pins: PinTable): string {
  const signals = new Map(Object.entries(pins.signals));
  const wires = pins.places.flatMap(({ id, title }) =>
    placeWires(pins, id).map((wire) => ({ ...wire, title, signal: signals.get(wire.name) })),
  );
  return [
    '# Wiring',
    'Made from [pins.json](pins.json) by `node scripts/hardware.mjs`; the program reads the same file.',
    '![The 40-pin header with a wire to every part](wiring.svg)',
    '## Wires, by pin of the header',
    markdownTable(
      ['pin', 'BCM', 'signal', 'direction', 'active', 'pull', 'goes to', 'there'],
      [...wires]
        .sort((a, b) => a.pin - b.pin)
        .map(({ pin, name, signal, title, terminal }) => [
          String(pin),
          signal === undefined ? '' : String(signal.bcm),
          name,
          signal?.direction ?? '',
          signal === undefined || signal.direction === 'i2c' ? '' : signal.active,
          signal?.pull ?? '',
          title,
          terminal,
        ]),
    ),
    pins.places.map(({ title, note }) => `- **${title}.** ${note}`).join('\n'),
    `## I²C, bus ${pins.i2cBus}`,
    markdownTable(
      ['address', 'part'],
      pins.i2cParts.map(({ address, name }) => [address, name]),
    ),
    '## Lines for `/boot/firmware/config.txt`',
    'The kernel interface that the program uses cannot set a pull, so the firmware does it at power-up.',
    ['```ini', 'dtparam=i2c_arm=on', 'dtoverlay=i2c-rtc,ds3231', ...firmwarePulls(pins), '```'].join('\n'),
    [
      'Outputs lie on BCM 9–27, which the chip pulls down from power-up until the program runs: no lamp, no beep and no pulse',
      'to a stage before then. The serial console (BCM 14, 15) and SPI (BCM 7–11) stay free.',
    ].join('\n'),
    '',
  ].join('\n\n');
}

/** The bill of materials as Markdown: the device as described, then what may take a part's place. */
export function billOfMaterials(parts: Parts): string {
  const fitted = fittedParts(parts);
  const row = (it: Part): string[] => [
    it.name,
    it.purpose,
    String(it.quantity),
    price(it.price * it.quantity),
  ];
  const total = fitted.reduce((sum, it) => sum + it.price * it.quantity, 0);
  return [
    markdownTable(
      ['part', 'purpose', 'quantity', parts.currency],
      [...fitted.map(row), ['**together, about**', '', '', `**${Math.round(total)}**`]],
    ),
    'Instead of the one above:',
    markdownTable(
      ['instead', 'part', 'purpose', 'quantity', parts.currency],
      parts.parts.filter(({ alternative }) => alternative).map((it) => [it.choice ?? '', ...row(it)]),
    ),
  ].join('\n\n');
}

/** The power budget as Markdown: mW per part and mode, sums at the battery, and where each figure comes from. */
export function powerPage(parts: Parts): string {
  const fitted = fittedParts(parts);
  const budget = powerBudget(parts);
  const { battery, converter } = parts;
  const wattHours = (battery.capacityMilliampHours * battery.nominalMillivolts) / 1e6;
  const drawing = (it: Part): boolean => it.rail !== 'none';
  const row = (it: Part): string[] => [
    it.name,
    it.rail === 'battery' ? 'battery' : '5 V',
    ...POWER_MODES.map((mode) => milliwatts(partMilliwatts(it, mode))),
  ];
  const titles = ['part', 'rail', ...POWER_MODES.map((mode) => MODE_TITLES[mode])];
  return [
    POWER_MODES.map((mode) => `- **${MODE_TITLES[mode]}**: ${parts.modes[mode]}`).join('\n'),
    'Mean draw in mW:',
    markdownTable(titles, [
      ...fitted.filter(drawing).map(row),
      ['**at the battery**', '', ...POWER_MODES.map((mode) => `**${Math.round(budget[mode])}**`)],
      ['hours on a full battery', '', ...POWER_MODES.map((mode) => hours((1000 * wattHours) / budget[mode]))],
    ]),
    [
      `At the battery: what hangs on 5 V divided by ${converter.efficiency} (${converter.source}). Battery: ${battery.name},`,
      `${wattHours.toFixed(1)} Wh (${battery.source}). Hours: computed from this table for new, warm cells, not measured.`,
    ].join('\n'),
    'Parts that may take their place, mW:',
    markdownTable(titles, parts.parts.filter((it) => it.alternative === true && drawing(it)).map(row)),
    'Where the figures come from:',
    markdownTable(
      ['part', 'modes', 'mW', 'source'],
      parts.parts
        .filter(drawing)
        .flatMap((it) =>
          it.power.map(({ modes, milliwatts: mean, source }) => [
            it.name,
            modes.length === POWER_MODES.length ? 'all' : modes.map((mode) => MODE_TITLES[mode]).join(', '),
            milliwatts(mean),
            source,
          ]),
        ),
    ),
  ].join('\n\n');
}

function price(amount: number): string {
  return amount < 10 ? amount.toFixed(1) : String(Math.round(amount));
}

function milliwatts(mean: number): string {
  return mean === 0 || mean >= 1 ? String(mean) : mean.toFixed(2);
}

function hours(many: number): string {
  return many < 100 ? many.toFixed(1) : String(Math.round(many));
}

function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Puts a generated text between the two comments that mark its place in a page. Throws Error where the page has no such place. */
export function replaceSection(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the page has no place for ${name}`);
  return `${page.slice(0, start + open.length)}\n\n${content}\n\n${page.slice(end)}`;
}
