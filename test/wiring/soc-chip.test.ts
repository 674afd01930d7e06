import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSocChip, requireExportPermission } from '../../src/wiring/soc-chip.js';
import { codeOf, scratchFolder } from './fixtures.js';

type Chip = readonly [label: string, base: number, lines: number];

/** A folder that looks like /sys/class/gpio with these chips. */
function sysfs(...chips: readonly Chip[]): string {
  const root = scratchFolder();
  writeFileSync(join(root, 'export'), '');
  writeFileSync(join(root, 'unexport'), '');
  for (const [label, base, lines] of chips) {
    const folder = join(root, `gpiochip${base}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'label'), `${label}\n`);
    writeFileSync(join(folder, 'base'), `${base}\n`);
    writeFileSync(join(folder, 'ngpio'), `${lines}\n`);
  }
  return root;
}

describe("the SoC's GPIO chip", () => {
  it.each<[board: string, label: string, base: number, chips: Chip[]]>([
    ['Zero 2 W before kernel 6.6', 'pinctrl-bcm2835', 0, [['pinctrl-bcm2835', 0, 54]]],
    ['Zero 2 W', 'pinctrl-bcm2835', 512, [['pinctrl-bcm2835', 512, 54]]],
    [
      'Pi 3 before kernel 6.6',
      'pinctrl-bcm2835',
      0,
      [
        ['pinctrl-bcm2835', 0, 54],
        ['brcmvirt-gpio', 100, 2],
        ['raspberrypi-exp-gpio', 504, 8],
      ],
    ],
    [
      'Pi 4',
      'pinctrl-bcm2711',
      512,
      [
        ['pinctrl-bcm2711', 512, 58],
        ['raspberrypi-exp-gpio', 570, 8],
      ],
    ],
    [
      'Pi 5 before kernel 6.6',
      'pinctrl-rp1',
      399,
      [
        ['pinctrl-rp1', 399, 54],
        ['gpio-brcmstb@107d517c20', 453, 32],
      ],
    ],
    [
      'Pi 5',
      'pinctrl-rp1',
      569,
      [
        ['gpio-brcmstb@107d508500', 512, 32],
        ['gpio-brcmstb@107d508520', 544, 4],
        ['pinctrl-rp1', 569, 54],
      ],
    ],
  ])('of a %s is %s at %i', (_, label, base, chips) => {
    expect(findSocChip(sysfs(...chips))).toMatchObject({ label, base });
  });

  it('is no chip with fewer lines than the header has, whatever it is called', async () => {
    expect(await codeOf(() => findSocChip(sysfs(['pinctrl-rp1', 512, 8])))).toBe('gpio-no-chip');
  });

  it('is looked for in vain elsewhere, and what is there is named', () => {
    const root = sysfs(['INT34C5:00', 512, 360], ['gpio-mockup-A', 900, 32]);
    expect(() => findSocChip(root)).toThrow(/INT34C5:00 \(360 lines\), gpio-mockup-A \(32 lines\)/);
    expect(() => findSocChip(sysfs())).toThrow(/found none at all/);
    expect(findSocChip(root, ['gpio-mockup-A']).base).toBe(900);
  });

  it('is not mistaken for a chip that is half there', () => {
    const root = sysfs(['pinctrl-bcm2711', 512, 58]);
    mkdirSync(join(root, 'gpiochip0')); // no files: it just went
    writeFileSync(join(root, 'gpiochip512', 'base'), 'nonsense\n');
    expect(() => findSocChip(root)).toThrow(/none at all/);
  });

  it('needs a kernel with GPIO in sysfs', async () => {
    expect(await codeOf(() => findSocChip(join(scratchFolder(), 'none')))).toBe('gpio-no-sysfs');
  });

  it('may be used by whom the system lets', () => {
    expect(() => requireExportPermission(sysfs())).not.toThrow();
  });
});

describe.skipIf(process.getuid?.() === 0)('permissions (skipped for root, whom none stops)', () => {
  it('are missing, and which group helps is said', async () => {
    const root = sysfs();
    chmodSync(join(root, 'export'), 0o400);
    expect(await codeOf(() => requireExportPermission(root))).toBe('gpio-no-permission');
    chmodSync(root, 0o000);
    expect(await codeOf(() => findSocChip(root))).toBe('gpio-no-permission');
    chmodSync(root, 0o700);
  });
});
