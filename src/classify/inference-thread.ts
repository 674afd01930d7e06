import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ModelError, unreachable } from '../base/errors.js';
import type { FromWorker, TensorDescription, ToWorker, WorkerStart } from './inference-messages.js';

/** What the loaded session takes and gives. */
export interface SessionDescription {
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

interface Waiting {
  readonly resolve: (values: Float32Array) => void;
  readonly reject: (error: ModelError) => void;
}

/**
 * The compiled worker. Node starts threads from JavaScript only, so code that runs from its TypeScript source (the tests
 * do) takes the worker of the last build.
 */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./inference-worker.js', import.meta.url));
  const built = fileURLToPath(new URL('../../dist/classify/inference-worker.js', import.meta.url));
  return existsSync(beside) ? beside : built;
}

function stopped(reason: string, cause?: unknown): ModelError {
  return new ModelError(
    'runtime-stopped',
    `The thread that runs the model has stopped: ${reason}.`,
    'Start the program again; if it happens again, check free memory and that the runtime supports this processor.',
    { cause },
  );
}

/** An inference session in a thread of its own. Every failure of the thread rejects what waits for it; nothing hangs. */
export class InferenceThread {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private ended: ModelError | undefined;
  private readonly exited: Promise<void>;

  private constructor(
    private readonly worker: Worker,
    private readonly started: (outcome: SessionDescription | ModelError) => void,
  ) {
    worker.on('message', (message: FromWorker) => this.receive(message));
    worker.on('error', (error: Error) => this.end(stopped(error.message, error)));
    this.exited = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.end(stopped(`it ended with code ${code}`));
        resolve();
      });
    });
  }

  /** Starts the thread and its session; rejects with ModelError when the runtime or the weights cannot be loaded. */
  static async start(
    options: WorkerStart,
  ): Promise<{ thread: InferenceThread; session: SessionDescription }> {
    await holdRuntime();
    let settle: (outcome: SessionDescription | ModelError) => void = () => undefined;
    const outcome = new Promise<SessionDescription | ModelError>((resolve) => (settle = resolve));
    const thread = new InferenceThread(new Worker(workerFile(), { workerData: options }), settle);
    const session = await outcome;
    if (!(session instanceof ModelError)) return { thread, session };
    await thread.worker.terminate();
    throw session;
  }

  /**
   * Runs one batch. `data` is copied over, not transferred: once an isolate has detached a single buffer, V8 checks every
   * access to every typed array for it, and imaging takes a quarter longer from then on (measured on Node 20).
   */
  run(data: Uint8Array, shape: readonly number[]): Promise<Float32Array> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.nextId++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ kind: 'run', id, data, shape });
    });
  }

  /** Lets calls that wait finish, releases the session and waits for the thread's end. */
  async close(): Promise<void> {
    if (this.ended === undefined) {
      this.worker.ref();
      this.post({ kind: 'close' });
    }
    await this.exited;
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.started(message);
        // An idle model does not keep the process alive; a waiting call does.
        this.worker.unref();
        return;
      case 'failed-to-start':
        this.started(startError(message));
        return;
      case 'scored':
        this.take(message.id)?.resolve(message.values);
        return;
      case 'failed':
        this.take(message.id)?.reject(stopped(message.message));
        return;
      case 'closed':
        return;
      default:
        unreachable(message);
    }
  }

  private take(id: number): Waiting | undefined {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    return call;
  }

  private end(reason: ModelError): void {
    this.ended ??= reason;
    this.started(reason);
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}

/**
 * Loads the runtime's native add-on in this thread too and keeps it. The add-on registers itself only when the library is
 * first mapped; once the last thread that loaded it has ended, no later thread of the process can load it again
 * ("Module did not self-register", onnxruntime-node 1.24.3). Throws ModelError when it cannot be loaded.
 */
export async function holdRuntime(): Promise<void> {
  try {
    await import('onnxruntime-node');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw startError({ kind: 'failed-to-start', stage: 'runtime', message });
  }
}

function startError(message: FromWorker & { kind: 'failed-to-start' }): ModelError {
  if (message.stage === 'runtime') {
    return new ModelError(
      'runtime-missing',
      `The runtime for the model cannot be loaded: ${message.message}`,
      'Run the installation again (npm ci); on a processor that the runtime does not support, choose the spot classifier by name.',
    );
  }
  return new ModelError(
    'weights-unreadable',
    `The weights cannot be loaded: ${message.message}`,
    'Copy the weights and their manifest again from the same release.',
  );
}
