import { HEADER } from './header.js';
import { placeWires, railName, type Wire } from './wires.js';
import type { PinTable } from './pin-table.js';

// Pixels throughout. Everything is laid out on the rows of the header.
const ROW = 34;
const TOP = 96;
const BOX_WIDTH = 330;
const TERMINAL = 27;
const LINE = 17;
const TITLE = 30;
const MARGIN = 24;
const LABEL = 62;
const PAD = 11;
const LANE = 11;
const CENTRE = 620;
const WIDTH = 2 * CENTRE;
/** Characters of a note that go into one line. */
const NOTE_CHARACTERS = 48;

type Side = 'left' | 'right';

interface Box {
  readonly id: string;
  readonly title: string;
  readonly note: readonly string[];
  readonly wires: readonly Wire[];
  readonly top: number;
  readonly height: number;
}

/** The header with a wire from each pin in use to the part it serves, as SVG: to be soldered by. */
export function wiringDrawing(table: PinTable): string {
  const left = boxes(table, 'left');
  const right = boxes(table, 'right');
  const bottom = Math.max(TOP + 20 * ROW, ...[...left, ...right].map(({ top, height }) => top + height));
  const height = bottom + 64;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="14">`,
    '<title>Wiring of the Ringform device</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    label(MARGIN, 36, 'Wiring of the Ringform device', 'font-size="22" font-weight="bold"'),
    label(
      MARGIN,
      60,
      'The 40-pin header from above: pin 1 (square) is nearest to the card slot, the even pins are at the edge of the board.',
    ),
    ...left.flatMap((box) => drawBox(box, 'left')),
    ...right.flatMap((box) => drawBox(box, 'right')),
    ...drawHeader(table),
    ...drawWires(left, 'left'),
    ...drawWires(right, 'right'),
    label(
      MARGIN,
      height - 24,
      'Made from hardware/pins.json by node scripts/hardware.mjs. Connect and disconnect with the power off.',
      'fill="#555555"',
    ),
    '</svg>',
    '',
  ].join('\n');
}

const rowOf = (pin: number): number => TOP + (Math.floor((pin - 1) / 2) + 0.5) * ROW;

function boxes(table: PinTable, side: Side): Box[] {
  let top = TOP;
  return table.places
    .filter((place) => place.side === side)
    .map((place) => {
      const wires = placeWires(table, place.id);
      const parts =
        place.id === 'i2c' ? table.i2cParts.map(({ address, name }) => `${address}  ${name}`) : [];
      const note = [...parts, place.note].flatMap(wrap);
      const height = TITLE + wires.length * TERMINAL + note.length * LINE + 16;
      const box = { id: place.id, title: place.title, note, wires, top, height };
      top += height + 20;
      return box;
    });
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= NOTE_CHARACTERS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const boxLeft = (side: Side): number => (side === 'left' ? MARGIN : WIDTH - MARGIN - BOX_WIDTH);
const terminalRow = (box: Box, index: number): number => box.top + TITLE + (index + 0.5) * TERMINAL;

function drawBox(box: Box, side: Side): string[] {
  const x = boxLeft(side);
  const noteTop = box.top + TITLE + box.wires.length * TERMINAL + 14;
  return [
    `<rect x="${x}" y="${box.top}" width="${BOX_WIDTH}" height="${box.height}" rx="6" fill="#f6f6f2" stroke="#444444"/>`,
    label(x + 12, box.top + 21, box.title, 'font-weight="bold" font-size="15"'),
    ...box.wires.map(({ terminal }, i) =>
      side === 'left'
        ? label(x + BOX_WIDTH - 14, terminalRow(box, i) + 5, terminal, 'text-anchor="end"')
        : label(x + 14, terminalRow(box, i) + 5, terminal),
    ),
    ...box.note.map((line, i) =>
      label(x + 12, noteTop + i * LINE, line, 'font-size="11.5" fill="#555555" xml:space="preserve"'),
    ),
  ];
}

function drawHeader(table: PinTable): string[] {
  const used = new Map(
    table.places.flatMap(({ id }) => placeWires(table, id)).map((wire) => [wire.pin, wire]),
  );
  return [
    `<rect x="${CENTRE - 46}" y="${TOP - 6}" width="92" height="${20 * ROW + 12}" rx="6" fill="#2d4a3a"/>`,
    ...HEADER.flatMap((carries, i) => {
      const pin = i + 1;
      const left = pin % 2 === 1;
      const x = CENTRE + (left ? -22 : 22);
      const y = rowOf(pin);
      const colour = used.get(pin)?.colour ?? '#d9d9d9';
      const shape =
        pin === 1
          ? `<rect x="${x - PAD}" y="${y - PAD}" width="${2 * PAD}" height="${2 * PAD}" fill="#ffffff" stroke="${colour}" stroke-width="4"/>`
          : `<circle cx="${x}" cy="${y}" r="${PAD}" fill="#ffffff" stroke="${colour}" stroke-width="4"/>`;
      const name = typeof carries === 'number' ? `BCM ${carries}` : railName(carries);
      return [
        shape,
        label(x, y + 4, String(pin), 'text-anchor="middle" font-size="11"'),
        label(
          CENTRE + (left ? -52 : 52),
          y - 5,
          name,
          `font-size="11.5" fill="${used.has(pin) ? '#111111' : '#aaaaaa'}" text-anchor="${left ? 'end' : 'start'}"`,
        ),
      ];
    }),
  ];
}

/** Each wire leaves its pin level, changes height in a lane and reaches its terminal level; crossings only where the order asks for one. */
function drawWires(all: readonly Box[], side: Side): string[] {
  const away = side === 'left' ? -1 : 1;
  const ends = all
    .flatMap((box) => box.wires.map((wire, i) => ({ wire, from: rowOf(wire.pin), to: terminalRow(box, i) })))
    .sort((a, b) => a.from - b.from);
  const pinX = CENTRE + away * (22 + PAD + 2);
  const boxX = side === 'left' ? boxLeft(side) + BOX_WIDTH : boxLeft(side);
  const lanes = lanesOf(ends);
  return ends.map(({ wire, from, to }, i) => {
    const laneX = CENTRE + away * (52 + LABEL + lanes[i] * LANE);
    const path = `M${pinX} ${from}H${laneX}V${to}H${boxX}`;
    const nameX = boxX - away * 8;
    return [
      `<path d="${path}" fill="none" stroke="${wire.colour}" stroke-width="3" stroke-linejoin="round"/>`,
      `<circle cx="${boxX}" cy="${to}" r="4" fill="${wire.colour}"/>`,
      label(nameX, to - 5, wire.name, `font-size="11.5" text-anchor="${side === 'left' ? 'start' : 'end'}"`),
    ].join('\n');
  });
}

/**
 * Lanes counted from the header outwards. Two upright parts at the same height never share one; of two wires that go down the
 * lower turns first, of two that go up the upper, so that neither crosses the other's level start.
 */
function lanesOf(ends: readonly { readonly from: number; readonly to: number }[]): number[] {
  const meet = (i: number, j: number): boolean =>
    Math.max(ends[i].from, ends[i].to) + LANE > Math.min(ends[j].from, ends[j].to) &&
    Math.max(ends[j].from, ends[j].to) + LANE > Math.min(ends[i].from, ends[i].to);
  const lanes = ends.map(() => 0);
  // Each round settles at least one more wire; a table that asks for a circle of wires stops after as many rounds as wires.
  for (let round = 0; round < ends.length; round++)
    for (let i = 0; i < ends.length; i++)
      for (let j = i + 1; j < ends.length; j++) {
        if (!meet(i, j)) continue;
        if (ends[i].to > ends[j].from) lanes[i] = Math.max(lanes[i], lanes[j] + 1);
        else lanes[j] = Math.max(lanes[j], lanes[i] + 1);
      }
  return lanes;
}

function label(x: number, y: number, text: string, attributes = ''): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${safe}</text>`;
}
