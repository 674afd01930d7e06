/** How a job ended: with all of it done, or given up for the one that waits. */
export type Ending = 'done' | 'given-up';
/** A job, given a look at whether a newer one waits and it may give up. */
export type Job = (superseded: () => boolean) => Promise<Ending>;

/**
 * Runs one job at a time. Of the jobs that come meanwhile only the latest is kept: whoever asked for a replaced one, or for
 * one that was given up, is told when the one that replaced it is done. After a job that gave up the next one may not: jobs
 * that come faster than they are done would never end.
 */
export class Latest {
  #running = false;
  #mayGiveUp = true;
  #waiting: Waiting | undefined;

  run(job: Job): Promise<void> {
    if (this.#running) {
      const done = this.#waiting?.done ?? withResolvers();
      this.#waiting = { job, done };
      return done.promise;
    }
    return this.#start(job);
  }

  async #start(job: Job): Promise<void> {
    this.#running = true;
    let ending: Ending = 'done';
    let next: Waiting | undefined;
    try {
      ending = await job(() => this.#mayGiveUp && this.#waiting !== undefined);
    } finally {
      this.#running = false;
      this.#mayGiveUp = ending === 'done';
      next = this.#waiting;
      this.#waiting = undefined;
      if (next) this.#start(next.job).then(next.done.resolve, next.done.reject);
    }
    if (ending === 'given-up') await next?.done.promise;
  }
}

interface Waiting {
  readonly job: Job;
  readonly done: PromiseWithResolvers;
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
