import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '../clock/clock.js';
import { OneAtATime } from './one-at-a-time.js';
import type { StageAdvance } from './stage-advance.js';
import { stageClosed, stageCommandFailed, stageNoCommand, stageTimeout } from './stage-errors.js';

/** As much of what a failing command said as is kept, bytes. */
const KEPT_OUTPUT = 2048;

/** Moves the stage by a program of one's own: it exits with 0 once the stage stands on the next field. */
export class AdvanceCommand implements StageAdvance {
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #queue = new OneAtATime();
  #running: ChildProcess | undefined;
  #closed = false;

  /**
   * @param command program and arguments as they are; no shell reads them
   * @param options.timeoutMs the program is killed after so long, ms, > 0
   */
  constructor(
    command: readonly [string, ...string[]],
    clock: Clock,
    options: { readonly timeoutMs: number },
  ) {
    if (!(options.timeoutMs > 0)) throw new RangeError(`a limit of ${options.timeoutMs} ms`);
    [this.#program, ...this.#args] = command;
    this.#clock = clock;
    this.#timeoutMs = options.timeoutMs;
  }

  advance(): Promise<void> {
    return this.#queue.run(() => this.#clock.during(() => this.#run()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.kill('SIGKILL');
    await this.#queue.idle();
  }

  #run(): Promise<void> {
    if (this.#closed) return Promise.reject(stageClosed());
    return new Promise((resolve, reject) => {
      // The limit is real time whatever the clock: the program is a real one. Node keeps it and kills.
      const child = spawn(this.#program, [...this.#args], {
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: this.#timeoutMs,
        killSignal: 'SIGKILL',
      });
      this.#running = child;
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-KEPT_OUTPUT);
      });
      child.once('error', (error) => {
        this.#running = undefined;
        reject(stageNoCommand(this.#program, error));
      });
      // 'exit' and not 'close': something started by the program may keep its output open for ever.
      child.once('exit', (code, signal) => {
        this.#running = undefined;
        child.stderr.destroy();
        if (code === 0) resolve();
        else if (this.#closed) reject(stageClosed());
        else if (child.killed) reject(stageTimeout(this.#program, this.#timeoutMs));
        else {
          const how = code === null ? `ended by ${signal ?? 'a signal'}` : `exit status ${code}`;
          reject(stageCommandFailed(this.#program, how, said.trim().split('\n').at(-1) ?? ''));
        }
      });
    });
  }
}
