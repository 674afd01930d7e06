// Rendering takes up to half a second a view: in a thread of its own the device's button stays as quick as on a real microscope.
import { parentPort, workerData } from 'node:worker_threads';
import { seededRandom } from '../base/random.js';
import type { Optics } from '../simulate/optics.js';
import { Scenery } from './scenery.js';
import type { SightNow } from './virtual-microscope.js';

export interface SceneryStart {
  readonly optics: Optics;
  readonly seed: number;
}
export interface PhotographCall {
  readonly id: number;
  readonly sight: SightNow;
  readonly into: Uint8Array;
}
export interface PhotographAnswer {
  readonly id: number;
  readonly error?: string;
}

const port = parentPort;
if (port === null) throw new Error('scenery-worker runs as a worker thread only');
const { optics, seed } = workerData as SceneryStart;
const scenery = new Scenery(optics, seededRandom(seed));
port.on('message', ({ id, sight, into }: PhotographCall) => {
  let answer: PhotographAnswer = { id };
  try {
    scenery.photograph(sight, into);
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
});
