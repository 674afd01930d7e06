// The device's lines seen from outside, on gpio-sim: what the kernel was told to put on them, and the button's contact.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Hd44780Simulator } from '../../dist/panel/hd44780-simulator.js';

const tracing = '/sys/kernel/tracing';
const read = (file) => readFileSync(file, 'utf8').trim();
const { signals } = JSON.parse(readFileSync('/opt/ringform/hardware/pins.json', 'utf8'));

const display = {
  'lcd-rs': 'registerSelect',
  'lcd-e': 'enable',
  'lcd-d4': 'd4',
  'lcd-d5': 'd5',
  'lcd-d6': 'd6',
  'lcd-d7': 'd7',
};

/**
 * Follows every write to a line through the kernel's tracepoint gpio_value, and reads the display by giving them to a simulated
 * one. `chip`: label of the chip; `folder`: where gpio-sim has its lines.
 */
export function watchLines(chip, folder) {
  const base = gpioBase(chip);
  const names = new Map(Object.entries(signals).map(([name, { bcm }]) => [base + bcm, name]));
  let micros = 0;
  const glass = new Hd44780Simulator(() => micros);
  const changes = new Map();
  let lost = 0;

  if (!existsSync(`${tracing}/trace_pipe`)) execFileSync('mount', ['-t', 'tracefs', 'tracefs', tracing]);
  writeFileSync(`${tracing}/buffer_size_kb`, '16384');
  writeFileSync(`${tracing}/events/gpio/gpio_value/filter`, 'get == 0');
  writeFileSync(`${tracing}/events/gpio/gpio_value/enable`, '1');
  const pipe = spawn('cat', [`${tracing}/trace_pipe`], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: pipe.stdout }).on('line', (line) => {
    const event = /(\d+\.\d+): gpio_value: (\d+) set (\d)/.exec(line);
    if (!event) {
      if (line.includes('LOST')) lost++;
      return;
    }
    const name = names.get(Number(event[2]));
    micros = Number(event[1]) * 1e6;
    changes.set(name, (changes.get(name) ?? 0) + 1);
    if (display[name]) glass.lines[display[name]].write(Number(event[3]));
  });

  const file = (name) => `${folder}/sim_gpio${signals[name].bcm}`;
  return {
    /** What is to be read on the glass, rows joined by " / ". */
    text: () =>
      glass
        .text(20, 4, () => '#')
        .map((row) => row.trimEnd())
        .join(' / '),
    /** Writes that a display would not have understood. */
    violations: () => glass.violations,
    lost: () => lost,
    /** How often a line was written since the beginning. */
    changes: (name) => changes.get(name) ?? 0,
    level: (name) => Number(read(`${file(name)}/value`)),
    /** The contact that pulls the line against its resistor, closed or open. */
    setContact(name, closed) {
      const low = closed === (signals[name].active === 'low');
      writeFileSync(`${file(name)}/pull`, low ? 'pull-down' : 'pull-up');
    },
    /** Numbers of the lines that a program has taken. */
    taken: () => readdirSync('/sys/class/gpio').filter((entry) => /^gpio\d+$/.test(entry)),
    end() {
      writeFileSync(`${tracing}/events/gpio/gpio_value/enable`, '0');
      pipe.kill();
    },
  };
}

function gpioBase(label) {
  const chips = readdirSync('/sys/class/gpio').filter((entry) => entry.startsWith('gpiochip'));
  const chip = chips.find((entry) => read(`/sys/class/gpio/${entry}/label`) === label);
  if (chip === undefined) throw new Error(`no GPIO chip "${label}"`);
  return Number(read(`/sys/class/gpio/${chip}/base`));
}
