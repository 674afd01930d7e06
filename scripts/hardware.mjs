// Writes hardware/wiring.svg, hardware/wiring.md and the tables of hardware/README.md anew from pins.json and parts.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root, setup } from './setup.mjs';

setup();
const { billOfMaterials, powerPage, replaceSection, wiringPage } =
  await import('../dist/wiring/hardware-pages.js');
const { readParts } = await import('../dist/wiring/parts.js');
const { readPins } = await import('../dist/wiring/pin-table.js');
const { wiringDrawing } = await import('../dist/wiring/wiring-drawing.js');

const pins = readPins();
const parts = readParts();
const file = (name) => join(root, 'hardware', name);

writeFileSync(file('wiring.svg'), wiringDrawing(pins));
await writePage('wiring.md', wiringPage(pins));
let readme = readFileSync(file('README.md'), 'utf8');
readme = replaceSection(readme, 'bill of materials', billOfMaterials(parts));
await writePage('README.md', replaceSection(readme, 'power budget', powerPage(parts)));

async function writePage(name, text) {
  const options = await resolveConfig(file(name));
  writeFileSync(file(name), await format(text, { ...options, parser: 'markdown' }));
}
