import type { EnrolledDevice } from '../../src/registry/device-book.js';
import type { Outcome, Quarantined, VerifiedRecord } from '../../src/registry/intake.js';

/** As much of a store as a collector needs, with faults where a test wants them. */
export class MemoryIntake {
  readonly records = new Map<string, VerifiedRecord>();
  readonly aside: Quarantined[] = [];
  /** How many records each `take` was given. */
  readonly takes: number[] = [];
  /** Thrown, as long as it is set, by whatever is asked. */
  fault: Error | undefined;
  /** Records that the database refuses by their content. */
  unstorable: (record: VerifiedRecord) => Error | undefined = () => undefined;

  constructor(private readonly devices: readonly EnrolledDevice[]) {}

  async enrolled(id: string): Promise<EnrolledDevice | undefined> {
    await this.trip();
    return this.devices.find((device) => device.id === id);
  }

  async take(records: readonly VerifiedRecord[]): Promise<readonly Outcome[]> {
    await this.trip();
    const refused = records.map(this.unstorable).find((error) => error !== undefined);
    if (refused) throw refused;
    this.takes.push(records.length);
    return records.map((each): Outcome => {
      const before = this.records.get(each.record.id);
      if (before)
        return before.hash === each.hash ? { as: 'duplicate' } : { as: 'quarantined', reason: 'id-reused' };
      this.records.set(each.record.id, each);
      return { as: 'accepted' };
    });
  }

  async putAside(messages: readonly Quarantined[]): Promise<void> {
    await this.trip();
    this.aside.push(...messages);
  }

  private async trip(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.fault) throw this.fault;
  }
}
