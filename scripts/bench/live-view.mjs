// Glances a second at 2028×1520 through the counting thread while every tenth view is counted as a field, and how long the
// calling thread, which answers the button, is held up meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defaultModel } from '../../dist/classify/load-model.js';
import { ThreadedFieldCounter } from '../../dist/slide/counter/threaded-field-counter.js';
import { inSharedMemory, renderedField } from './live-frames.mjs';

const SECONDS = Number(process.argv[2] ?? 10);
const frames = Array.from({ length: 8 }, (_, n) => inSharedMemory(renderedField(n)));
const counter = await ThreadedFieldCounter.start(defaultModel);
await counter.open([], {});
for (let n = 0; n < 40; n++) await counter.glance(frames[n % 8]);

const alone = [];
for (let n = 0; n < 50; n++) {
  const asked = performance.now();
  await counter.glance(frames[n % 8]);
  alone.push(performance.now() - asked);
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const waits = [];
let counting = 0;
let counted = 0;
const started = performance.now();
for (let n = 0; performance.now() - started < SECONDS * 1000; n++) {
  // A field is always on its way: the next is asked for as soon as the last has come back.
  if (counting === 0) {
    counting++;
    if (counted % 8 === 0) void counter.open([], {});
    void counter.count(frames[counted % 8], { ordinal: counted, name: `field-${counted}` }).then(() => {
      counting--;
      counted++;
    });
  }
  const asked = performance.now();
  await counter.glance(frames[n % 8]);
  waits.push(performance.now() - asked);
}
const seconds = (performance.now() - started) / 1000;
delay.disable();
await counter.close();
const at = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))].toFixed(0);
process.stdout.write(
  `Live view of 2028×1520: a glance takes ${at(alone, 0.5)} ms in the counting thread; ` +
    `${(waits.length / seconds).toFixed(1)} glances/s while ${(counted / seconds).toFixed(1)} fields/s are counted too ` +
    `(a glance waits ${at(waits, 0.5)} ms, 99 % ${at(waits, 0.99)} ms); ` +
    `the calling thread is held up ${(delay.percentile(99) / 1e6).toFixed(1)} ms (99 %), ${(delay.max / 1e6).toFixed(1)} ms at most\n`,
);
