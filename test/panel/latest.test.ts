import { describe, expect, it } from 'vitest';
import { type Ending, Latest } from '../../src/panel/latest.js';

/** A job that goes on at `go`, and says what it saw then. */
function held(name: string, log: string[]) {
  let go!: () => void;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const job = async (superseded: () => boolean): Promise<Ending> => {
    log.push(`${name} begins`);
    await gate;
    const ending = superseded() ? 'given-up' : 'done';
    log.push(`${name} ${ending}`);
    return ending;
  };
  return { job, go };
}

describe('the latest of several jobs', () => {
  it('takes the place of one that gives up, whose asker is told when it is done', async () => {
    const log: string[] = [];
    const latest = new Latest();
    const [first, second] = [held('first', log), held('second', log)];
    const told = latest.run(first.job).then(() => log.push('first told'));
    const secondTold = latest.run(second.job);
    first.go();
    second.go();
    await Promise.all([told, secondTold]);
    expect(log).toEqual(['first begins', 'first given-up', 'second begins', 'second done', 'first told']);
  });

  it('never gives up twice in a row: jobs that come all the time are done every other time', async () => {
    const log: string[] = [];
    const latest = new Latest();
    const jobs = ['a', 'b', 'c'].map((name) => held(name, log));
    const first = latest.run(jobs[0].job);
    const second = latest.run(jobs[1].job);
    jobs[0].go();
    // The second has begun when the third comes.
    await expect.poll(() => log).toContain('b begins');
    const third = latest.run(jobs[2].job);
    jobs[1].go();
    jobs[2].go();
    await Promise.all([first, second, third]);
    expect(log.filter((line) => !line.endsWith('begins'))).toEqual(['a given-up', 'b done', 'c done']);
  });

  it('passes over jobs that waited only, and tells of failures those who asked', async () => {
    const log: string[] = [];
    const latest = new Latest();
    const [running, passedOver] = [held('running', log), held('passed over', log)];
    const first = latest.run(running.job);
    const second = latest.run(passedOver.job);
    const third = latest.run(() => Promise.reject(new Error('no display')));
    running.go();
    await expect(first).rejects.toThrow('no display');
    await expect(second).rejects.toThrow('no display');
    await expect(third).rejects.toThrow('no display');
    expect(log).not.toContain('passed over begins');
  });
});
