// `node scripts/power-days.mjs [devices]`: the power benchmark alone; prints the tables of docs/power.md.
import { setup } from './setup.mjs';

setup();
const { powerDays } = await import('./bench/power-days.mjs');
process.stdout.write(await powerDays({ seeds: Number(process.argv[2] ?? 30) }));
