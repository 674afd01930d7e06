import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { seededRandom } from '../../src/base/random.js';
import { MemoryBroker } from '../../src/broker/memory-broker.js';
import type { MemoryBrokerOptions } from '../../src/broker/memory-faults.js';
import type { MemoryLink } from '../../src/broker/memory-link.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { deviceIdOf } from '../../src/record/signature.js';
import { RecordingLog } from '../../src/service/log.js';
import { recordMaker } from '../../src/send/make-record.js';
import type { SenderMemory } from '../../src/send/memory.js';
import { Sender, type SenderParts } from '../../src/send/sender.js';
import { DEFAULT_SENDER_SETTINGS, type SenderSettings } from '../../src/send/settings.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import { healthBodyOf } from '../record/health.js';
import { newField, resultFor, slideStart } from '../store/fixtures.js';
import { StandInCollector } from './stand-in-collector.js';

export const SITE = 'kisumu';

/** One device's key for all tests of a file: what it signs is the same in each run. */
export const key = generateKeyPairSync('ed25519').privateKey;
export const device = deviceIdOf(key);

/** A slide of one field, begun and finished; its number is its label. */
export async function finishSlide(
  store: SlideStore,
  number: number,
  files: readonly string[] = [],
): Promise<void> {
  const start = slideStart(number);
  await store.startSlide(start);
  const field = newField(0, number);
  const infected = field.cells.findIndex((cell) => cell.infected === true);
  const tally = await store.commitField(start.id, {
    ...field,
    files:
      infected < 0
        ? []
        : files.map((path) => ({ path, kind: 'thumbnail' as const, bytes: 10, cell: infected })),
  });
  await store.finishSlide(start.id, resultFor(tally), start.at);
}

/** A device's sender, a broker in memory and a stand-in for the collector, in virtual time. */
export class Rig {
  readonly clock = new VirtualClock({ trust: 'network' });
  readonly log = new RecordingLog();
  readonly broker: MemoryBroker;
  readonly link: MemoryLink;
  readonly collector: StandInCollector;
  readonly settings: SenderSettings;
  sender!: Sender;
  memory: SenderMemory = {};
  /** Where the device stands; from the next start on. */
  site = SITE;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #random = seededRandom(7);

  constructor(
    settings: Partial<SenderSettings> = {},
    faults: MemoryBrokerOptions = {},
    readonly store: SlideStore = new MemorySlideStore(),
  ) {
    this.settings = { ...DEFAULT_SENDER_SETTINGS, ...settings };
    this.broker = new MemoryBroker(this.clock, faults);
    this.link = this.broker.link(device);
    this.collector = new StandInCollector(this.broker.link('collector', true), createPublicKey(key));
  }

  /** The collector listens. */
  async listen(): Promise<void> {
    const listening = this.collector.listen();
    await this.clock.advance(100);
    await listening;
  }

  /** Switches the sender on. */
  start(more: Partial<SenderParts> = {}): void {
    const { clock, log, store, link, settings } = this;
    this.#stop = new AbortController();
    this.sender = new Sender({
      ...{ outbox: store, link, clock, device, settings, log, power: true },
      prepare: recordMaker({
        ...{ store, key, site: this.site, software: 'test' },
        readFile: () => Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)),
      }),
      chance: () => this.#random.uniform(),
      memory: this.memory,
      remember: (memory) => {
        this.memory = memory;
        return Promise.resolve();
      },
      ...more,
    });
    this.#running = this.sender.run(this.#stop.signal);
    this.#running.catch(() => undefined); // told by stop
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.clock.advance(5_000);
    await this.#running;
  }

  async waiting(): Promise<{
    readonly results: number;
    readonly health: number;
    readonly thumbnails: number;
  }> {
    return (await this.store.outboxTotals()).waiting;
  }

  addHealth(): Promise<void> {
    return this.store.enqueueHealth(healthBodyOf(), this.clock.moment());
  }
}
