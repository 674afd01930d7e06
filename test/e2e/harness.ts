import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { sumTallies } from './tallies.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import type { ResultRevision, StoredField, StoredSlide } from '../../src/store/slide-store.js';
import type { ClockAnchor } from '../../src/clock/dating.js';
import type { scenarioSchema } from '../../src/virtual/scenario.js';
import type { Screen, View } from '../../src/workflow/screen.js';
import type { z } from 'zod';

const MAIN = path.resolve(import.meta.dirname, '../../dist/cli/main.js');

export type ScenarioFile = z.input<typeof scenarioSchema>;
/** A screen and when it was shown, ms since the start of its process. */
export type Shown = Screen & { readonly uptimeMs: number };
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly uptimeMs: number;
  readonly [key: string]: unknown;
}

/** A run of the daemon that is over. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly screens: readonly Shown[];
  readonly log: readonly LogLine[];
  readonly stderr: string;
}

export interface RunOptions {
  /** False: the machine's own clock. */
  readonly virtualTime?: boolean;
  readonly set?: Readonly<Record<string, string | number | boolean>>;
}

/** Small frames, so that a field costs half a second; the optics keep the same glass in view. */
const SETTINGS = {
  'camera.width': 800,
  'camera.height': 600,
  'display.kind': 'none',
  'counting.cellLimit': 1000,
  'storage.keepFramesMiB': 0,
};

/** Counting by itself, two fields a slide and one slide an hour, by a stage that needs no moving. */
export const UNATTENDED = {
  'unattended.enabled': true,
  'unattended.windows': '["06:30-18:00"]',
  'unattended.slidesPerHour': 1,
  'unattended.fieldsPerSlide': 2,
  'unattended.advance.kind': 'command',
  'unattended.advance.command': '["true"]',
  'workflow.idleMs': 10_000,
};

/** A data folder of one device, over all its starts. Gone with the test. */
export class Box {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'ringform-e2e-'));
  #starts = 0;

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Starts the shipped daemon. */
  start(scenario: ScenarioFile, { virtualTime = true, set = {} }: RunOptions = {}): Daemon {
    const nth = ++this.#starts;
    const file = path.join(this.folder, `scenario-${nth}.json`);
    const screens = path.join(this.folder, `screens-${nth}.jsonl`);
    writeFileSync(file, JSON.stringify(scenario));
    const settings = Object.entries({ ...SETTINGS, ...set }).flatMap(([key, value]) => [
      '--set',
      `${key}=${String(value)}`,
    ]);
    const time = virtualTime ? ['--virtual-time'] : [];
    const args = [MAIN, 'run', '--virtual', file, ...time, '-o', this.data, '--record', screens, ...settings];
    const { PATH } = process.env;
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH, TZ: 'UTC' },
    });
    const daemon = new Daemon(child, screens);
    onTestFinished(() => void child.kill('SIGKILL'));
    return daemon;
  }

  /** Runs the daemon to its end. */
  run(scenario: ScenarioFile, options?: RunOptions): Promise<Finished> {
    return this.start(scenario, options).ended;
  }

  get data(): string {
    return path.join(this.folder, 'data');
  }

  /** Whether there is a database yet. */
  exists(): boolean {
    return existsSync(path.join(this.data, 'ringform.sqlite'));
  }

  /**
   * What is on the disk, every slide with its fields, oldest first; checked against itself on the way: SQLite's own check,
   * ordinals without gap or double, the tally the sum of the fields, sequence growing.
   */
  async stored(): Promise<Stored> {
    const file = path.join(this.data, 'ringform.sqlite');
    const raw = new Database(file);
    try {
      expect(raw.pragma('quick_check', { simple: true })).toBe('ok');
    } finally {
      raw.close();
    }
    const store = await SqliteSlideStore.open(file);
    try {
      const slides: StoredWhole[] = [];
      for (const slide of [...(await store.slides())].reverse()) {
        const fields = await store.fields(slide.id);
        const unreadable = await store.unreadable(slide.id);
        const result = await store.latestResult(slide.id);
        slides.push({ ...slide, fields, unreadable: unreadable.length, ...(result && { result }) });
        expectWhole(slides.at(-1));
      }
      return { slides, anchors: await store.anchors() };
    } finally {
      await store.close();
    }
  }
}

export interface StoredWhole extends StoredSlide {
  readonly fields: readonly StoredField[];
  readonly unreadable: number;
  readonly result?: ResultRevision;
}
export interface Stored {
  readonly slides: readonly StoredWhole[];
  readonly anchors: readonly ClockAnchor[];
}

function expectWhole(slide: StoredWhole | undefined): void {
  if (!slide) throw new Error('no slide');
  const { fields, unreadable, tally, nextOrdinal, sequence, result } = slide;
  expect(nextOrdinal).toBe(fields.length + unreadable);
  if (unreadable === 0) expect(fields.map(({ ordinal }) => ordinal)).toEqual([...fields.keys()]);
  expect(tally).toMatchObject(sumTallies(fields));
  const order = [sequence, ...fields.map((field) => field.sequence)];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(order.length);
  if (result) expect(result.result).toMatchObject(sumTallies(fields));
}

/** A daemon under way. */
export class Daemon {
  readonly ended: Promise<Finished>;
  #stderr = '';
  #over = false;

  constructor(
    private readonly child: ChildProcess,
    private readonly file: string,
  ) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#over = true;
        resolve({ code, signal, screens: this.screens(), log: linesOf(this.#stderr), stderr: this.#stderr });
      });
    });
  }

  /** What was shown so far. */
  screens(): readonly Shown[] {
    if (!existsSync(this.file)) return [];
    // A killed process may leave half a line.
    return linesOf(readFileSync(this.file, 'utf8')) as unknown as readonly Shown[];
  }

  /** Resolves with the first screen that fits; rejects when the daemon ends before. */
  async until(fits: (shown: Shown) => boolean): Promise<Shown> {
    for (;;) {
      const over = this.#over;
      const found = this.screens().find(fits);
      if (found) return found;
      if (over) throw new Error(`the daemon ended before it showed that\n${this.#stderr.slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Resolves when so many screens were shown, or it ended. */
  async untilScreens(count: number): Promise<void> {
    while (!this.#over && this.screens().length < count)
      await new Promise((resolve) => setTimeout(resolve, 3));
  }

  kill(signal: NodeJS.Signals): Promise<Finished> {
    this.child.kill(signal);
    return this.ended;
  }
}

function linesOf(text: string): readonly LogLine[] {
  const found: LogLine[] = [];
  for (const line of text.split('\n')) {
    try {
      if (line.startsWith('{')) found.push(JSON.parse(line) as LogLine);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return found;
}

type ViewOf<S extends View['screen']> = Extract<View, { screen: S }>;
/** The views of one kind, in order. */
export function viewsOf<S extends View['screen']>(
  screens: readonly Shown[],
  screen: S,
): readonly (ViewOf<S> & { readonly shown: Shown })[] {
  return screens.flatMap((shown) =>
    shown.view.screen === screen ? [{ ...(shown.view as ViewOf<S>), shown }] : [],
  );
}

/** Kinds of screen (and what was said while counting) in order, repetitions left out. */
export function storyOf(screens: readonly Shown[]): readonly string[] {
  const story = screens.map(({ view }) =>
    view.screen === 'counting'
      ? `counting ${view.label}: ${view.activity}`
      : view.screen === 'paused'
        ? `paused: ${view.why} (${view.code})`
        : view.screen,
  );
  return story.filter((said, index) => said !== story[index - 1]);
}

/** It ended by itself, well, and nothing was logged as a bug would be. */
export function expectClean({ code, stderr }: Finished): void {
  expect({ code, stderr: code === 0 ? '' : stderr.slice(-3000) }).toEqual({ code: 0, stderr: '' });
}
