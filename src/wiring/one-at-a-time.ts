/** Runs pieces of asynchronous work one after the other, in the order given; one that fails does not hold up the next. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    // The caller hears of the failure through `done`; the queue only waits for the end.
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was given so far is over. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
