import { spawn, type ChildProcess } from 'node:child_process';
import type { HardwareError } from '../../base/errors.js';
import type { Cancel, Clock } from '../../clock/clock.js';
import { cameraDied, cameraNotInstalled } from './camera-errors.js';
import { LineTail } from './line-tail.js';

/** A program to run, and what to say when it does not. */
export interface Tool {
  /** Names to try in order, each when the one before is not there. */
  readonly commands: readonly string[];
  readonly arguments: readonly string[];
  /** How to install it, for a person. */
  readonly install: string;
  /** What its last lines mean; undefined when they say nothing known. */
  explain(lines: readonly string[]): HardwareError | undefined;
}

/** Why a program is no more: undefined when it ended with exit code 0, or was told to. */
export type Ending = HardwareError | undefined;

/** After a program is gone, how long what it wrote may take to arrive; something it started may hold the pipe open for ever. */
const DRAIN_MS = 1000;

/** One run of a tool, with an argument array and no shell, from its start until it is reaped. */
export class ToolProcess {
  /** Resolves when the program is gone and all it wrote was passed on. */
  readonly ended: Promise<Ending>;
  readonly #tool: Tool;
  readonly #take: (chunk: Uint8Array) => void;
  readonly #clock: Clock;
  #child: ChildProcess | undefined;
  #stopping = false;
  #cancelKill: Cancel = () => undefined;

  /** @param take - gets what the program writes on its standard output; nothing any more after `stop`. */
  constructor(tool: Tool, clock: Clock, take: (chunk: Uint8Array) => void) {
    this.#tool = tool;
    this.#take = take;
    this.#clock = clock;
    this.ended = this.#live();
  }

  /** Asks the program to end, and kills it when it is still there `killAfterMs` later. Once is enough. */
  stop(killAfterMs: number): void {
    if (this.#stopping) return;
    this.#stopping = true;
    if (this.#child?.pid === undefined) return;
    this.#child.kill('SIGTERM');
    this.#cancelKill = this.#clock.after(killAfterMs, () => this.#child?.kill('SIGKILL'));
  }

  async #live(): Promise<Ending> {
    for (const command of this.#tool.commands) {
      const ending = await this.#run(command);
      if (this.#stopping) return undefined;
      if (ending !== 'absent') return ending;
    }
    return cameraNotInstalled(this.#tool.commands, this.#tool.install);
  }

  #run(command: string): Promise<Ending | 'absent'> {
    return new Promise((resolve) => {
      const child = spawn(command, this.#tool.arguments, { stdio: ['ignore', 'pipe', 'pipe'] });
      this.#child = child;
      const tail = new LineTail();
      let spawnError: NodeJS.ErrnoException | undefined;
      let cancelDrain: Cancel = () => undefined;
      child.stdout.on('data', (chunk: Uint8Array) => {
        if (!this.#stopping) this.#take(chunk);
      });
      child.stderr.on('data', (chunk: Uint8Array) => tail.add(chunk));
      child.on('error', (error) => {
        if (child.pid === undefined) spawnError = error;
      });
      child.on('exit', () => {
        cancelDrain = this.#clock.after(DRAIN_MS, () => {
          child.stdout.destroy();
          child.stderr.destroy();
        });
      });
      child.on('close', (code, signal) => {
        cancelDrain();
        this.#cancelKill();
        this.#child = undefined;
        if (spawnError?.code === 'ENOENT') resolve('absent');
        else if (code === 0) resolve(undefined);
        else resolve(this.#explain(command, spawnError?.message ?? howItEnded(code, signal), tail.lines()));
      });
    });
  }

  #explain(command: string, how: string, lines: readonly string[]): HardwareError {
    return this.#tool.explain(lines) ?? cameraDied(command, how, lines.slice(-3));
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
}
