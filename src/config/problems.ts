import { UsageError } from '../base/errors.js';

/** Where a value came from. */
export type ConfigSource =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'argument'; readonly text: string };

/** One thing that does not hold. */
export interface ConfigProblem {
  /** Absent when it is about no one value. */
  readonly source?: ConfigSource;
  /** What is wrong and what was expected, the key in it. */
  readonly what: string;
}

/** A value that a layer gives for a key, as it was read. */
export interface GivenValue {
  readonly path: string;
  readonly value: unknown;
  readonly source: ConfigSource;
}

export function describeSource(source: ConfigSource): string {
  switch (source.kind) {
    case 'default':
      return 'default';
    case 'file':
      return `${source.file}, line ${source.line}`;
    case 'environment':
      return `environment ${source.variable}`;
    case 'argument':
      return `--set ${source.text}`;
  }
}

/** More than these are not read by anybody; `problems` has them all. */
const MOST_LINES = 30;

/** The configuration does not hold; the problems found are in the message, and all of them in `problems`. */
export class ConfigError extends UsageError {
  readonly problems: readonly ConfigProblem[];

  constructor(code: string, problems: readonly ConfigProblem[], remedy: string) {
    const lines = problems.map(({ source, what }) =>
      source === undefined ? what : `${describeSource(source)}: ${what}`,
    );
    super(code, lines.length === 1 ? lines[0] : several(lines), remedy);
    this.problems = problems;
  }
}

function several(lines: readonly string[]): string {
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more`] : [];
  const listed = [...lines.slice(0, MOST_LINES), ...more].map((line) => `\n  ${line}`).join('');
  return `The configuration has ${lines.length} mistakes:${listed}`;
}

/** A value as it is shown in an error or a table: one line, not too long. */
export function shown(value: unknown): string {
  const text =
    value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
