import { mkdtempSync, openSync, closeSync, fstatSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { createLog } from '../../src/service/create-log.js';
import { formFor, type LogForm } from '../../src/service/log-form.js';
import { RecordingLog, logLevels, type Log, type LogLevel } from '../../src/service/log.js';

function logInto(form: LogForm, level: LogLevel = 'debug') {
  const clock = new VirtualClock({ bootId: 'boot-7' });
  const lines: string[] = [];
  const log = createLog({ level, form, clock, stream: { write: (line) => lines.push(line) } });
  return { clock, lines, log };
}

const parsed = (line: string): Record<string, unknown> => JSON.parse(line) as Record<string, unknown>;

/** Says one line on each level. */
function sayAll(log: Log): void {
  for (const level of logLevels) log[level](`at ${level}`);
}

describe('the log', () => {
  it('writes one JSON object a line, with level, words, boot id, uptime and fields', async () => {
    const { clock, lines, log } = logInto('json');
    await clock.advance(12_345);
    log.info('a slide\nbegan', { slide: 'ab12', fields: 3 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
    expect(parsed(lines[0])).toEqual({
      level: 'info',
      uptimeMs: 12_345,
      bootId: 'boot-7',
      pid: process.pid,
      slide: 'ab12',
      fields: 3,
      msg: 'a slide\nbegan',
    });
  });

  it.each(logLevels)('writes nothing below the level %s', (level) => {
    const { lines, log } = logInto('json', level);
    sayAll(log);
    expect(lines.map((line) => parsed(line)['level'])).toEqual(logLevels.slice(logLevels.indexOf(level)));
  });

  it('gives journald its priorities in front of the line', () => {
    const { lines, log } = logInto('journal');
    sayAll(log);
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['<7>{', '<6>{', '<4>{', '<3>{']);
    expect(lines.map((line) => parsed(line.slice(3))['level'])).toEqual([...logLevels]);
  });

  it('writes an error with its code, remedy, stack and causes, even causes in a circle', () => {
    const { lines, log } = logInto('json');
    const inner = new Error('EBUSY');
    const error = new HardwareError('camera-in-use', 'The camera is in use.', 'Stop the other program.', {
      cause: inner,
    });
    inner.cause = error;
    log.error('no picture', { error });
    expect(parsed(lines[0])).toMatchObject({
      code: 'camera-in-use',
      error: {
        name: 'HardwareError',
        message: 'The camera is in use.',
        code: 'camera-in-use',
        remedy: 'Stop the other program.',
        cause: { name: 'Error', message: 'EBUSY' },
      },
    });
    expect(lines[0]).toContain('log.test.ts');
  });

  it('adds common fields once, a line’s own going before them', () => {
    const { lines, log } = logInto('json');
    log.with({ slide: 'one', part: 'camera' }).warn('moved', { slide: 'two' });
    expect(parsed(lines[0])).toMatchObject({ slide: 'two', part: 'camera' });
    expect(lines[0].match(/"slide"/g)).toHaveLength(1);
  });

  it('is one readable line on a terminal', async () => {
    const { clock, lines, log } = logInto('terminal');
    await clock.advance(1500);
    log.warn('the camera\ndied', { slide: 'ab12', error: new Error('exit code 255') });
    expect(lines).toEqual(['1.500 s  WARN   the camera died  slide=ab12  error="exit code 255"\n']);
  });

  it('keeps lines for tests in the same shape for every level', () => {
    const log = new RecordingLog();
    sayAll(log.with({ slide: 's' }));
    expect(log.lines).toEqual(logLevels.map((level) => ({ slide: 's', level, words: `at ${level}` })));
  });
});

describe('the form of the log', () => {
  it('is for journald only when the stream is the journal itself, else JSON, or readable on a terminal', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringform-log-'));
    const fd = openSync(join(folder, 'out'), 'w');
    const { dev, ino } = fstatSync(fd);
    expect(formFor({ fd }, { JOURNAL_STREAM: `${dev}:${ino}` })).toBe('journal');
    expect(formFor({ fd }, { JOURNAL_STREAM: `${dev}:${ino + 1}` })).toBe('json');
    expect(formFor({ fd }, {})).toBe('json');
    expect(formFor({ fd, isTTY: true }, { JOURNAL_STREAM: `${dev}:${ino}` })).toBe('terminal');
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
});
