// Counts a field with about three times the usual cells ten times over and prints the process's peak memory.
import { readFileSync } from 'node:fs';
import { DEFAULT_OPTICS } from '../../dist/simulate/optics.js';
import { fieldChain } from './field-chain.mjs';

// Three times the cells of the usual field: the same smear at √3 of the scale on a frame of the same size.
const chain = await fieldChain({
  coverage: 0.45,
  optics: { ...DEFAULT_OPTICS, micrometresPerPixel: DEFAULT_OPTICS.micrometresPerPixel * Math.sqrt(3) },
});
let cells = 0;
for (let i = 0; i < 10; i++) cells = (await chain.run()).cells;
await chain.close();
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
const mebibytes = peak ? Number(peak[1]) / 1024 : process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `Peak memory over ten counts of a field of ${cells} cells, runtime and rendering included: ${mebibytes.toFixed(0)} MiB\n`,
);
