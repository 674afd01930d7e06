import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { billOfMaterials, powerPage, replaceSection, wiringPage } from '../../src/wiring/hardware-pages.js';
import { POWER_MODES, powerBudget, readParts } from '../../src/wiring/parts.js';
import { readPins, SIGNALS } from '../../src/wiring/pin-table.js';
import { placeWires } from '../../src/wiring/wires.js';
import { wiringDrawing } from '../../src/wiring/wiring-drawing.js';

const file = (name: string): string => resolve(import.meta.dirname, '../../hardware', name);
const written = (name: string): string => readFileSync(file(name), 'utf8');
const formatted = async (name: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(file(name))), parser: 'markdown' });

const pins = readPins();
const parts = readParts();

describe('the pages under hardware say what the tables say (else: node scripts/hardware.mjs)', () => {
  it('the drawing', () => {
    expect(wiringDrawing(pins)).toBe(written('wiring.svg'));
  });

  it('the wiring page', async () => {
    expect(await formatted('wiring.md', wiringPage(pins))).toBe(written('wiring.md'));
  });

  it('bill of materials and power budget', async () => {
    const page = written('README.md');
    const anew = replaceSection(page, 'bill of materials', billOfMaterials(parts));
    expect(await formatted('README.md', replaceSection(anew, 'power budget', powerPage(parts)))).toBe(page);
  });
});

describe('the pages', () => {
  it('show every signal and every supply once, in table and drawing', () => {
    const svg = wiringDrawing(pins);
    const rows = wiringPage(pins).split('\n');
    for (const name of SIGNALS) {
      const { pin, bcm } = pins.signals[name];
      expect(rows.filter((row) => row.startsWith(`| ${pin} | ${bcm} | ${name} |`))).toHaveLength(1);
      expect(svg.match(new RegExp(`>${name}</text>`, 'g'))).toHaveLength(1);
    }
    for (const { pin } of pins.supplies)
      expect(rows.filter((row) => row.startsWith(`| ${pin} |  |`))).toHaveLength(1);
    const wires = pins.places.flatMap(({ id }) => placeWires(pins, id));
    expect(svg.match(/<path /g)).toHaveLength(wires.length);
  });

  it('draw no two upright parts of wires over each other', () => {
    const uprights = [...wiringDrawing(pins).matchAll(/d="M\S+ (\S+)H(\S+)V(\S+)H/g)].map(
      ([, from, x, to]) => ({
        x: Number(x),
        low: Math.min(Number(from), Number(to)),
        high: Math.max(Number(from), Number(to)),
      }),
    );
    expect(uprights.length).toBeGreaterThan(20);
    const overlapping = uprights.flatMap((a, i) =>
      uprights.slice(i + 1).filter((b) => a.x === b.x && a.low < b.high && b.low < a.high),
    );
    expect(overlapping).toEqual([]);
  });

  it('name every part, every mode and the sum that the program counts with', () => {
    const page = powerPage(parts);
    const materials = billOfMaterials(parts);
    for (const { name } of parts.parts) expect(materials).toContain(`| ${name} |`);
    for (const mode of POWER_MODES) expect(page).toContain(`**${Math.round(powerBudget(parts)[mode])}**`);
  });

  it('escape nothing that a reader would have to guess: a text with < stays one', () => {
    const table = structuredClone(pins);
    table.places[0].title = 'a < b & c > d';
    expect(wiringDrawing(table)).toContain('a &lt; b &amp; c &gt; d');
  });

  it('refuse a page that has no place for them', () => {
    expect(() => replaceSection('# Nothing', 'power budget', 'x')).toThrow(/no place for power budget/);
  });
});
