import type { Outcome, QuarantineReason } from './intake.js';

/** What a chain knows of one of its records. */
export interface ChainRecord {
  readonly id: string;
  readonly device: string;
  /** Which of its stores numbered it; '' where it names none. */
  readonly store: string;
  readonly lane: string;
  readonly number: number;
  readonly hash: string;
  readonly previous: string | null;
}

export type Judgement =
  Outcome | { readonly as: 'quarantined'; readonly reason: QuarantineReason; readonly detail: string };

const place = ({ device, store, lane }: Omit<ChainRecord, 'number'>, number: number): string =>
  `${device} ${store} ${lane} ${number}`;

/**
 * The records around those of a batch, by id and by place. A record is held against its neighbours that are there; where one
 * is missing it is taken, and held against that one when it comes.
 */
export class Chains {
  readonly #byId = new Map<string, ChainRecord>();
  readonly #byPlace = new Map<string, ChainRecord>();

  constructor(known: Iterable<ChainRecord>) {
    for (const record of known) this.add(record);
  }

  add(record: ChainRecord): void {
    this.#byId.set(`${record.device} ${record.id}`, record);
    this.#byPlace.set(place(record, record.number), record);
  }

  judge(record: ChainRecord): Judgement {
    const { id, number, hash, previous, device, lane } = record;
    const aside = (reason: QuarantineReason, detail: string): Judgement => ({
      as: 'quarantined',
      reason,
      detail,
    });
    const same = this.#byId.get(`${device} ${id}`);
    if (same !== undefined) {
      return same.hash === hash
        ? { as: 'duplicate' }
        : aside('id-reused', `Record ${id} was taken before with other content (SHA-256 ${same.hash}).`);
    }
    const there = this.#byPlace.get(place(record, number));
    if (there !== undefined)
      return aside('chain-forked', `Number ${number} of ${lane} is record ${there.id} already.`);
    if ((number === 1) !== (previous === null))
      return aside(
        'chain-broken',
        number === 1
          ? 'The first record of a chain names one before it.'
          : `Number ${number} of ${lane} names none before it.`,
      );
    const before = this.#byPlace.get(place(record, number - 1));
    if (before !== undefined && before.hash !== previous)
      return aside(
        'chain-broken',
        `It does not follow number ${number - 1} of ${lane}, record ${before.id}.`,
      );
    const after = this.#byPlace.get(place(record, number + 1));
    if (after !== undefined && after.previous !== hash)
      return aside(
        'chain-broken',
        `Number ${number + 1} of ${lane}, record ${after.id}, does not follow it.`,
      );
    return { as: 'accepted' };
  }
}
