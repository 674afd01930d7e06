// The thread that looks at frames and counts fields, so that the one which answers the button never waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '../../base/errors.js';
import type { RgbImage } from '../../base/image.js';
import { startModel } from '../../classify/load-model.js';
import type { Glance } from '../../imaging/glance.js';
import type { FieldVerdict } from '../field-counter.js';
import { garbageCollector } from './collect-garbage.js';
import { packError, type CounterStart, type FromCounter, type ToCounter } from './counter-messages.js';
import { InlineFieldCounter } from './inline-field-counter.js';

const port = parentPort;
if (port === null) throw new Error('counter-worker runs as a worker thread only');
const say = (message: FromCounter): void => port.postMessage(message);

let own = new Uint8Array(0);

/**
 * The frame in memory of this thread, the same every time: where imaging has met shared memory, the compiled loops over
 * typed arrays must serve both kinds and are slower (measured on Node 20); copying takes about a millisecond.
 */
function ownCopy({ width, height, data }: RgbImage): RgbImage {
  if (own.length !== data.length) own = new Uint8Array(data.length);
  own.set(data);
  return { width, height, data: own };
}

async function begin(): Promise<InlineFieldCounter | undefined> {
  try {
    return new InlineFieldCounter(await startModel((workerData as CounterStart).model));
  } catch (error) {
    say({ kind: 'failed-to-start', error: packError(error) });
    return undefined;
  }
}

const counter = await begin();
const collectGarbage = garbageCollector();
if (counter) {
  // One frame at a time, because there is one copy: each message waits for the one before it.
  let last: Promise<void> = Promise.resolve();
  const result = async (
    message: Exclude<ToCounter, { kind: 'close' | 'mark-taken' }>,
  ): Promise<Glance | FieldVerdict | undefined> => {
    switch (message.kind) {
      case 'open':
        await counter.open(message.counted, message.settings);
        return undefined;
      case 'glance':
        return counter.glance(ownCopy(message.frame));
      case 'count':
        return counter.count(ownCopy(message.frame), message.about);
      default:
        return unreachable(message);
    }
  };
  const serve = async (message: ToCounter): Promise<void> => {
    if (message.kind === 'mark-taken') counter.markTaken();
    else if (message.kind === 'close') {
      await counter.close();
      port.close();
    } else {
      const { id } = message;
      try {
        say({ kind: 'done', id, value: await result(message) });
      } catch (error) {
        say({ kind: 'failed', id, error: packError(error) });
      }
      collectGarbage();
    }
  };
  port.on('message', (message: ToCounter) => {
    last = last.then(() => serve(message));
  });
  say({ kind: 'ready' });
}
