/** What was opened, closed in the reverse order; one that fails to close does not keep the others open. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  /** Remembers how to close something, and gives it back. */
  add<T>(opened: T, close: (opened: T) => unknown): T {
    this.#closers.push(() => close(opened));
    return opened;
  }

  /** Closes everything, once. Rejects with AggregateError when closing failed anywhere. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'closing failed in several places');
  }
}
