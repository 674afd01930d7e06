/**
 * Runs one job at a time. Of the jobs that come meanwhile only the latest is kept: whoever asked for a replaced one is told
 * when the one that replaced it is done.
 */
export class Latest {
  #running = false;
  #waiting: { readonly job: () => Promise<void>; readonly done: PromiseWithResolvers } | undefined;

  run(job: () => Promise<void>): Promise<void> {
    if (this.#running) {
      const done = this.#waiting?.done ?? withResolvers();
      this.#waiting = { job, done };
      return done.promise;
    }
    return this.#start(job);
  }

  async #start(job: () => Promise<void>): Promise<void> {
    this.#running = true;
    try {
      await job();
    } finally {
      this.#running = false;
      const next = this.#waiting;
      this.#waiting = undefined;
      if (next) this.#start(next.job).then(next.done.resolve, next.done.reject);
    }
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
