import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ModelError, unreachable } from '../../base/errors.js';
import {
  unpackError,
  type CounterStart,
  type FromCounter,
  type SentError,
  type ToCounter,
} from './counter-messages.js';

type Call = ToCounter extends infer M ? (M extends { readonly id: number } ? Omit<M, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Room for short-lived objects, MB. What counting allocates is mostly pixels outside of it, and they are given back only
 * when it fills up: 1 MB instead of V8's own choice saves 50 MB of the process (measured on Node 20).
 */
const YOUNG_MEGABYTES = 1;

/** The compiled worker; code that runs from its TypeScript source (the tests do) takes the one of the last build. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./counter-worker.js', import.meta.url));
  const built = fileURLToPath(new URL('../../../dist/slide/counter/counter-worker.js', import.meta.url));
  return existsSync(beside) ? beside : built;
}

function stopped(reason: string, cause?: unknown): ModelError {
  return new ModelError(
    'counter-stopped',
    `The thread that counts fields has stopped: ${reason}.`,
    'The slide goes on with a new one; if it happens again, check free memory and start the program again.',
    { cause },
  );
}

/** The counting thread as seen from outside: numbered calls and their answers. Every failure rejects what waits; nothing hangs. */
export class CounterThread {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private fault: ModelError | undefined;
  private readonly exited: Promise<void>;

  private constructor(
    private readonly worker: Worker,
    private readonly started: (outcome: 'ready' | Error) => void,
  ) {
    worker.on('message', (message: FromCounter) => this.receive(message));
    worker.on('messageerror', (error: Error) => this.retire(stopped(error.message, error)));
    worker.on('error', (error: Error) => this.retire(stopped(error.message, error)));
    this.exited = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.retire(stopped(`it ended with code ${code}`));
        resolve();
      });
    });
  }

  /** Starts the thread and the model in it. Rejects with ModelError when the model does not start. */
  static async start(start: CounterStart): Promise<CounterThread> {
    let settle: (outcome: 'ready' | Error) => void = () => undefined;
    const outcome = new Promise<'ready' | Error>((resolve) => (settle = resolve));
    const worker = new Worker(workerFile(), {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const thread = new CounterThread(worker, settle);
    const result = await outcome;
    if (result === 'ready') return thread;
    await thread.end();
    throw result;
  }

  /** True once the thread takes no more calls. */
  get broken(): boolean {
    return this.fault !== undefined;
  }

  call<T>(call: Call): Promise<T> {
    if (this.fault) return Promise.reject(this.fault);
    const id = this.nextId++;
    this.worker.ref();
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.post({ ...call, id });
    });
  }

  post(message: ToCounter): void {
    this.worker.postMessage(message);
  }

  /** Takes no more calls and rejects those that wait. */
  retire(reason: ModelError): void {
    this.fault ??= reason;
    this.started(reason);
    for (const { reject } of this.waiting.values()) reject(this.fault);
    this.waiting.clear();
  }

  /** Lets calls that wait finish, closes the model and waits for the thread's end. */
  async close(): Promise<void> {
    if (this.fault) return this.end();
    this.worker.ref();
    this.post({ kind: 'close' });
    await this.exited;
  }

  /** Ends the thread at once. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private receive(message: FromCounter): void {
    switch (message.kind) {
      case 'ready':
        this.started('ready');
        // An idle counter does not keep the process alive; a waiting call does.
        this.worker.unref();
        return;
      case 'failed-to-start':
        this.started(unpackError(message.error));
        return;
      case 'done':
        this.take(message.id)?.resolve(message.value);
        return;
      case 'failed':
        this.fail(message.id, message.error);
        return;
      default:
        unreachable(message);
    }
  }

  private fail(id: number, error: SentError): void {
    this.take(id)?.reject(unpackError(error));
  }

  private take(id: number): Waiting | undefined {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    return call;
  }
}
