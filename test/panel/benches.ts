import type { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { dotsOf } from '../../src/panel/font.js';
import { Hd44780Panel } from '../../src/panel/hd44780-panel.js';
import { Hd44780Simulator } from '../../src/panel/hd44780-simulator.js';
import { cellHeight, cellWidth, largeColumns } from '../../src/panel/large-font.js';
import type { Pacer } from '../../src/panel/pacer.js';
import { RecordingPanel } from '../../src/panel/recording-panel.js';
import { Ssd1306Panel } from '../../src/panel/ssd1306-panel.js';
import { Ssd1306Simulator } from '../../src/panel/ssd1306-simulator.js';
import { TerminalPanel } from '../../src/panel/terminal-panel.js';
import { LAMPS, type Lamp } from '../../src/panel/lamps-of.js';
import type { Language } from '../../src/panel/vocabulary.js';
import type { Level, OutputLine } from '../../src/wiring/gpio.js';
import type { PanelBench } from './panel.contract.js';

/** Characters by their drawing. */
const byDots = new Map<string, string>();
const byColumns = new Map<string, string>();
for (const character of Array.from(
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}' +
    'µ■↑✓◷↯▁▂▄▆█àâãáçéèêíîïóôõúùûÉÀÊ',
)) {
  byDots.set(dotsOf(character)?.join() ?? '', character);
  byColumns.set(largeColumns(character).join(), character);
}

export const drawn = (dots: readonly number[]): string => byDots.get(dots.join()) ?? '¿';

/** Time in which writes take none and only the waits pass: what a chip's needs are checked against at its strictest. */
export function strictTime(): { readonly now: () => number; readonly pacer: Pacer } {
  let now = 0;
  return {
    now: () => now,
    pacer: {
      now: () => now,
      hold: (microseconds) => void (now += microseconds),
      rest: async (milliseconds) => {
        now += milliseconds * 1000;
        await Promise.resolve();
      },
    },
  };
}

/** A line that keeps what was written to it. */
export class KeptLine implements OutputLine {
  level: Level = 0;
  readonly history: { readonly level: Level; readonly uptimeMs: number }[] = [];
  failure: HardwareError | undefined;
  readonly #clock: VirtualClock;
  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }
  write(level: Level): void {
    if (this.failure) throw this.failure;
    this.level = level;
    this.history.push({ level, uptimeMs: this.#clock.uptimeMs() });
  }
  close(): void {
    this.failure = undefined;
  }
}

export function wiredParts(clock: VirtualClock): {
  readonly lamps: Record<Lamp, KeptLine>;
  readonly beeper: KeptLine;
} {
  const lamps = Object.fromEntries(LAMPS.map((lamp) => [lamp, new KeptLine(clock)])) as Record<
    Lamp,
    KeptLine
  >;
  return { lamps, beeper: new KeptLine(clock) };
}

const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trimEnd());

export function hd44780Bench(columns = 20, rows = 4, language: Language = 'en') {
  const clock = new VirtualClock();
  const { now, pacer } = strictTime();
  const chip = new Hd44780Simulator(now);
  const backlight = new KeptLine(clock);
  const wired = wiredParts(clock);
  const faults: HardwareError[] = [];
  const panel = new Hd44780Panel({
    lines: chip.lines,
    backlight,
    ...wired,
    columns,
    rows,
    language,
    clock,
    pacer,
    onFault: (fault) => faults.push(fault),
  });
  const bench: PanelBench = {
    panel,
    clock,
    faults,
    read: () => (chip.isOn && backlight.level === 1 ? trimmed(chip.text(columns, rows, drawn)) : undefined),
    break: (failure) => (chip.failure = failure),
  };
  return { ...bench, chip, backlight, wired };
}

/** Large characters read back from the dots. */
export function readBitmap(bitmap: Uint8Array): string[] {
  const width = 128;
  return Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 16 }, (_, place) => {
      const columns = Array.from({ length: cellWidth }, (_, x) => {
        let dots = 0;
        for (let y = 0; y < cellHeight; y++) {
          dots |= bitmap[(row * cellHeight + y) * width + place * cellWidth + x] << y;
        }
        return dots;
      });
      return byColumns.get(columns.join()) ?? '¿';
    }).join(''),
  );
}

export function ssd1306Bench(language: Language = 'en') {
  const clock = new VirtualClock();
  const bus = new Ssd1306Simulator(0x3c);
  const wired = wiredParts(clock);
  const faults: HardwareError[] = [];
  const panel = new Ssd1306Panel({
    bus,
    ...wired,
    language,
    clock,
    onFault: (fault) => faults.push(fault),
  });
  const bench: PanelBench = {
    panel,
    clock,
    faults,
    read: () => (bus.isLit ? trimmed(readBitmap(bus.bitmap())) : undefined),
    break: (failure) => (bus.failure = failure),
  };
  return { ...bench, bus, wired };
}

export function terminalBench(isTTY: boolean) {
  const clock = new VirtualClock();
  const faults: HardwareError[] = [];
  const written: string[] = [];
  let failure: HardwareError | undefined;
  const panel = new TerminalPanel({
    stream: {
      isTTY,
      write: (text, done) => {
        if (!failure) written.push(text);
        done(failure);
      },
    },
    language: 'en',
    clock,
    onFault: (fault) => faults.push(fault),
  });
  const bench: PanelBench = {
    panel,
    clock,
    faults,
    read: () => {
      const boxed = (written.at(-1) ?? '').split('\n').filter((line) => line.startsWith('│'));
      const lines = boxed.map((line) => line.slice(2, 22).trimEnd());
      return lines.some((line) => line !== '') ? lines : undefined;
    },
    break: (given) => (failure = given),
  };
  return { ...bench, written };
}

export function recordingBench() {
  const clock = new VirtualClock();
  const faults: HardwareError[] = [];
  const panel = new RecordingPanel({ language: 'en', clock, onFault: (fault) => faults.push(fault) });
  const bench: PanelBench = {
    panel,
    clock,
    faults,
    read: () => {
      const page = panel.current;
      return page && page.brightness > 0 ? trimmed(page.lines) : undefined;
    },
    break: (failure) => (panel.failure = failure),
  };
  return { ...bench, panel };
}

/** Lamps that are lit. */
export function litLamps(lamps: Record<Lamp, KeptLine>): Lamp[] {
  return LAMPS.filter((lamp) => lamps[lamp].level === 1);
}
