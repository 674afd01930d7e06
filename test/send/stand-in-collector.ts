import { createHash, type KeyObject } from 'node:crypto';
import type { BrokerLink } from '../../src/broker/link.js';
import type { Acknowledgement } from '../../src/record/acknowledgement.js';
import { isPacked, unpackMessage } from '../../src/record/packing.js';
import { splitMessage } from '../../src/record/signature.js';
import { acknowledgementTopic, COLLECTOR_FILTER, parseLaneTopic } from '../../src/record/topics.js';
import { wireRecord, type WireRecord } from '../../src/record/wire-record.js';

/** A record as it came, the first time. */
export interface TakenRecord {
  readonly record: WireRecord;
  readonly hash: string;
  readonly message: Buffer;
}

/**
 * What a collector is to a device: takes each record once, checks signature and form, answers with id and hash. It keeps what
 * it took for as long as the test lasts, whatever happens to its connection.
 */
export class StandInCollector {
  readonly taken = new Map<string, TakenRecord>();
  /** How often each record came. */
  readonly times = new Map<string, number>();
  /** Messages that came packed, and the bytes of all that came. */
  packed = 0;
  bytes = 0;
  /** What was not what it should be, in words. */
  readonly wrong: string[] = [];
  /** What it says of a record; `nothing` keeps silent. */
  answer: (record: WireRecord) => 'take' | 'nothing' | { readonly refuse: string } = () => 'take';
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly link: BrokerLink,
    private readonly key: KeyObject,
  ) {
    link.onMessage(({ topic, payload, done }) => {
      this.#take(topic, payload);
      done();
    });
  }

  /** Its own connection broke. */
  onDown(listener: () => void): void {
    this.link.onState(({ state }) => state === 'down' && listener());
  }

  async listen(): Promise<void> {
    await this.link.connect();
    await this.link.subscribe(COLLECTOR_FILTER);
  }

  /** Resolves once it has so many records. */
  async has(count: number, withinMs = 60_000): Promise<void> {
    if (this.taken.size >= count) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${this.taken.size} of ${count} records came; ${this.wrong.join('; ')}`)),
        withinMs,
      );
      const listener = (): void => {
        if (this.taken.size < count) return;
        clearTimeout(late);
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Holes, forks and changes in the chains of what was taken, in words; none in a sound one. */
  chainFaults(): string[] {
    const faults: string[] = [];
    for (const lane of ['results', 'health', 'thumbnails']) {
      const links = [...this.taken.values()]
        .filter(({ record }) => record.chain.lane === lane)
        .sort((a, b) => a.record.chain.number - b.record.chain.number);
      for (const [i, { record, hash }] of links.entries()) {
        const { number, previous } = record.chain;
        if (number !== i + 1) faults.push(`${lane}: number ${number} stands at place ${i + 1}`);
        if (previous !== (i === 0 ? null : links[i - 1].hash))
          faults.push(`${lane} ${number}: previous differs`);
        if (hash === '') faults.push(`${lane} ${number}: no hash`);
      }
    }
    return faults;
  }

  #take(topic: string, payload: Uint8Array): void {
    const place = parseLaneTopic(topic);
    if (!place) return; // its own answers, and whatever is no lane
    const unpacked = unpackMessage(payload);
    if ('wrong' in unpacked) {
      this.wrong.push(`a message on ${topic} cannot be unpacked: ${unpacked.wrong}`);
      return;
    }
    if (isPacked(payload)) this.packed++;
    this.bytes += payload.length;
    const message = Buffer.from(unpacked.message);
    const split = splitMessage(message);
    if (!split?.verifiedBy(this.key)) {
      this.wrong.push(`a message on ${topic} is not signed by the device`);
      return;
    }
    const read = wireRecord.safeParse(JSON.parse(split.payload.toString()));
    if (!read.success) {
      this.wrong.push(`a record on ${topic} is not of the form: ${read.error.message}`);
      return;
    }
    const record = read.data;
    if (record.site !== place.site) this.wrong.push(`${record.id} of site ${record.site} came on ${topic}`);
    const hash = createHash('sha256').update(split.payload).digest('hex');
    const before = this.taken.get(record.id);
    this.times.set(record.id, (this.times.get(record.id) ?? 0) + 1);
    if (before && !before.message.equals(message)) this.wrong.push(`${record.id} came with other bytes`);
    const said = this.answer(record);
    if (said === 'nothing') return;
    if (said === 'take' && !before) this.taken.set(record.id, { record, hash, message });
    this.#reply(place.site, place.device, {
      id: record.id,
      hash,
      ...(said === 'take'
        ? { as: before ? ('duplicate' as const) : ('accepted' as const) }
        : { as: 'quarantined' as const, reason: said.refuse }),
    });
    for (const listener of this.#listeners) listener();
  }

  #reply(site: string, device: string, record: Acknowledgement['records'][number]): void {
    const payload = Buffer.from(
      JSON.stringify({ v: 1, device, records: [record] } satisfies Acknowledgement),
    );
    // A lost answer is no fault here: the device sends again.
    this.link.publish(acknowledgementTopic(site, device), payload).catch(() => undefined);
  }
}
