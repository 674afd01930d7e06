import { fstatSync } from 'node:fs';
import type { LogLevel } from './log.js';

/** How a line is written: for journald, as bare JSON, or for a person's eyes. */
export type LogForm = 'journal' | 'json' | 'terminal';

/** sd-daemon(3): journald takes the level from this prefix and drops it, so `journalctl -p warning` sorts. */
const journalPriority: Readonly<Record<LogLevel, string>> = {
  debug: '<7>',
  info: '<6>',
  warn: '<4>',
  error: '<3>',
};

/** One line, its end included, in the form asked for. `json` is the line as JSON, without an end. */
export function writeLine(form: LogForm, level: LogLevel, json: string): string {
  if (form === 'journal') return `${journalPriority[level]}${json}\n`;
  return form === 'json' ? `${json}\n` : `${readable(json)}\n`;
}

/**
 * The form that fits a stream: `journal` when JOURNAL_STREAM (systemd.exec(5)) names the very file that `fd` is, since children
 * with another output inherit the variable; `terminal` on a terminal; `json` otherwise.
 */
export function formFor(
  stream: { readonly fd: number; readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): LogForm {
  if (stream.isTTY === true) return 'terminal';
  const journal = environment['JOURNAL_STREAM'];
  if (journal === undefined) return 'json';
  const { dev, ino } = fstatSync(stream.fd);
  return journal === `${dev}:${ino}` ? 'journal' : 'json';
}

/** `12.345 s  WARN  the camera died  slide=… code=…`; a thrown error's stack is left to the JSON forms. */
function readable(json: string): string {
  const { level, uptimeMs, msg, error, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const seconds = (Number(uptimeMs) / 1000).toFixed(3);
  const extra = Object.entries(rest)
    .filter(([name]) => name !== 'bootId' && name !== 'pid') // the same on every line of one run
    .map(([name, value]) => `${name}=${shown(value)}`);
  const why = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  if (why !== undefined) extra.push(`error=${shown(why)}`);
  return [`${seconds} s`, String(level).toUpperCase().padEnd(5), String(msg), ...extra]
    .join('  ')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
