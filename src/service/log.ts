export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a line says beside its words. Known names keep one meaning everywhere; others may be added. */
export interface LogFields {
  /** Id of the slide the line is about. */
  readonly slide?: string;
  /** A RingformError's code; taken from `error` when that has one. */
  readonly code?: string;
  /** What was thrown: written with its code, remedy, stack and causes. */
  readonly error?: unknown;
  readonly [name: string]: unknown;
}

/**
 * Where the device writes what happened, for whoever looks after it. Never for the person at the microscope: that is the
 * panel's. No results and nothing about patients is written.
 */
export interface Log {
  debug(words: string, fields?: LogFields): void;
  info(words: string, fields?: LogFields): void;
  warn(words: string, fields?: LogFields): void;
  error(words: string, fields?: LogFields): void;
  /** A log that adds these fields to every line. */
  with(fields: LogFields): Log;
}

export interface LoggedLine extends LogFields {
  readonly level: LogLevel;
  readonly words: string;
}

/** Keeps its lines, in order, for tests. */
export class RecordingLog implements Log {
  constructor(
    readonly lines: LoggedLine[] = [],
    private readonly common: LogFields = {},
  ) {}

  debug(words: string, fields?: LogFields): void {
    this.keep('debug', words, fields);
  }

  info(words: string, fields?: LogFields): void {
    this.keep('info', words, fields);
  }

  warn(words: string, fields?: LogFields): void {
    this.keep('warn', words, fields);
  }

  error(words: string, fields?: LogFields): void {
    this.keep('error', words, fields);
  }

  with(fields: LogFields): Log {
    return new RecordingLog(this.lines, { ...this.common, ...fields });
  }

  private keep(level: LogLevel, words: string, fields?: LogFields): void {
    this.lines.push({ ...this.common, ...fields, level, words });
  }
}
