import type { Reader } from './database.js';

/** An identity and the one that the same device had before it got a new key. */
export interface Renewed {
  readonly id: string;
  readonly former: string;
}

/**
 * Which identities belong to one device. A link is an administrator's word and nothing else: a card that was copied holds the old
 * key twice, so that a signature by it says nothing. Two devices may have the same one before them, where both had its key.
 */
export class Succession {
  readonly #former: ReadonlyMap<string, string>;
  readonly #later = new Map<string, string[]>();

  /** @param renewed no circles: `link` refuses them */
  constructor(renewed: Iterable<Renewed>) {
    this.#former = new Map([...renewed].map(({ id, former }) => [id, former]));
    for (const [id, former] of [...this.#former].sort())
      this.#later.set(former, [...(this.#later.get(former) ?? []), id]);
  }

  /** The identities before this one, the nearest first. */
  formersOf(id: string): string[] {
    const former = this.#former.get(id);
    return former === undefined ? [] : [former, ...this.formersOf(former)];
  }

  /** This identity, then those that came after it, the nearest first: all that may speak of what was counted under it. */
  speakersOf(id: string): string[] {
    return [id, ...(this.#later.get(id) ?? []).flatMap((later) => this.speakersOf(later))];
  }

  /** All identities that go back to the same first one, that first. */
  familyOf(id: string): string[] {
    return this.speakersOf(this.formersOf(id).at(-1) ?? id);
  }

  /** Whether `device` may speak of what was counted under `owner`: never the other way round, for the old key may be in other hands. */
  maySpeak(device: string, owner: string): boolean {
    return device === owner || this.formersOf(device).includes(owner);
  }

  /** The newest identity after this one; this one itself where there is none, or several that cannot be told apart. */
  latestOf(id: string): string {
    const later = this.#later.get(id) ?? [];
    return later.length === 1 ? this.latestOf(later[0]) : id;
  }
}

/** As the registry has it now. */
export async function successionIn(db: Reader): Promise<Succession> {
  const rows = await db
    .selectFrom('devices')
    .select(['id', 'former'])
    .where('former', 'is not', null)
    .execute();
  return new Succession(rows.map(({ id, former }) => ({ id, former: former! })));
}
