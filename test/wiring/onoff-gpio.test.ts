import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock/system-clock.js';
import type { Level } from '../../src/wiring/gpio.js';
import { OnoffGpio } from '../../src/wiring/onoff-gpio.js';
import { GPIO_SYSFS } from '../../src/wiring/soc-chip.js';
import { codeOf } from './fixtures.js';
import { gpioContract } from './gpio.contract.js';

/*
 * With a simulated chip in the kernel (gpio-sim or gpio-mockup of at least 28 lines):
 *   RINGFORM_GPIO_SYSFS_TEST=1
 *   RINGFORM_GPIO_LABEL=…   the chip's label
 *   RINGFORM_GPIO_PULL=…    shell command that pulls input {line} of the chip to {level}
 *   RINGFORM_GPIO_READ=…    shell command that prints what output {line} carries, 0 or 1
 */
const wanted = process.env['RINGFORM_GPIO_SYSFS_TEST'] === '1';
const label = process.env['RINGFORM_GPIO_LABEL'] ?? '';

function shell(template: string | undefined, line: number, level?: Level): string {
  if (template === undefined) throw new Error('set RINGFORM_GPIO_PULL and RINGFORM_GPIO_READ');
  const command = template.replaceAll('{line}', String(line)).replaceAll('{level}', String(level));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: exit status ${status}: ${stderr}`);
  return stdout.trim();
}

if (wanted) {
  const clock = new SystemClock();
  gpioContract('OnoffGpio', async () => ({
    gpio: await OnoffGpio.open(clock, { labels: [label] }),
    pull: (bcm, level) => void shell(process.env['RINGFORM_GPIO_PULL'], bcm, level),
    readBack: (bcm) => (shell(process.env['RINGFORM_GPIO_READ'], bcm) === '1' ? 1 : 0),
    pass: (ms) => clock.sleep(ms),
  }));

  describe('OnoffGpio on a kernel', () => {
    it('takes over a line that a killed predecessor left exported', async () => {
      const gpio = await OnoffGpio.open(clock, { labels: [label] });
      const { base } = gpio.chip;
      shell(`echo ${base + 21} > ${GPIO_SYSFS}/export`, 21);
      const line = gpio.output(21, 1);
      line.write(0);
      expect(shell(process.env['RINGFORM_GPIO_READ'], 21)).toBe('0');
      gpio.close();
      expect(existsSync(`${GPIO_SYSFS}/gpio${base + 21}`)).toBe(false);
    });

    it('finds no chip under a label that is not there, and names those that are', async () => {
      await expect(OnoffGpio.open(clock, { labels: ['pinctrl-none'] })).rejects.toMatchObject({
        code: 'gpio-no-chip',
        message: expect.stringContaining(label),
      });
    });
  });
} else {
  describe.skipIf(existsSync(GPIO_SYSFS))('OnoffGpio without GPIO in the kernel', () => {
    it('says so before it loads anything native', async () => {
      expect(await codeOf(() => OnoffGpio.open(new SystemClock()))).toBe('gpio-no-sysfs');
    });
  });
}
