import { pino, type DestinationStream, type Logger } from 'pino';
import { RingformError } from '../base/errors.js';
import type { Clock } from '../clock/clock.js';
import { writeLine, type LogForm } from './log-form.js';
import type { Log, LogFields, LogLevel } from './log.js';

export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  readonly form: LogForm;
  /** Gets one whole line at a time, its end included. */
  readonly stream: { write(line: string): unknown };
  /** Lines carry its boot id and uptime; the wall clock is journald's to add, as far as it can be trusted. */
  readonly clock: Pick<Clock, 'moment'>;
}

/** The log that writes. Every line: level, uptimeMs, bootId, pid, the fields, msg. */
export function createLog(options: LogOptions): Log {
  const { clock, form, stream } = options;
  // pino sets lastLevel before it writes to a destination that carries this mark.
  const destination: DestinationStream & { lastLevel: number } = {
    lastLevel: pino.levels.values['info'] ?? 30,
    [Symbol.for('pino.metadata')]: true,
    write(line) {
      const level = pino.levels.labels[destination.lastLevel] as LogLevel;
      stream.write(writeLine(form, level, line.trimEnd()));
    },
  };
  const logger = pino(
    {
      level: options.level,
      base: { bootId: clock.moment().bootId, pid: process.pid },
      timestamp: () => `,"uptimeMs":${clock.moment().uptimeMs}`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
    },
    destination,
  );
  return wrap(logger, {});
}

/** Fields are merged here and not by pino's children, which would write a name given twice twice. */
function wrap(logger: Logger, common: LogFields): Log {
  const all = (fields: LogFields | undefined): LogFields => {
    const merged = { ...common, ...fields };
    const { error } = merged;
    return merged.code === undefined && error instanceof RingformError
      ? { ...merged, code: error.code }
      : merged;
  };
  return {
    debug: (words, fields) => logger.debug(all(fields), words),
    info: (words, fields) => logger.info(all(fields), words),
    warn: (words, fields) => logger.warn(all(fields), words),
    error: (words, fields) => logger.error(all(fields), words),
    with: (fields) => wrap(logger, { ...common, ...fields }),
  };
}

/** An error with everything of use, its causes too, but no more than a few of them: causes may point in a circle. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof RingformError ? { code: error.code, remedy: error.remedy } : {}),
    stack: error.stack,
    ...(error.cause !== undefined && depth < 4 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
