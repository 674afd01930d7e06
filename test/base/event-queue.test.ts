import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/base/event-queue.js';

interface Named {
  readonly name: string;
}

/** A queue that writes down what happens; `act` is what handling an event brings about. */
function written(act: (name: string, put: (name: string) => void) => void = () => undefined): {
  readonly put: (name: string) => void;
  readonly log: readonly string[];
} {
  const log: string[] = [];
  const put = (name: string): void => queue.put({ name });
  const queue = new EventQueue<Named>({
    handle: ({ name }) => {
      log.push(`${name} begins`);
      act(name, put);
      log.push(`${name} ends`);
    },
    rested: () => log.push('rested'),
    broken: (error) => log.push(`broken: ${String(error)}`),
  });
  return { put, log };
}

describe('a queue of events', () => {
  it('has handled an event when it was put in', () => {
    const { put, log } = written();
    put('a');
    expect(log).toEqual(['a begins', 'a ends', 'rested']);
    put('b');
    expect(log).toEqual(['a begins', 'a ends', 'rested', 'b begins', 'b ends', 'rested']);
  });

  it('handles what comes meanwhile afterwards, in the order in which it came, and rests once', () => {
    const { put, log } = written((name, again) => {
      if (name === 'a') for (const next of ['b', 'c']) again(next);
      if (name === 'b') again('d');
    });
    put('a');
    expect(log.filter((line) => line.endsWith('begins'))).toEqual([
      'a begins',
      'b begins',
      'c begins',
      'd begins',
    ]);
    expect(log.slice(0, 3)).toEqual(['a begins', 'a ends', 'b begins']);
    expect(log.filter((line) => line === 'rested')).toEqual(['rested']);
    expect(log.at(-1)).toBe('rested');
  });

  it('tells what handling threw, and handles what waited with the next event', () => {
    const { put, log } = written((name, again) => {
      if (name !== 'a') return;
      again('b');
      throw new Error('a bug');
    });
    put('a');
    expect(log).toEqual(['a begins', 'broken: Error: a bug', 'rested']);
    put('c');
    expect(log.slice(3)).toEqual(['b begins', 'b ends', 'c begins', 'c ends', 'rested']);
  });
});
