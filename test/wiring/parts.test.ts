import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { fittedParts, POWER_MODES, powerBudget, readParts } from '../../src/wiring/parts.js';
import { scratchFolder } from './fixtures.js';

const parts = readParts();

function written(content: string): string {
  const path = join(scratchFolder(), 'parts.json');
  writeFileSync(path, content);
  return path;
}

describe('the table of parts', () => {
  it('draws more the more the device does', () => {
    const budget = powerBudget(parts);
    const inOrder = POWER_MODES.map((mode) => budget[mode]);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    expect(budget.off).toBeGreaterThan(0);
  });

  it('sums by hand to the same', () => {
    const display = { display: 'oled-ssd1306' };
    const onRail = (rail: string): number =>
      fittedParts(parts, display)
        .filter((part) => (part.rail === 'battery' ? 'battery' : '5V') === rail)
        .flatMap((part) => part.power.filter(({ modes }) => modes.includes('ready')))
        .reduce((sum, { milliwatts }) => sum + milliwatts, 0);
    expect(powerBudget(parts, display).ready).toBeCloseTo(
      onRail('battery') + onRail('5V') / parts.converter.efficiency,
      6,
    );
  });

  it('exchanges one part for its alternative, and nothing else', () => {
    const ids = (choice = {}): string[] => fittedParts(parts, choice).map((part) => part.id);
    expect(ids()).toContain('lcd-20x4');
    expect(ids({ display: 'lcd-16x2' })).toEqual(
      ids()
        .map((id) => (id === 'lcd-20x4' ? 'lcd-16x2' : id))
        .sort(byTable),
    );
    expect(powerBudget(parts, { board: 'pi-5' }).ready).toBeGreaterThan(powerBudget(parts).ready);
  });

  it('refuses a choice it does not offer, and says what there is', () => {
    expect(() => powerBudget(parts, { display: 'lcd-80x25' })).toThrow(UsageError);
    expect(() => powerBudget(parts, { display: 'lcd-80x25' })).toThrow(/lcd-80x25/);
    try {
      powerBudget(parts, { display: 'lcd-80x25' });
    } catch (error) {
      expect((error as UsageError).remedy).toMatch(/lcd-16x2.*oled-ssd1306/);
    }
  });

  const changed = (change: (table: typeof parts) => void): string => {
    const table = structuredClone(parts);
    change(table);
    return written(JSON.stringify(table));
  };
  it.each<[string, (table: typeof parts) => void, RegExp]>([
    ['a mode without a figure', (it) => it.parts[0].power.pop(), /0 figures for the mode analysing/],
    [
      'two figures for a mode',
      (it) => it.parts[0].power.push(it.parts[0].power[0]),
      /2 figures for the mode off/,
    ],
    ['an id twice', (it) => (it.parts[1].id = it.parts[0].id), /two parts have the id/],
    ['two boards fitted', (it) => delete it.parts[1].alternative, /board: 2 parts fitted/],
    ['a battery upside down', (it) => (it.battery.emptyMillivolts = 5000), /empty < nominal < full/],
    ['a figure without a source', (it) => (it.parts[0].power[0].source = ' '), /source/],
  ])('refuses %s', (_, change, message) => {
    expect(() => readParts(changed(change))).toThrow(message);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['something else', '[]', /the whole/],
  ])('refuses %s', (_, content, message) => {
    expect(() => readParts(written(content))).toThrow(message);
  });

  it('says when the file is missing', () => {
    expect(() => readParts(join(scratchFolder(), 'none.json'))).toThrow(/cannot be read/);
  });
});

function byTable(a: string, b: string): number {
  const place = (id: string): number => parts.parts.findIndex((part) => part.id === id);
  return place(a) - place(b);
}
